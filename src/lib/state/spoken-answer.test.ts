import { expect, test } from 'vitest';
import { createFakeClock } from '#lib/core/fakes.ts';
import { Pieces } from '#lib/core/markdown/pieces.ts';
import { SpokenAnswer } from './spoken-answer.svelte.ts';

function createSpoken() {
	const clock = createFakeClock();
	const spoken = new SpokenAnswer(clock);
	const growing = new Pieces();
	return {
		clock,
		spoken,
		write: (text: string, isWhole = false) => {
			growing.add(text);
			spoken.read(growing, isWhole);
		}
	};
}

test('says a sentence when it is finished, and not its words as they come', () => {
	const { spoken, write } = createSpoken();
	write('The pump ');
	write('failed.');
	expect(spoken.text).toBe('');
	write(' And');
	expect(spoken.text).toBe('The pump failed.');
});

test('says the next ones together, once the first has been spoken', () => {
	const { spoken, write, clock } = createSpoken();
	write('The pump failed. The gate is shut. Nobody came. ');
	expect(spoken.text).toBe('The pump failed. The gate is shut. Nobody came.');
	write('One more. And another. ');
	clock.elapse(47 * 60 - 1);
	expect(spoken.text).toMatch(/^The pump/);
	clock.elapse(1);
	expect(spoken.text).toBe('One more. And another.');
});

test('says what is left at the end, unless it is long', () => {
	const short = createSpoken();
	short.write('It holds', true);
	expect(short.spoken.text).toBe('It holds');
	const long = createSpoken();
	long.write('It holds well. '.repeat(100), true);
	expect(long.spoken.text).toBe('The answer is whole. The rest of it is on the page.');
});

test('says nothing of an answer after another has begun', () => {
	const { spoken, write, clock } = createSpoken();
	write('First sentence here. '.repeat(30));
	spoken.begin(0);
	clock.elapse(60_000);
	expect(spoken.text).toBe('');
});

test.each([
	['raw', ['{"pump', '": "Norrvik. It failed. ', 'Twice. "', ', "a": 1}']],
	['in a fence', ['```js', 'on\n[{"pump": "It failed. ', 'Twice. "}]\n```']]
])('says of data that is %s once that it is data', (_name, pieces) => {
	const { spoken, write, clock } = createSpoken();
	const told = new Set<string>();
	for (const [at, piece] of pieces.entries()) {
		write(piece, at === pieces.length - 1);
		told.add(spoken.text);
		clock.elapse(60_000);
		told.add(spoken.text);
	}
	told.delete('');
	expect([...told]).toEqual(['The answer is data. It is on the page.']);
});

test('speaks what might have become data, and what follows data', () => {
	const prose = createSpoken();
	prose.write('[1');
	expect(prose.spoken.text).toBe('');
	prose.write('] says that it failed. And');
	expect(prose.spoken.text).toBe('[1] says that it failed.');
	const number = createSpoken();
	number.write('2024', true);
	expect(number.spoken.text).toBe('2024');
	const both = createSpoken();
	both.write('{"a": 1}');
	both.write(' It failed. So');
	both.clock.elapse(60_000);
	expect(both.spoken.text).toBe('It failed.');
});
