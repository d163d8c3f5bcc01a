import type { Clock } from '#lib/core/ports.ts';

/** Less than a frame: what the page has to do meanwhile is not late by more. */
const PORTION_MS = 10;

/**
 * Goes through all steps of some work, in portions that leave the page to others in between. It begins at once.
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
		const until = clock.monotonic() + PORTION_MS;
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
