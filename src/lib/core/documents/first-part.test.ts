import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens, lengthWithin } from './estimate-tokens.ts';
import { firstPart } from './first-part.ts';

const words = fc
	.array(
		fc.constantFrom(
			'pump ',
			'pressure ',
			'Größe ',
			'gate. ',
			'log\n',
			'end.\n\n',
			'七号泵',
			'🚀',
			'42 '
		),
		{
			maxLength: 400
		}
	)
	.map((parts) => parts.join(''));
const anyText = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 400 }));
const budget = fc.integer({ min: 0, max: 200 });

test('a text that fits comes back whole', () => {
	const text = 'The seal was torn.\n';
	expect(firstPart(text, estimateTokens(text))).toBe(text);
});

test('the part is a beginning of the text, within the budget', () => {
	fc.assert(
		fc.property(anyText, budget, (text, maxTokens) => {
			const part = firstPart(text, maxTokens);
			expect(text.startsWith(part)).toBe(true);
			expect(estimateTokens(part)).toBeLessThanOrEqual(maxTokens);
		}),
		{ numRuns: 1000 }
	);
});

test('no surrogate pair is cut', () => {
	// Long runs between few breaks, so that most cuts fall into a run; `a` shifts the pairs by one unit.
	const run = fc.constantFrom('🚀'.repeat(80), '👩'.repeat(33), 'a', ' ');
	const emojis = fc.array(run, { maxLength: 8 }).map((parts) => parts.join(''));
	fc.assert(
		fc.property(emojis, budget, (text, maxTokens) => {
			// With the flag `u` this class holds only halves that stand alone.
			expect(firstPart(text, maxTokens)).not.toMatch(/\p{Surrogate}/u);
		}),
		{ numRuns: 1000 }
	);
});

test('for the sake of a nicer cut at most half of what fits is given up', () => {
	fc.assert(
		fc.property(anyText, budget, (text, maxTokens) => {
			const fits = lengthWithin(text, maxTokens);
			const part = firstPart(text, maxTokens);
			expect(part.length).toBeGreaterThanOrEqual(Math.floor(fits / 2) - 1);
			expect(part.length).toBeLessThanOrEqual(fits);
		}),
		{ numRuns: 1000 }
	);
});

test('of a long text at most a thousand characters are given up', () => {
	const text = 'pump seven lost pressure '.repeat(800).replaceAll(' ', '_');
	const paragraphs = `${'a'.repeat(500)}\n\n${text}`;
	const fits = lengthWithin(paragraphs, 3000);
	expect(firstPart(paragraphs, 3000).length).toBeGreaterThan(fits - 1001);
});

describe('the cut is', () => {
	const sentence = 'The night crew shut the inner gate at once and called the office';

	test('after a paragraph', () => {
		const text = `${sentence}.\n${sentence}.\n\n${sentence}.\n${sentence}`;
		const part = firstPart(text, estimateTokens(text) - 3);
		expect(part).toBe(`${sentence}.\n${sentence}.\n`);
	});

	test('else after a line', () => {
		const text = `${sentence}\n${sentence}. ${sentence}`;
		expect(firstPart(`${sentence}\n${text}`, estimateTokens(text))).toBe(
			`${sentence}\n${sentence}\n`
		);
	});

	test('else after a sentence', () => {
		const text = `${sentence}. ${sentence}. ${sentence}`;
		expect(firstPart(text, estimateTokens(text) - 3)).toBe(`${sentence}. ${sentence}.`);
	});

	test('else after a word', () => {
		expect(firstPart(sentence, 8)).toBe('The night crew shut the inner gate');
	});

	test('wherever it must be in a text without any break', () => {
		const part = firstPart('七'.repeat(500), 100);
		expect(part.length).toBeGreaterThan(0);
		expect(estimateTokens(part)).toBeLessThanOrEqual(100);
	});
});

test.each([0, -5, 0.9])('there is no part for a budget of %s', (maxTokens) => {
	expect(firstPart('text', maxTokens)).toBe('');
});
