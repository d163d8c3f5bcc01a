import type { Clock, FrameScheduler } from '#lib/core/ports.ts';

/**
 * Frames for what changes all the time, and is read. After each, as many are left to scrolling and typing as the pace says. The
 * first comes at once. What must not wait is scheduled with the frames themselves.
 *
 * @param paceMs how long the next one waits at least, by how often this one was asked for
 */
export function createPacedFrames(
	frames: FrameScheduler,
	clock: Clock,
	paceMs: (asked: number) => number
): FrameScheduler {
	const waiting = new Set<() => void>();
	let asked = 0;
	/** Monotonic milliseconds. */
	let nextAt = 0;

	function run() {
		nextAt = clock.monotonic() + paceMs(asked);
		asked = 0;
		const due = [...waiting];
		waiting.clear();
		for (const task of due) task();
	}

	return {
		schedule(task) {
			waiting.add(task);
			asked += 1;
			if (asked > 1) return;
			const waitMs = nextAt - clock.monotonic();
			if (waitMs <= 0) frames.schedule(run);
			else clock.after(waitMs, () => frames.schedule(run));
		}
	};
}
