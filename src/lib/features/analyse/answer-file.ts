import type { FinalMeta } from '#lib/protocol/chat-schemas.ts';
import type { RunView } from '#lib/core/analysis/run-fold.ts';
import type { RunScope } from '#lib/state/run-scope.ts';
import type { RunRecord } from '#lib/state/run-state.svelte.ts';
import { STATUS_WORDS } from '#lib/core/analysis/status-words.ts';
import { formatCount } from '#lib/ui/format-count.ts';

/** An answer as a Markdown file: how it came about first, so that a part is never taken for a whole. */
export function answerFile(
	view: RunView,
	{ request, scope, startedAt }: RunRecord,
	templateTitle: string
): { name: string; text: string } {
	const date = new Date(startedAt);
	const source = request.metadata?.['name'];
	const lines = [
		`- Template: ${templateTitle}${request.template_source === undefined ? '' : ', edited'}`,
		`- Model: ${view.meta?.model ?? request.model ?? 'the server’s choice'}`,
		`- Date: ${date.toISOString()}`,
		...(typeof source === 'string' ? [`- Source: ${oneLine(source)}`] : []),
		`- Part: ${describeScope(scope)}`,
		`- Ending: ${STATUS_WORDS[view.status]}`,
		...usageLines(view.meta)
	];
	const stamp = date.toISOString().slice(0, 16).replaceAll(/[:T]/g, '-');
	return {
		name: `${request.template}-${stamp}.md`,
		text: `${lines.join('\n')}\n\n---\n\n${view.text}\n`
	};
}

/** Which part of the text an answer is to. */
export function describeScope(scope: RunScope): string {
	switch (scope.kind) {
		case 'whole':
			return 'the whole text';
		case 'first_part':
			return `the first part only, ${shareOf(scope)}`;
		case 'selection':
			return `the selected part only, ${shareOf(scope)}`;
	}
}

function shareOf({ characters, ofCharacters }: Exclude<RunScope, { kind: 'whole' }>): string {
	const of = ofCharacters === undefined ? '' : ` of ${formatCount(ofCharacters)}`;
	return `${formatCount(characters)}${of} characters`;
}

function usageLines(meta: FinalMeta | undefined): string[] {
	const { input_tokens: input, output_tokens: output } = meta?.usage ?? {};
	const tokens =
		input === undefined && output === undefined
			? []
			: [`- Tokens: ${formatCount(input ?? 0)} read, ${formatCount(output ?? 0)} written`];
	return meta?.stats?.input_was_cut
		? [...tokens, '- Warning: the server cut the text before the model read it']
		: tokens;
}

/** A file's name may hold line breaks that would make new list items. */
function oneLine(text: string): string {
	return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
