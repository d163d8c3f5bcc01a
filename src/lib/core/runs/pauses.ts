import type { Clock } from '#lib/core/ports.ts';

/** Less than a frame: what the page has to do meanwhile is not late by more. */
export const WORK_BETWEEN_PAUSES_MS = 10;

/** Lets other work of the page come first. */
export function pause(clock: Clock): Promise<void> {
	return new Promise((resolve) => void clock.after(0, resolve));
}

/** Goes through all steps of some work, with pauses. @param steps each much shorter than the time between two pauses */
export async function withPauses<Result>(
	steps: Generator<undefined, Result>,
	clock: Clock
): Promise<Result> {
	let workingSince = clock.monotonic();
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		if (clock.monotonic() - workingSince < WORK_BETWEEN_PAUSES_MS) continue;
		await pause(clock);
		workingSince = clock.monotonic();
	}
}
