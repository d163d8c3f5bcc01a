import { expect, test } from 'vitest';
import { createFakeClock } from '#lib/core/fakes.ts';
import { answerPaceMs } from './answer-pace.ts';
import { createPacedFrames } from './paced-frames.ts';

/** How often an answer is shown in the second after its first piece, with a piece every `everyMs`. */
function shownInASecond(everyMs: number, isCalm: boolean): number {
	const clock = createFakeClock();
	let shown = 0;
	const show = () => (shown += 1);
	const growth = createPacedFrames({ schedule: (task) => task() }, clock, (pieces) =>
		answerPaceMs(pieces, isCalm)
	);
	growth.schedule(show);
	for (let now = 0; now < 1000; now += everyMs) {
		growth.schedule(show);
		clock.elapse(everyMs);
	}
	return shown - 1;
}

test('an answer grows with every second frame, and with every third where more comes than can be read', () => {
	expect(shownInASecond(5, false)).toBe(40);
	expect(shownInASecond(1, false)).toBe(24);
});

test('with less motion it grows once a second, however much comes', () => {
	expect(shownInASecond(1, true)).toBe(1);
});
