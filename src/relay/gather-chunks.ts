import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { Clock } from '#lib/core/ports.ts';

interface Waiting {
	chunk: MessageOf<'llm_chunk'> | undefined;
	cancelTimer: () => void;
}

/**
 * Joins the pieces of an answer as they come from the model: the first goes on at once, those that follow within `gatherMs`
 * go on as one, or as soon as they hold `gatherCharacters`. No page paints faster than that. Anything else of the same
 * request waits for what was gathered of it, so nothing changes its order.
 */
export function createGatherer(
	forward: (message: Message) => void,
	{
		clock,
		gatherMs,
		gatherCharacters
	}: { clock: Clock; gatherMs: number; gatherCharacters: number }
): { push: (message: Message) => void; flush: () => void } {
	/** By request; there is an entry as long as pieces that come are to wait. */
	const waiting = new Map<string, Waiting>();

	function release(key: string) {
		const entry = waiting.get(key);
		if (!entry) return;
		entry.cancelTimer();
		waiting.delete(key);
		if (entry.chunk) forward(entry.chunk);
	}

	/** The time is up: goes on with what there is, and waits anew if there was something. */
	function tick(key: string) {
		const chunk = waiting.get(key)?.chunk;
		waiting.delete(key);
		if (!chunk) return;
		forward(chunk);
		open(key);
	}

	function open(key: string) {
		const cancelTimer = clock.after(gatherMs, () => tick(key));
		waiting.set(key, { chunk: undefined, cancelTimer });
	}

	function push(message: Message) {
		const key = message.request_id;
		if (key === undefined) {
			forward(message);
			return;
		}
		if (message.type !== 'llm_chunk' || message.data.is_final) {
			release(key);
			forward(message);
			return;
		}
		const entry = waiting.get(key);
		if (!entry) {
			forward(message);
			open(key);
			return;
		}
		if (entry.chunk && !continues(entry.chunk, message)) {
			forward(entry.chunk);
			entry.chunk = undefined;
		}
		entry.chunk = entry.chunk ? joined(entry.chunk, message) : message;
		if (entry.chunk.data.chunk.length >= gatherCharacters) {
			forward(entry.chunk);
			entry.chunk = undefined;
		}
	}

	return {
		push,
		flush() {
			for (const key of [...waiting.keys()]) release(key);
		}
	};
}

/** Whether `next` is the piece behind `chunk`, of the same request, kind and agent's run. */
export function continues(chunk: MessageOf<'llm_chunk'>, next: MessageOf<'llm_chunk'>): boolean {
	return (
		chunk.request_id === next.request_id &&
		(chunk.kind ?? 'text') === (next.kind ?? 'text') &&
		chunk.run_id === next.run_id &&
		!next.data.is_final &&
		chunk.off !== undefined &&
		next.off === chunk.off + chunk.data.chunk.length
	);
}

/** Two pieces as one, which begins where the first does. */
export function joined(
	chunk: MessageOf<'llm_chunk'>,
	next: MessageOf<'llm_chunk'>
): MessageOf<'llm_chunk'> {
	return { ...chunk, data: { chunk: chunk.data.chunk + next.data.chunk, is_final: false } };
}
