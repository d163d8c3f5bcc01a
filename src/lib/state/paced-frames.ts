import type { Clock, FrameScheduler } from '#lib/core/ports.ts';

/**
 * Frames for what changes all the time, and is read: at most one in `paceMs`, so that the page has the others for scrolling and
 * typing. The first comes at once. What must not wait is scheduled with the frames themselves.
 */
export function createPacedFrames(
	frames: FrameScheduler,
	clock: Clock,
	paceMs: number
): FrameScheduler {
	const waiting = new Set<() => void>();
	/** Monotonic milliseconds. */
	let nextAt = 0;
	let isArmed = false;

	function release() {
		isArmed = false;
		nextAt = clock.monotonic() + paceMs;
		const due = [...waiting];
		waiting.clear();
		for (const task of due) frames.schedule(task);
	}

	return {
		schedule(task) {
			waiting.add(task);
			if (isArmed) return;
			isArmed = true;
			const waitMs = nextAt - clock.monotonic();
			if (waitMs <= 0) release();
			else clock.after(waitMs, release);
		}
	};
}
