import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createThinkSplitter } from './think-tags.ts';

function split(...pieces: string[]) {
	let text = '';
	let reasoning = '';
	const splitter = createThinkSplitter(
		(piece) => (text += piece),
		(piece) => (reasoning += piece)
	);
	for (const piece of pieces) splitter.write(piece);
	splitter.end();
	return { text, reasoning };
}

test.each([
	['a thought before the answer', '<think>Hm</think>Yes', { reasoning: 'Hm', text: 'Yes' }],
	['blanks around it', '\n<think>\nHm\n</think>\n\n Yes ', { reasoning: 'Hm\n', text: 'Yes ' }],
	['an empty thought', '<think>\n\n</think>\n\nYes', { reasoning: '', text: 'Yes' }],
	['two thoughts in a row', '<think>A</think> <think>B</think>C', { reasoning: 'AB', text: 'C' }],
	['a thought that never ends', '<think>Hm', { reasoning: 'Hm', text: '' }],
	['a thought that ends in part of a tag', '<think>Hm</thi', { reasoning: 'Hm</thi', text: '' }],
	['a closing tag without its opening one', '</think>\n\nYes', { reasoning: '', text: 'Yes' }],
	['no tag', ' Yes <b>', { reasoning: '', text: ' Yes <b>' }],
	['nothing but blanks', ' \n ', { reasoning: '', text: ' \n ' }],
	['what only begins like a tag', '<thi', { reasoning: '', text: '<thi' }],
	['another tag', '<thinker>Yes', { reasoning: '', text: '<thinker>Yes' }],
	[
		'tags that the answer talks about',
		'Use <think>x</think> here',
		{ reasoning: '', text: 'Use <think>x</think> here' }
	],
	[
		'tags after a thought and the beginning of the answer',
		'<think>A</think>B <think>C</think>',
		{ reasoning: 'A', text: 'B <think>C</think>' }
	]
])('splits %s', (_case, whole, parts) => {
	expect(split(whole)).toEqual(parts);
});

const BLANKS = ' '.repeat(200);

test('splits a text alike however it is cut', () => {
	const part = fc.constantFrom(
		'<think>',
		'</think>',
		'<',
		'</thi',
		'nk>',
		' ',
		'\n',
		'a',
		'é<',
		BLANKS
	);
	fc.assert(
		fc.property(fc.array(part), fc.array(fc.nat()), (parts, places) => {
			const whole = parts.join('');
			const ends = places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b);
			const pieces = [...ends, whole.length].map((end, at) => whole.slice(ends[at - 1] ?? 0, end));
			expect(split(...pieces)).toEqual(split(whole));
		}),
		{ numRuns: 2000 }
	);
});

test('gives on a text at once where it cannot be a tag any more', () => {
	const told: string[] = [];
	const splitter = createThinkSplitter(
		(piece) => told.push(piece),
		(piece) => told.push(`(${piece})`)
	);
	for (const piece of ['<th', 'ink>A', '</', 'b', '</think>', 'C', '<think>'])
		splitter.write(piece);
	expect(told).toEqual(['(A)', '(</b)', 'C', '<think>']);
});

test('does not hold back blanks for ever', () => {
	const told: string[] = [];
	const splitter = createThinkSplitter((piece) => told.push(piece), fail);
	splitter.write(' '.repeat(300));
	expect(told).toEqual([' '.repeat(300)]);
});

test('is not worn out by 400,000 tags', () => {
	const whole = '<think></think>'.repeat(200_000);
	expect(split(whole)).toEqual({ reasoning: '', text: '' });
});

function fail(piece: string): never {
	throw new Error(`Expected no thought, got ${piece}`);
}
