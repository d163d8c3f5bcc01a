/** A text and how its bytes were read. */
export interface DecodedText {
	/** Exact but for the byte order mark, which is no part of the text. Line ends are as they were. */
	text: string;
	encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
	/** The bytes did not follow the encoding that they name, or named none: single characters may be wrong. */
	guessed: boolean;
}

const BYTE_ORDER_MARKS = [
	{ encoding: 'utf-8', mark: [0xef, 0xbb, 0xbf] },
	{ encoding: 'utf-16le', mark: [0xff, 0xfe] },
	{ encoding: 'utf-16be', mark: [0xfe, 0xff] }
] as const;

/** NUL, and control characters other than backspace, tab, line feed, form feed, carriage return and escape. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0007\u000b\u000e-\u001a\u001c-\u001f]/g;

/** A text of unknown encoding may hold one control character in this many; compressed data hold one in ten. */
const CHARACTERS_PER_CONTROL = 50;

/**
 * Reads bytes as text: by the byte order mark where there is one, else as UTF-8 if they are that without fault, else as
 * windows-1252, in which every byte is something.
 *
 * @returns `undefined` for what is no text, as NUL characters or many other controls show
 */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
	const marked = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
	const encoding = marked?.encoding ?? 'utf-8';
	const exact = decodeExactly(bytes, encoding);
	const decoded: DecodedText =
		exact === undefined
			? guess(bytes, marked?.encoding ?? 'windows-1252')
			: { text: exact, encoding, guessed: false };
	return isText(decoded) ? decoded : undefined;
}

function decodeExactly(bytes: Uint8Array, encoding: string): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		// The one thing that a fatal decoder throws for is what we ask it: the bytes are not of this encoding.
		return undefined;
	}
}

function guess(bytes: Uint8Array, encoding: DecodedText['encoding']): DecodedText {
	return { text: new TextDecoder(encoding).decode(bytes), encoding, guessed: true };
}

function isText({ text, guessed }: DecodedText): boolean {
	if (text.includes('\u0000')) return false;
	if (!guessed) return true;
	const controls = text.match(CONTROLS)?.length ?? 0;
	return controls * CHARACTERS_PER_CONTROL <= text.length;
}
