import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineMap, locate } from './location-map.ts';

test('every offset of a text is on the line that the line feeds before it tell', () => {
	const texts = fc
		.array(fc.constantFrom('a', 'bc', '\n', '\n\n', '😀'))
		.map((parts) => parts.join(''));
	fc.assert(
		fc.property(texts, (text) => {
			const map = lineMap(text);
			for (let offset = 0; offset <= text.length; offset += 1) {
				const number = text.slice(0, offset).split('\n').length;
				expect(locate(map, offset)).toEqual({ unit: 'line', number });
			}
		})
	);
});

test('parts may have numbers of their own', () => {
	const starts = new Uint32Array([0, 10, 20]);
	const numbers = new Uint32Array([3, 4, 9]);
	const places = [0, 9, 10, 25].map((offset) => locate({ unit: 'page', starts, numbers }, offset));
	expect(places.map(({ number }) => number)).toEqual([3, 3, 4, 9]);
});
