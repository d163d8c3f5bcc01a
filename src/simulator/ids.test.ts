import { expect, test } from 'vitest';
import { createIds } from './ids.ts';

test('ids have their form, never repeat, and are the same again for the same salt', () => {
	const ids = createIds('a');
	const words = Array.from({ length: 200 }, () => ids.word(21));
	expect(new Set(words).size).toBe(200);
	expect(words.every((word) => /^[0-9a-z]{21}$/.test(word))).toBe(true);
	expect(ids.hex(48)).toMatch(/^[0-9a-f]{48}$/);
	expect(ids.number()).toMatch(/^[1-9]\d{8}$/);
	expect(createIds('a').word(21)).toBe(words[0]);
	expect(createIds('b').word(21)).not.toBe(words[0]);
});
