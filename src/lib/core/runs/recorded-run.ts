import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { createReasoningTimer } from '#lib/core/analysis/reasoning-timer.ts';
import { STATUS_OF } from '#lib/core/analysis/run-fold.ts';
import { definedOnly } from '#lib/core/defined-only.ts';
import type { RecordChange } from '#lib/core/ports.ts';
import { applyPiece, packChanges, type Answer, type AnswerPiece } from './answer-blocks.ts';
import { createBlockWriter } from './block-writer.ts';
import {
	EXCERPT_SOURCE_LENGTH,
	excerptOf,
	titleFor,
	type ContentHash,
	type RunId,
	type StoredReceipt,
	type StoredRun,
	type WorkspaceId
} from './run-records.ts';
import { signatureSteps } from './text-signature.ts';

/** A run that is being recorded: what came of it, and what of that is not stored yet. */
export interface RecordedRun {
	readonly id: RunId;
	/** Replaced, never changed; so is the receipt. */
	run: StoredRun;
	receipt: StoredReceipt;
	/** The text that was asked about, where this page knows it. */
	readonly content: string | undefined;
	readonly answer: Answer;
	/** UTF-16 units that wait to be stored. */
	readonly waiting: number;
	readonly isEnded: boolean;
	/** Takes in a message of this run. @param nowMs epoch milliseconds */
	apply: (message: Message, nowMs: number) => void;
	/** What brings the store up to date; whoever takes it writes it. @param nowMs epoch milliseconds */
	takeChanges: (nowMs: number) => RecordChange[];
	/** By what a search knows whether it has to read the whole; in steps, since it takes long for a long answer. */
	signature: () => Generator<undefined, Uint8Array>;
}

/** A run as it begins. */
export function beginRun(
	id: RunId,
	request: LlmRequestData | undefined,
	told: {
		template: string;
		model?: string | undefined;
		hash?: ContentHash | undefined;
		workspace: WorkspaceId;
	},
	nowMs: number
): RecordedRun {
	const name = request?.metadata?.['name'];
	const { content, ...rest } = request ?? {};
	const run: StoredRun = {
		type: 'run',
		id,
		workspace: told.workspace,
		title: typeof name === 'string' ? name : titleFor(content ?? '', told.template),
		is_pinned: false,
		status: 'running',
		template: told.template,
		model: told.model,
		source_name: typeof name === 'string' ? name : undefined,
		content_hash: told.hash,
		started_at: nowMs,
		seen_at: nowMs,
		answer_length: 0,
		excerpt: ''
	};
	const receipt: StoredReceipt = {
		type: 'receipt',
		id,
		...(request && { request: { ...rest, template: request.template } })
	};
	const partial = request?.partial_answer ?? '';
	const recorded = resumeRun(run, receipt, {
		content,
		answer: { text: '', reasoning: '', isDamaged: false },
		blocks: 0,
		base: partial.length
	});
	if (partial !== '') recorded.apply(textChunk(partial, -partial.length), nowMs);
	return recorded;
}

/**
 * A run whose beginning is stored: after a reload a relay goes on with it.
 *
 * @param known `blocks`: how many are stored; `base`: how much of the answer an earlier run had written
 */
export function resumeRun(
	run: StoredRun,
	receipt: StoredReceipt,
	known: { content: string | undefined; answer: Answer; blocks: number; base: number }
): RecordedRun {
	const { answer, content, base } = known;
	const blocks = createBlockWriter(run.id, known.blocks);
	const timeReasoning = createReasoningTimer({
		text: answer.text.slice(base),
		reasoning: answer.reasoning,
		reasoningMs: receipt.reasoning_ms
	});
	let reasoningMs = receipt.reasoning_ms;
	/** What was written is the answer, piece after piece: nothing was there before, and nothing came twice. */
	let isStraight = known.blocks === 0;
	let storedReceipt: StoredReceipt | undefined;

	function take(piece: AnswerPiece, nowMs: number) {
		if (piece.off !== answer[piece.kind].length) isStraight = false;
		applyPiece(answer, piece);
		blocks.add(piece);
		if (recorded.receipt.first_piece_at === undefined && piece.off >= base) {
			recorded.receipt = { ...recorded.receipt, first_piece_at: nowMs };
		}
	}

	/** Told when it is over, so that the receipt is not stored with every piece. */
	function keepReasoningTime() {
		if (recorded.receipt.reasoning_ms === reasoningMs) return;
		recorded.receipt = { ...recorded.receipt, reasoning_ms: reasoningMs };
	}

	function endChanges(): RecordChange[] {
		const rest = blocks.takeChanges(true);
		// Of two changes to a block the later one counts.
		const whole = isStraight ? [] : packChanges(run.id, answer, blocks.count);
		return [...rest, ...whole, { table: 'live_runs', key: run.id }];
	}

	const recorded: RecordedRun & { waiting: number; isEnded: boolean } = {
		id: run.id,
		run,
		receipt,
		content,
		answer,
		get waiting() {
			return blocks.waiting;
		},
		get isEnded() {
			return recorded.run.status !== 'running';
		},
		apply(message, nowMs) {
			switch (message.type) {
				case 'error':
					recorded.receipt = { ...recorded.receipt, error: message.data };
					return;
				case 'request_started':
					recorded.receipt = { ...recorded.receipt, from: message.data.from };
					return;
				case 'llm_chunk': {
					if (message.data.is_final) {
						keepReasoningTime();
						const { meta } = message;
						recorded.receipt = { ...recorded.receipt, meta };
						recorded.run = {
							...recorded.run,
							status: STATUS_OF[meta?.finish_reason ?? 'stop'],
							ended_at: nowMs,
							model: meta?.model ?? recorded.run.model
						};
						return;
					}
					const kind = message.kind ?? 'text';
					const shift = kind === 'text' ? base : 0;
					const off = message.off === undefined ? answer[kind].length : message.off + shift;
					take({ kind, off, text: message.data.chunk }, nowMs);
					// What an earlier run had written comes before.
					if (message.off !== undefined && message.off < 0) return;
					reasoningMs = timeReasoning(kind, nowMs);
					if (kind === 'text') keepReasoningTime();
					return;
				}
				default:
					return;
			}
		},
		signature: () => signatureSteps(answer.text, content ?? ''),
		takeChanges(nowMs) {
			const { answer_length: lengthBefore, excerpt } = recorded.run;
			recorded.run = {
				...recorded.run,
				seen_at: nowMs,
				answer_length: answer.text.length,
				// Any look into a text that grows copies all of it.
				excerpt: lengthBefore < EXCERPT_SOURCE_LENGTH ? excerptOf(answer.text) : excerpt
			};
			const changes: RecordChange[] = [
				{ table: 'runs', key: run.id, value: definedOnly(recorded.run) }
			];
			if (recorded.receipt !== storedReceipt) {
				storedReceipt = recorded.receipt;
				changes.push({ table: 'receipts', key: run.id, value: definedOnly(recorded.receipt) });
			}
			changes.push(...(recorded.isEnded ? endChanges() : blocks.takeChanges(false)));
			return changes;
		}
	};
	return recorded;
}

function textChunk(chunk: string, off: number): Message {
	return { type: 'llm_chunk', data: { chunk, is_final: false }, kind: 'text', off };
}
