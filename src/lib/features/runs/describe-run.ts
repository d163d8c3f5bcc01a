import { STATUS_WORDS } from '#lib/core/analysis/status-words.ts';
import type { StoredReceipt, StoredRun, StoredStatus } from '#lib/core/runs/run-records.ts';
import { formatCount } from '#lib/ui/format-count.ts';
import { formatTime } from '#lib/ui/format-time.ts';

/** How a person reads the state of a run. */
export function describeStatus(status: StoredStatus): string {
	return status === 'running' ? 'Running' : STATUS_WORDS[status];
}

/** The states that a list can be narrowed to. */
export const STATUS_OPTIONS: readonly { value: StoredStatus | 'all'; label: string }[] = [
	{ value: 'all', label: 'All' },
	...(['running', 'done', 'interrupted', 'stopped', 'length', 'failed'] as const).map((value) => ({
		value,
		label: describeStatus(value)
	}))
];

/** A line of *Run details*. */
export interface ReceiptLine {
	name: string;
	value: string;
}

/** What is known of how a run came about, line by line; what is not known is left out. */
export function receiptLines(run: StoredRun, receipt: StoredReceipt): ReceiptLine[] {
	const { request, template, model, meta, error, from } = receipt;
	const { usage, stats } = meta ?? {};
	const lines: [string, string | number | undefined][] = [
		['Outcome', describeStatus(run.status)],
		['Finish reason', meta?.finish_reason],
		['Error', error && `${error.message} (${error.code})`],
		['Started', formatTime(run.started_at)],
		['Ended', run.ended_at && formatTime(run.ended_at)],
		['First word after', seconds(since(run.started_at, receipt.first_piece_at))],
		['Took', seconds(stats?.total_seconds ?? since(run.started_at, run.ended_at))],
		['Template', templateLine(run, receipt)],
		['Template version', template?.version],
		['Model', meta?.model ?? model?.key ?? run.model],
		['Model name', model?.display_name],
		['Quantisation', model?.quantization],
		['Loaded context', tokens(stats?.context_length ?? model?.context_length)],
		['Endpoint', stats?.endpoint],
		['Tokens read', tokens(usage?.input_tokens)],
		['Estimated before', tokens(stats?.estimated_input_tokens)],
		['The server cut the text', stats?.input_was_cut ? 'yes' : undefined],
		['Tokens written', tokens(usage?.output_tokens)],
		['Of these for thinking', tokens(usage?.reasoning_tokens)],
		['Speed', stats?.tokens_per_second && `${stats.tokens_per_second.toFixed(1)} tokens a second`],
		...Object.entries(request?.options ?? {}).map(([name, value]): [string, string] => [
			`Option ${name}`,
			shown(value)
		]),
		...Object.entries(request?.variables ?? {}).map(([name, value]): [string, string] => [
			`Variable ${name}`,
			shown(value)
		]),
		...Object.entries(request?.metadata ?? {}).map(([name, value]): [string, string] => [
			`About the text: ${name}`,
			shown(value)
		]),
		['Goes on from an answer of', characters(request?.partial_answer?.length)],
		['Asked by', from],
		['Content hash (SHA-256)', run.content_hash],
		['Run', run.id]
	];
	return lines.flatMap(([name, value]) =>
		value === undefined || value === '' || value === 0 ? [] : [{ name, value: String(value) }]
	);
}

function templateLine(run: StoredRun, { request, template }: StoredReceipt): string {
	const name = template?.title === undefined ? run.template : `${template.title} (${run.template})`;
	return request?.template_source === undefined ? name : `${name}, edited for this run`;
}

function since(start: number, end: number | undefined): number | undefined {
	return end === undefined ? undefined : (end - start) / 1000;
}

function seconds(value: number | undefined): string | undefined {
	return value === undefined ? undefined : `${value.toFixed(value < 10 ? 2 : 0)} s`;
}

function tokens(count: number | undefined): string | undefined {
	return count === undefined ? undefined : formatCount(count);
}

function characters(count: number | undefined): string | undefined {
	return count === undefined ? undefined : `${formatCount(count)} characters`;
}

function shown(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
