import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';
import { guessEncoding } from './guess-encoding.ts';

const RUSSIAN =
	'Насос в порту потерял давление ночью. Мастер заменил клапан на следующий день, и с тех пор всё работает.';

/** The text in a single-byte encoding, made by asking the browser what each byte means in it. */
function encode(text: string, label: string): Uint8Array {
	const decoder = new TextDecoder(label);
	const bytes = new Map(
		Array.from({ length: 256 }, (_, byte) => [decoder.decode(new Uint8Array([byte])), byte])
	);
	return Uint8Array.from(text, (character) => bytes.get(character) ?? 63);
}

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
	const view = new DataView(new ArrayBuffer(text.length * 2));
	for (let at = 0; at < text.length; at += 1) {
		view.setUint16(at * 2, text.charCodeAt(at), isLittleEndian);
	}
	return new Uint8Array(view.buffer);
}

test.each(['windows-1251', 'koi8-r'])(
	'knows a text in %s, and says that it was guessed',
	(label) => {
		expect(decodeText(encode(RUSSIAN, label), guessEncoding)).toEqual({
			text: RUSSIAN,
			encoding: label,
			guessed: true
		});
	}
);

test('reads western letters', () => {
	const text = 'Die Prüfung der Größe zeigt: die Leitung wäre für das Öl überlastet gewesen.';
	expect(decodeText(encode(text, 'windows-1252'), guessEncoding)?.text).toBe(text);
});

test.each([
	['utf-16le', true],
	['utf-16be', false]
])('knows %s without a byte order mark', (encoding, isLittleEndian) => {
	const text = 'The pump at Norrvik lost pressure, für drei Stunden.';
	expect(decodeText(utf16(text, isLittleEndian), guessEncoding)).toEqual({
		text,
		encoding,
		guessed: true
	});
});

test('still takes pictures for no text', () => {
	const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3, 0]);
	expect(decodeText(png, guessEncoding)).toBeUndefined();
});
