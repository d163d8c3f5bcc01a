import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pieces } from './pieces.ts';

test('gives the text from any place on', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ maxLength: 5 })), fc.nat(30), (pieces, place) => {
			const text = new Pieces();
			for (const piece of pieces) text.add(piece);
			const whole = pieces.join('');
			const start = Math.min(place, whole.length);
			expect(text.length).toBe(whole.length);
			expect(text.from(start)).toBe(whole.slice(start));
		})
	);
});
