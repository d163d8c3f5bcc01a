import { expect, test } from 'vitest';
import { browserRandom } from './random.ts';

test('draws different numbers from 0 up to, not including, 1', () => {
	const drawn = Array.from({ length: 1000 }, browserRandom);
	expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
	expect(new Set(drawn).size).toBeGreaterThan(990);
});
