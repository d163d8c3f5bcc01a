import type { Clock } from '#lib/core/ports.ts';

const EVERY_EVENTS = 64;
const EVERY_MS = 250;

/** Tells the relay now and then how far we are, which is how it knows of a lag that its own buffers hide. */
export function createPositionAcks(clock: Clock, tell: () => void) {
	let untold = 0;
	let cancelTimer = () => {};

	function tellNow() {
		cancelTimer();
		untold = 0;
		tell();
	}

	return {
		/** An event was applied. */
		note() {
			untold += 1;
			if (untold >= EVERY_EVENTS) tellNow();
			else if (untold === 1) cancelTimer = clock.after(EVERY_MS, tellNow);
		},
		stop: () => cancelTimer()
	};
}
