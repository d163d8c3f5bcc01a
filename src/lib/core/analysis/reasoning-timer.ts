import type { ChunkKind } from '#lib/protocol/message.ts';

/** What is known of an answer whose beginning was heard elsewhere. */
interface KnownBeginning {
	text: string;
	reasoning: string;
	/** Absent where nobody timed it. */
	reasoningMs: number | undefined;
}

/**
 * Makes what times a model's thoughts: told of each piece, it says how long they took from the first of them to the first of the
 * text, or to the last piece so far. Those whose beginning nobody timed are not timed.
 */
export function createReasoningTimer(
	known?: KnownBeginning
): (kind: ChunkKind, nowMs: number) => number | undefined {
	let thoughtMs = known?.reasoningMs;
	let fromMs: number | undefined;
	const isUntimed = thoughtMs === undefined && (known?.reasoning ?? '') !== '';
	let isOver = isUntimed || (known?.text ?? '') !== '';
	return (kind, nowMs) => {
		if (isOver) return thoughtMs;
		isOver = kind === 'text';
		if (!isOver) fromMs ??= nowMs - (thoughtMs ?? 0);
		// A clock of the day may be set back.
		if (fromMs !== undefined) thoughtMs = Math.max(0, nowMs - fromMs);
		return thoughtMs;
	};
}
