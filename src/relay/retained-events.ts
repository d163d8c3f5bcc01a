import type { LogEntry } from './engine/channel-log.ts';
import type { Clock } from '#lib/core/ports.ts';

export interface RetainedEvents {
	keep: (entry: LogEntry) => void;
	/** Oldest first. */
	list: () => LogEntry[];
	/** Whether some were let go. */
	readonly isTruncated: boolean;
}

/**
 * Events that are no pieces of an answer, kept apart so that a flood of pieces cannot push them out. Of what only the
 * newest matters (the models, how far a request is) only the newest is kept.
 */
export function createRetainedEvents({
	clock,
	retainedEvents,
	retainedCharacters,
	retainedMs
}: {
	clock: Clock;
	retainedEvents: number;
	retainedCharacters: number;
	retainedMs: number;
}): RetainedEvents {
	/** A map keeps the order of insertion: setting a key anew after deleting it moves it to the end. */
	const kept = new Map<string, { entry: LogEntry; at: number }>();
	let count = 0;
	let characters = 0;
	let isTruncated = false;

	function drop(key: string) {
		const held = kept.get(key);
		if (!held) return;
		characters -= held.entry.text.length;
		kept.delete(key);
	}

	function trim() {
		const oldest = clock.monotonic() - retainedMs;
		for (const [key, { at }] of kept) {
			const isOver = kept.size > retainedEvents || characters > retainedCharacters;
			if (!isOver && at >= oldest) break;
			drop(key);
			isTruncated ||= isOver;
		}
	}

	return {
		keep(entry) {
			const { message } = entry;
			if (message.type === 'llm_chunk') {
				if (message.data.is_final) drop(`progress ${message.request_id ?? ''}`);
				return;
			}
			// Large, and of use to who asked only.
			if (message.type === 'embedding_result') return;
			count += 1;
			const key = keyOf(entry, count);
			drop(key);
			// One that is huge would push out nearly all others, and soon go itself.
			if (entry.text.length > retainedCharacters / 2) {
				isTruncated = true;
				return;
			}
			kept.set(key, { entry, at: clock.monotonic() });
			characters += entry.text.length;
			trim();
		},
		list() {
			trim();
			return [...kept.values()].map(({ entry }) => entry);
		},
		get isTruncated() {
			return isTruncated;
		}
	};
}

function keyOf({ message }: LogEntry, count: number): string {
	if (message.type === 'models_state') return 'models';
	if (message.type === 'llm_progress') return `progress ${message.request_id ?? ''}`;
	return `event ${count}`;
}
