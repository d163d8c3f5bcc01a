/** A text and how its bytes were read. */
export interface DecodedText {
	/** Exact but for the byte order mark, which is no part of the text. Line ends are as they were. */
	text: string;
	/** As the Encoding Standard names it, in lower case. */
	encoding: string;
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

/** In it every byte is something. */
const LAST_RESORT = 'windows-1252';

/**
 * Reads bytes as text: by the byte order mark where there is one, else as UTF-8 if they are that without fault, else as
 * what `guessEncoding` takes them for.
 *
 * @param guessEncoding the label of an encoding; windows-1252 is taken where there is none, or none that the browser knows
 * @returns `undefined` for what is no text, as NUL characters or many other controls show
 */
export function decodeText(
	bytes: Uint8Array,
	guessEncoding: (bytes: Uint8Array) => string | undefined = () => undefined
): DecodedText | undefined {
	const marked = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
	const encoding = marked?.encoding ?? 'utf-8';
	const text = decodeExactly(bytes, encoding);
	if (text !== undefined) {
		const exact = { text, encoding, guessed: false };
		if (marked || isText(exact)) return isText(exact) ? exact : undefined;
	}
	// Plain letters in UTF-16 are faultless UTF-8 with a NUL before or after each.
	const label = marked?.encoding ?? guessEncoding(bytes);
	const decoded = guess(bytes, text === undefined ? (label ?? LAST_RESORT) : label);
	return decoded && isText(decoded) ? decoded : undefined;
}

function decodeExactly(bytes: Uint8Array, encoding: string): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		// The one thing that a fatal decoder throws for is what we ask it: the bytes are not of this encoding.
		return undefined;
	}
}

function guess(bytes: Uint8Array, label: string | undefined): DecodedText | undefined {
	if (label === undefined) return undefined;
	const decoder = decoderFor(label);
	return { text: decoder.decode(bytes), encoding: decoder.encoding, guessed: true };
}

function decoderFor(label: string): TextDecoder {
	try {
		return new TextDecoder(label);
	} catch {
		return new TextDecoder(LAST_RESORT);
	}
}

function isText({ text, guessed }: DecodedText): boolean {
	if (text.includes('\u0000')) return false;
	if (!guessed) return true;
	const controls = text.match(CONTROLS)?.length ?? 0;
	return controls * CHARACTERS_PER_CONTROL <= text.length;
}
