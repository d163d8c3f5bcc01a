import type { Clock } from '#lib/core/ports.ts';

/** Node's clocks and timers. */
export const nodeClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after(delayMs, task) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	}
};
