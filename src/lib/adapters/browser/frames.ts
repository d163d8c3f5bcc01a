import type { FrameScheduler } from '#lib/core/ports.ts';

/** A hidden page gets no frames. Its timers may be held back further, to one a second and later one a minute. */
const LONGEST_WAIT_MS = 250;

/** Runs tasks at the next animation frame, or by a timer where none comes; whichever is first. */
export function createFrameScheduler(): FrameScheduler & { dispose: () => void } {
	const tasks = new Set<() => void>();
	let disarm: (() => void) | undefined;

	function arm(): () => void {
		const frame = requestAnimationFrame(run);
		const timer = setTimeout(run, LONGEST_WAIT_MS);
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
	}

	function clear() {
		disarm?.();
		disarm = undefined;
		tasks.clear();
	}

	function run() {
		const due = [...tasks];
		// First, so that what a task schedules waits for the next frame.
		clear();
		for (const task of due) runReporting(task);
	}

	return {
		schedule: (task) => {
			tasks.add(task);
			disarm ??= arm();
		},
		/** Drops what is scheduled. */
		dispose: clear
	};
}

/** A task that fails is a defect of its own; the others run all the same. */
function runReporting(task: () => void): void {
	try {
		task();
	} catch (error) {
		reportError(error);
	}
}
