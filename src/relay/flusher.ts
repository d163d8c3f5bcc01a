/** Somebody who has something to write at the end of this turn of the event loop. */
export interface Flushable {
	flush: () => void;
}

/**
 * Gathers who has something to write, so that all frames of one turn of the event loop leave in one write for each socket:
 * writing is most of what a relay costs.
 */
export interface Flusher {
	/** Changes with every turn that flushed something. */
	readonly turn: number;
	mark: (flushable: Flushable) => void;
}

/** @param defer runs a task once everything of this turn has happened */
export function createFlusher(defer: (task: () => void) => void): Flusher {
	let marked = new Set<Flushable>();
	let turn = 0;
	function flush() {
		const ready = marked;
		marked = new Set();
		turn += 1;
		for (const flushable of ready) flushable.flush();
	}
	return {
		get turn() {
			return turn;
		},
		mark(flushable) {
			if (marked.size === 0) defer(flush);
			marked.add(flushable);
		}
	};
}
