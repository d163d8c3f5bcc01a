import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

// Node 20 reads windows-1252 as if it were ISO-8859-1.
test('guesses windows-1252 where the bytes are not UTF-8', () => {
	const bytes = new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x20, 0x80, 0x35, 0x85]);
	expect(decodeText(bytes)).toEqual({
		text: 'café €5…',
		encoding: 'windows-1252',
		guessed: true
	});
});
