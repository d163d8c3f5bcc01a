import type { Clock } from '#lib/core/ports.ts';

/** Timers count in 32-bit signed milliseconds; a longer delay fires at once (HTML, "timers"; Node does the same). */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The clock of the page, and of Node. A delay longer than a timer can count (24.8 days) is waited in stretches. */
export const browserClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after: (delayMs, task) => {
		let timer: ReturnType<typeof setTimeout>;
		function wait(remainingMs: number) {
			const stretchMs = Math.min(remainingMs, LONGEST_DELAY_MS);
			timer = setTimeout(() => {
				if (remainingMs > stretchMs) wait(remainingMs - stretchMs);
				else task();
			}, stretchMs);
		}
		wait(delayMs);
		return () => {
			clearTimeout(timer);
		};
	}
};
