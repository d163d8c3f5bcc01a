import type { Clock } from '#lib/core/ports.ts';
import { WORK_BETWEEN_PAUSES_MS } from '#lib/core/runs/pauses.ts';

/**
 * Goes through all steps of some work, in portions that leave the page to others in between. It begins at once, and can be
 * ended, which a promise for all of it cannot.
 *
 * @param steps each much shorter than a portion
 * @param done called after the last step, which may be before this returns
 * @returns ends it where it is
 */
export function inPortions(
	steps: Generator<undefined, void>,
	clock: Clock,
	done = () => {}
): () => void {
	let cancel = () => {};
	const goOn = () => {
		const until = clock.monotonic() + WORK_BETWEEN_PAUSES_MS;
		do {
			if (steps.next().done) {
				done();
				return;
			}
		} while (clock.monotonic() < until);
		cancel = clock.after(0, goOn);
	};
	goOn();
	return () => cancel();
}
