import { expect, test } from 'vitest';
import { createReasoningTimer } from './reasoning-timer.ts';

const NOTHING = { text: '', reasoning: '', reasoningMs: undefined };

test('times thoughts up to the last piece so far, and to the first of the text at the end', () => {
	const time = createReasoningTimer();
	const times = [
		time('reasoning', 100),
		time('reasoning', 600),
		time('text', 1100),
		time('text', 4000),
		time('reasoning', 5000)
	];
	expect(times).toEqual([0, 500, 1000, 1000, 1000]);
});

test('has no time where there is no thought before the text', () => {
	const time = createReasoningTimer(NOTHING);
	expect([time('text', 100), time('reasoning', 200)]).toEqual([undefined, undefined]);
});

test('goes on with what was timed before, without the time between', () => {
	const time = createReasoningTimer({ ...NOTHING, reasoning: 'Hm.', reasoningMs: 500 });
	expect([time('reasoning', 9000), time('text', 9200)]).toEqual([500, 700]);
});

test('says nothing of thoughts whose beginning nobody timed, and changes no time that is over', () => {
	const untimed = createReasoningTimer({ ...NOTHING, reasoning: 'Hm.' });
	expect([untimed('reasoning', 100), untimed('text', 200)]).toEqual([undefined, undefined]);
	const over = createReasoningTimer({ text: 'Yes', reasoning: 'Hm.', reasoningMs: 500 });
	expect([over('reasoning', 100), over('text', 900)]).toEqual([500, 500]);
});

test('never comes to less than nothing, also where the clock is set back', () => {
	const time = createReasoningTimer();
	time('reasoning', 1000);
	expect(time('text', 10)).toBe(0);
});
