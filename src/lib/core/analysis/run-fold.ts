import type { GrowingText } from '#lib/core/markdown/growing-markdown.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import type { FinalMeta, FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { ErrorData, LlmProgressData, Phase } from '#lib/protocol/service-schemas.ts';
import { createReasoningTimer } from './reasoning-timer.ts';

/** How a run stands, as one union. Each of the last five is an ending of its own: a part is never shown as a whole. */
export type RunStatus = 'idle' | Phase | 'done' | 'length' | 'stopped' | 'interrupted' | 'failed';

/** A run as its messages tell it, up to now. Replaced, never changed. */
export interface RunView {
	status: RunStatus;
	text: string;
	/** The same text, of which a part can be read without putting the whole together. */
	growing: GrowingText;
	reasoning: string;
	/** From the first piece of reasoning to the first of the text, or to the last piece so far. */
	reasoningMs: number | undefined;
	/** How far the phase has come, 0 … 1, where the server tells. */
	progress: number | undefined;
	/** The automatic retry that is waiting, with the monotonic moment at which it starts. */
	retry: (NonNullable<LlmProgressData['retry']> & { dueAtMs: number }) | undefined;
	/** How long nothing has come, while that is worth a notice. */
	idleMs: number | undefined;
	error: ErrorData | undefined;
	meta: FinalMeta | undefined;
	/** Pieces of text and reasoning so far: about as many as tokens. */
	pieces: number;
	/** Monotonic milliseconds. */
	startedAtMs: number;
	firstPieceAtMs: number | undefined;
	lastPieceAtMs: number | undefined;
}

/** Folds the messages of one request into a {@link RunView}. */
export interface RunFold {
	/** @param nowMs monotonic milliseconds */
	apply: (message: Message, nowMs: number) => void;
	view: () => RunView;
}

/** How a run stands that ended so. */
export const STATUS_OF = {
	stop: 'done',
	length: 'length',
	cancelled: 'stopped',
	interrupted: 'interrupted',
	error: 'failed'
} as const satisfies Record<FinishReason, RunStatus>;

/** Whether a run is under way: it can be stopped, and no other starts meanwhile. */
export function isRunning(status: RunStatus): boolean {
	switch (status) {
		case 'queued':
		case 'loading_model':
		case 'reading_prompt':
		case 'reasoning':
		case 'writing':
			return true;
		case 'idle':
		case 'done':
		case 'length':
		case 'stopped':
		case 'interrupted':
		case 'failed':
			return false;
	}
}

/**
 * Makes the fold of a run that starts at `startedAtMs` (monotonic).
 *
 * @param before how the run stood, where its beginning was folded elsewhere
 */
export function createRunFold(startedAtMs: number, before?: RunView): RunFold {
	let pieces = new Pieces();
	pieces.add(before?.text ?? '');
	const timeReasoning = createReasoningTimer(before);
	const view: RunView = {
		...(before ?? { ...emptyRun(), status: 'queued', startedAtMs }),
		growing: pieces
	};

	function applyProgress({ phase, progress, retry, idle_ms }: LlmProgressData, nowMs: number) {
		view.status = phase;
		view.progress = progress;
		view.idleMs = idle_ms;
		view.retry = retry && { ...retry, dueAtMs: nowMs + retry.delay_ms };
	}

	/** Applying a chunk a second time changes nothing: `place` says where it belongs. */
	function addChunk(kind: 'text' | 'reasoning', chunk: string, place: number) {
		const isNext = place === view[kind].length;
		view[kind] = (isNext ? view[kind] : view[kind].slice(0, place)) + chunk;
		if (kind === 'reasoning') return;
		if (!isNext) {
			pieces = new Pieces();
			view.growing = pieces;
		}
		pieces.add(isNext ? chunk : view.text);
	}

	return {
		apply(message, nowMs) {
			switch (message.type) {
				case 'llm_progress':
					applyProgress(message.data, nowMs);
					return;
				case 'error':
					view.error = message.data;
					return;
				case 'llm_chunk': {
					if (message.data.is_final) {
						view.meta = message.meta;
						view.status = STATUS_OF[message.meta?.finish_reason ?? 'stop'];
						view.progress = undefined;
						view.retry = undefined;
						view.idleMs = undefined;
						return;
					}
					const kind = message.kind ?? 'text';
					view.reasoningMs = timeReasoning(kind, nowMs);
					addChunk(kind, message.data.chunk, message.off ?? view[kind].length);
					view.pieces += 1;
					view.firstPieceAtMs ??= nowMs;
					view.lastPieceAtMs = nowMs;
					view.idleMs = undefined;
					return;
				}
				default:
					return;
			}
		},
		view: () => ({ ...view })
	};
}

/** A run before there is one. */
export function emptyRun(): RunView {
	return {
		status: 'idle',
		text: '',
		growing: new Pieces(),
		reasoning: '',
		reasoningMs: undefined,
		progress: undefined,
		retry: undefined,
		idleMs: undefined,
		error: undefined,
		meta: undefined,
		pieces: 0,
		startedAtMs: 0,
		firstPieceAtMs: undefined,
		lastPieceAtMs: undefined
	};
}

/** Pieces a second since the first, while writing; `undefined` before there is enough to measure. */
export function liveSpeed({ pieces, firstPieceAtMs, lastPieceAtMs }: RunView): number | undefined {
	if (firstPieceAtMs === undefined || lastPieceAtMs === undefined || pieces < 5) return undefined;
	const seconds = (lastPieceAtMs - firstPieceAtMs) / 1000;
	return seconds > 0.2 ? (pieces - 1) / seconds : undefined;
}
