import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const bytes = (...values: (number | string)[]) =>
	new Uint8Array(
		values.flatMap((value) => (typeof value === 'string' ? [...Buffer.from(value)] : [value]))
	);

test('reads UTF-8 exactly, line ends and all', () => {
	const text = 'Grüße\r\n\u2028日本 😀\r\n';
	expect(decodeText(bytes(text))).toEqual({ text, encoding: 'utf-8', guessed: false });
});

test('reads an empty file as an empty text', () => {
	expect(decodeText(bytes())).toEqual({ text: '', encoding: 'utf-8', guessed: false });
});

test.each([
	['utf-8', bytes(0xef, 0xbb, 0xbf, 'é')],
	['utf-16le', bytes(0xff, 0xfe, 0xe9, 0x00)],
	['utf-16be', bytes(0xfe, 0xff, 0x00, 0xe9)]
])('knows %s by its byte order mark, which is no part of the text', (encoding, data) => {
	expect(decodeText(data)).toEqual({ text: 'é', encoding, guessed: false });
});

test('keeps to a byte order mark when single bytes break its encoding, and says so', () => {
	expect(decodeText(bytes(0xef, 0xbb, 0xbf, 'é', 0xff, 'é'))).toEqual({
		text: 'é\ufffdé',
		encoding: 'utf-8',
		guessed: true
	});
	expect(decodeText(bytes(0xff, 0xfe, 'a', 0x00, 0x00, 0xd8, 'b', 0x00))).toEqual({
		text: 'a\ufffdb',
		encoding: 'utf-16le',
		guessed: true
	});
});

test('keeps the control characters of terminals and old documents', () => {
	const text = '\u001b[31mred\u001b[0m\b\f\ttab\r\n';
	expect(decodeText(bytes(text))?.text).toBe(text);
});

test.each([
	['a NUL in UTF-8', bytes('text', 0)],
	['a NUL in UTF-16', bytes(0xff, 0xfe, 'a', 0, 0, 0)],
	['UTF-16 without a mark', bytes('a', 0, 'b', 0)],
	['a PNG header', bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 0x0d)],
	['a gzip file without a NUL', new Uint8Array(gzipSync('text')).map((byte) => byte || 1)]
])('takes %s for no text', (_, data) => {
	expect(decodeText(data)).toBeUndefined();
});

test('reads back any text without NUL in any encoding that has a mark', () => {
	const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000'));
	fc.assert(
		fc.property(text, (value) => {
			const utf16 = Buffer.from(`\ufeff${value}`, 'utf16le');
			expect(decodeText(bytes(0xef, 0xbb, 0xbf, value))?.text).toBe(value);
			expect(decodeText(new Uint8Array(utf16))?.text).toBe(value);
			expect(decodeText(new Uint8Array(Buffer.from(utf16).swap16()))?.text).toBe(value);
		})
	);
});

test('reads any bytes at all without failing', () => {
	fc.assert(
		fc.property(fc.uint8Array({ min: 1 }), (data) => {
			const decoded = decodeText(data);
			if (decoded?.encoding === 'windows-1252') expect(decoded.text).toHaveLength(data.length);
			else expect(decoded === undefined || !decoded.text.includes('\u0000')).toBe(true);
		}),
		{ numRuns: 1000 }
	);
});
