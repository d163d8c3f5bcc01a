import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedChunks } from './marked-chunks.ts';

test('marks the place, and nothing where there is none', () => {
	expect(markedChunks('one two three', { start: 4, end: 7 })).toEqual([
		{ before: 'one ', marked: 'two', after: ' three' }
	]);
	expect(markedChunks('one', undefined)).toEqual([{ before: 'one', marked: '', after: '' }]);
	expect(markedChunks('', undefined)).toEqual([]);
});

test('keeps every character of any text, in pieces of forty lines, and marks just the place', () => {
	const texts = fc.array(fc.constantFrom('a', '\n', 'b\n'.repeat(30), ' c'), { maxLength: 30 });
	fc.assert(
		fc.property(texts, fc.nat(), fc.nat(), (words, from, length) => {
			const text = words.join('');
			const start = from % (text.length + 1);
			const end = Math.min(text.length, start + length);
			const chunks = markedChunks(text, { start, end });
			const joined = chunks.map(({ before, marked, after }) => before + marked + after);
			expect(joined.join('')).toBe(text);
			expect(chunks.map(({ marked }) => marked).join('')).toBe(text.slice(start, end));
			for (const chunk of joined) expect(chunk.split('\n').length).toBeLessThanOrEqual(41);
		})
	);
});
