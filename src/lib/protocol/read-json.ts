/** Limits for text from outside, applied before it is parsed and before a schema sees it. */
export interface JsonLimits {
	/** In UTF-16 units, which is what a string's `length` counts. */
	maxLength: number;
	/** Levels of objects and lists. zod's `safeParse` itself throws on a few thousand. */
	maxDepth: number;
	/** Names in all objects together; absent: as many as there are. zod takes seconds to refuse some hundred thousand. */
	maxMembers?: number;
}

/** What a bus message may be, 8 MiB of text. */
export const MESSAGE_LIMITS: JsonLimits = {
	maxLength: 8 * 1024 * 1024,
	maxDepth: 32,
	maxMembers: 50_000
};

/** Text from outside was not JSON that we accept. `code` says which step refused it. */
export class JsonTextError extends Error {
	override readonly name = 'JsonTextError';
	readonly code: 'bad_json' | 'too_large' | 'too_deep' | 'too_many_members';

	constructor(code: JsonTextError['code'], message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/**
 * Parses text from outside: size first, then depth and members in one linear scan, then `JSON.parse`.
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
	refuseExcess(text, limits);
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
const COLON = 58;
const BACKSLASH = 92;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Counts levels and members of `text`, which need not be valid, and throws at the first that is too many. */
function refuseExcess(text: string, { maxDepth, maxMembers = Infinity }: JsonLimits) {
	let depth = 0;
	let members = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) {
			at = endOfString(text, at);
		} else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
			depth += 1;
			if (depth > maxDepth) {
				throw new JsonTextError(
					'too_deep',
					`Expected JSON nested at most ${maxDepth} levels deep, got more`
				);
			}
		} else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
			depth -= 1;
		} else if (code === COLON) {
			members += 1;
			if (members > maxMembers) {
				throw new JsonTextError(
					'too_many_members',
					`Expected JSON with at most ${maxMembers} names, got more`
				);
			}
		}
	}
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
