import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitBytes } from './sse-writer.ts';

test('the pieces of a frame put together are the frame, and none is empty', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', minLength: 2 }), fc.nat(), (text, turn) => {
			const pieces = splitBytes(Buffer.from(text), turn);
			expect(Buffer.concat(pieces)).toEqual(Buffer.from(text));
			expect(pieces.filter((piece) => piece.length === 0)).toEqual([]);
		})
	);
});

test('a character of several bytes is cut, and before long every part of a frame', () => {
	const frame = Buffer.from('data: {"content":"€"}\n\n');
	const euro = frame.indexOf('€') + 1;
	const cuts = [0, 1, 2, 3, 4].map((turn) => {
		const sizes = splitBytes(frame, turn).map((piece) => piece.length);
		return sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
	});
	expect(cuts).toEqual([
		[0, 1, euro],
		[0, 3, euro],
		[0, 7, euro],
		[0, Math.floor(frame.length / 2), euro],
		[0, euro, frame.length - 1]
	]);
});
