import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHashText } from './hash-text.ts';
import { sha256 } from './sha256.ts';

const nodeHash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

test('knows the examples of the standard', () => {
	const hash = (text: string) => sha256(new TextEncoder().encode(text));
	expect(hash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
	expect(hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('pads every length up to three blocks as Node does', () => {
	for (let length = 0; length <= 192; length += 1) {
		const bytes = new Uint8Array(length).fill(length);
		expect(sha256(bytes)).toBe(nodeHash(bytes));
	}
});

test('hashes any bytes as Node does', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
			expect(sha256(bytes)).toBe(nodeHash(bytes));
		})
	);
});

test('hashes any text alike with and without crypto.subtle', async () => {
	const withSubtle = createHashText();
	const without = createHashText({});
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
			const expected = nodeHash(text);
			expect(await withSubtle(text)).toBe(expected);
			expect(await without(text)).toBe(expected);
		})
	);
});

test('takes half a surrogate pair for the replacement character in either way', async () => {
	const expected = nodeHash('\ufffd');
	expect(await createHashText()('\ud800')).toBe(expected);
	expect(await createHashText({})('\ud800')).toBe(expected);
});
