import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineChunks } from './line-chunks.ts';

test('leaves a text of forty lines whole', () => {
	const text = 'line\n'.repeat(40);
	expect(lineChunks(text)).toEqual([text]);
	expect(lineChunks('no end')).toEqual(['no end']);
	expect(lineChunks('')).toEqual([]);
});

test('cuts after every fortieth line', () => {
	const text = Array.from({ length: 100 }, (_, at) => `line ${at}`).join('\n');
	expect(lineChunks(text).map((chunk) => chunk.split('\n', 1)[0])).toEqual([
		'line 0',
		'line 40',
		'line 80'
	]);
});

test('loses nothing, and never changes a piece that is full', () => {
	const texts = fc.array(fc.constantFrom('a', '\n', '\n\n', 'b\n'.repeat(30)), { maxLength: 40 });
	fc.assert(
		fc.property(texts, texts, (beginning, end) => {
			const before = lineChunks(beginning.join(''));
			const after = lineChunks([...beginning, ...end].join(''));
			expect(after.join('')).toBe([...beginning, ...end].join(''));
			expect(after.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
		})
	);
});
