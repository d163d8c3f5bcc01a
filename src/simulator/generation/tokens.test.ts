import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEASE } from '../fakes.ts';
import { countTokens, splitTokens, truncateToTokens } from './tokens.ts';

const texts = fc.string({ unit: 'binary', maxLength: 400 });

test('the tokens of a text put together are the text', () => {
	fc.assert(
		fc.property(texts, (text) => {
			expect(splitTokens(text).join('')).toBe(text);
		})
	);
	expect(splitTokens('Straße, 日本 12345!').join('|')).toBe('Straße|,| 日|本| 123|45|!');
});

test('counting and splitting agree', () => {
	fc.assert(
		fc.property(texts, (text) => {
			expect(countTokens(text)).toBe(splitTokens(text).length);
		})
	);
	expect(countTokens('')).toBe(0);
});

test('truncation keeps the first tokens', () => {
	fc.assert(
		fc.property(texts, fc.nat({ max: 200 }), (text, limit) => {
			const kept = splitTokens(text).slice(0, limit).join('');
			expect(truncateToTokens(text, limit)).toBe(kept);
		})
	);
	expect(truncateToTokens('one two three', 2)).toBe('one two');
});

test('English prose comes to about four characters a token', () => {
	expect(LEASE.length / countTokens(LEASE)).toBeGreaterThan(3.5);
	expect(LEASE.length / countTokens(LEASE)).toBeLessThan(5);
});
