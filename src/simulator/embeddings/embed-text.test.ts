import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embedText } from './embed-text.ts';

function nearness(a: string, b: string): number {
	const other = embedText(b);
	return embedText(a).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

test('every text has a vector of 768 numbers and unit length', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
			const vector = embedText(text);
			expect(vector).toHaveLength(768);
			expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
		}),
		{ numRuns: 30 }
	);
});

test('the same text has the same vector, whatever its task prefix', () => {
	expect(embedText('search_document: the depot')).toEqual(embedText('search_query: the depot'));
	expect(embedText('the depot')).toEqual(embedText('clustering: the depot'));
});

test('texts that share words are near, in whatever form the words come', () => {
	const query = 'When does the customs permit arrive?';
	const near = nearness(query, 'The permits of the customs have arrived in time.');
	const far = nearness(query, 'Rent is due on the first day of every month.');
	expect(near).toBeGreaterThan(0.5);
	expect(Math.abs(far)).toBeLessThan(0.25);
});
