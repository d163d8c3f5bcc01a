/** Limits for text from outside, applied before it is parsed and before a schema sees it. */
export interface JsonLimits {
	/** In UTF-16 units, which is what a string's `length` counts. */
	maxLength: number;
	/** Levels of objects and lists. zod's `safeParse` itself throws on a few thousand. */
	maxDepth: number;
}

/** What a bus message may be, 8 MiB of text. */
export const MESSAGE_LIMITS: JsonLimits = { maxLength: 8 * 1024 * 1024, maxDepth: 32 };

/** Text from outside was not JSON that we accept. `code` says which step refused it. */
export class JsonTextError extends Error {
	override readonly name = 'JsonTextError';
	readonly code: 'bad_json' | 'too_large' | 'too_deep';

	constructor(code: JsonTextError['code'], message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/**
 * Parses text from outside: size first, then depth in one linear scan, then `JSON.parse`.
 *
 * @throws {JsonTextError} the parser's own error, where there is one, is the `cause`
 */
export function readJson(text: string, limits: JsonLimits = MESSAGE_LIMITS): unknown {
	if (text.length > limits.maxLength) {
		throw new JsonTextError(
			'too_large',
			`Expected at most ${limits.maxLength} characters of JSON, got ${text.length}`
		);
	}
	const depth = depthOf(text, limits.maxDepth);
	if (depth > limits.maxDepth) {
		throw new JsonTextError(
			'too_deep',
			`Expected JSON nested at most ${limits.maxDepth} levels deep, got more`
		);
	}
	try {
		return JSON.parse(text);
	} catch (cause) {
		throw new JsonTextError(
			'bad_json',
			`Expected JSON, got text that does not parse: ${excerpt(text)}`,
			{ cause }
		);
	}
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Nesting of `text`, which need not be valid; counting stops one past `limit`. */
function depthOf(text: string, limit: number): number {
	let depth = 0;
	let deepest = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) {
			at = endOfString(text, at);
		} else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
			depth += 1;
			if (depth > deepest) deepest = depth;
			if (deepest > limit) return deepest;
		} else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
			depth -= 1;
		}
	}
	return deepest;
}

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end !== -1) {
		let backslashes = 0;
		while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
		if (backslashes % 2 === 0) return end;
		end = text.indexOf('"', end + 1);
	}
	return text.length;
}

/** The beginning of `text`, short enough for an error message. */
function excerpt(text: string): string {
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
