/** The simulator's only sense of time, so that its tests need not wait. */
export interface SimulatorClock {
	/** Epoch milliseconds. */
	now: () => number;
	/**
	 * Resolves after `delayMs` (0: in the next turn of the event loop, Infinity: never), or as soon as `signal` aborts.
	 * Never rejects: look at the signal afterwards.
	 */
	delay: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Node's timers take 32-bit delays and fire at once for anything longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const realClock: SimulatorClock = {
	now: () => Date.now(),
	delay: (delayMs, signal) =>
		new Promise((resolve) => {
			if (signal.aborted) {
				resolve();
				return;
			}
			const cancel = startTimer(delayMs, done);
			signal.addEventListener('abort', done, { once: true });
			function done() {
				cancel();
				signal.removeEventListener('abort', done);
				resolve();
			}
		})
};

/** Calls `task` once after `delayMs`; the returned function cancels it. */
function startTimer(delayMs: number, task: () => void): () => void {
	if (delayMs > LONGEST_TIMER_MS) return () => {};
	if (delayMs <= 0) {
		const immediate = setImmediate(task);
		return () => clearImmediate(immediate);
	}
	const timer = setTimeout(task, delayMs);
	return () => clearTimeout(timer);
}

/** Resolves when `signal` aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), { once: true });
	});
}
