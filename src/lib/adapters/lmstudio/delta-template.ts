/**
 * Reads the text out of a delta event without parsing the whole of it.
 *
 * An answer is thousands of events that differ in one string only, and `JSON.parse` of each costs five times what its
 * framing does. So an event is parsed once and the place of its text is remembered. The next events are compared with
 * what stands before and after that place. Where both are the same to the letter, and what lies between is the body of a
 * JSON string, the event means the same with another text: replacing one string token of a JSON document by another
 * changes that one value and nothing else.
 *
 * That the place is a string token, and the one that the text comes from, is proven and not assumed. An event is learnt
 * only if a mark between the same two quotes makes the full parse answer that mark. The mark is a bare word, so the
 * document stays JSON only if the quotes around it open and close one string.
 */

export interface DeltaTemplate {
	/** The event's text, never empty, or `undefined` where only a full parse can tell. */
	match: (data: string) => string | undefined;
	/**
	 * Remembers an event that `match` did not know and a full parse has read.
	 *
	 * @param text what the full parse gave
	 */
	learn: (data: string, text: string) => void;
}

/** A word that is no JSON value by itself and that no server sends. */
const MARK = 'AssayMarksThisPlace';

/** Places tried for one event: more than one only where another string of the event equals its text. */
const MOST_PLACES = 8;

/** A server whose events differ in more than their text is not learnt from for ever. */
const MOST_FAILURES = 16;

/** Longer events are rare, and nothing is gained by remembering them. */
const LONGEST_EVENT = 16 * 1024;

/** What a JSON string cannot hold as it is, or holds instead of something else. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const ODD = /["\\\u0000-\u001f]/;

/**
 * @param read the full parse: the text of an event that is nothing but a delta of this kind, else `undefined`. It must
 *   not throw, must depend on its argument alone, and must treat every text alike but the empty one
 */
export function createDeltaTemplate(read: (data: string) => string | undefined): DeltaTemplate {
	/** All that stands before the text, with the quote that opens it; empty while nothing is known. */
	let before = '';
	/** All that stands after it, with the quote that closes it. */
	let after = '';
	/** Events learnt in a row that no later event was like. */
	let failures = 0;

	return {
		match(data) {
			const end = data.length - after.length;
			if (before === '' || end <= before.length) return undefined;
			// The same as `startsWith`, which V8 compiles to a loop eight times as slow for texts of this length.
			const isKnown = data.lastIndexOf(before, 0) === 0 && data.endsWith(after);
			if (!isKnown) return undefined;
			const body = data.slice(before.length, end);
			const text = ODD.test(body) ? unescaped(body) : body;
			if (text !== undefined) failures = 0;
			return text;
		},
		learn(data, text) {
			if (failures >= MOST_FAILURES || data.length > LONGEST_EVENT) return;
			failures += 1;
			const place = findPlace(data, text, read);
			before = place ? data.slice(0, place.start) : '';
			after = place ? data.slice(place.end) : '';
		}
	};
}

/** Where the body of the string token that the text comes from starts and ends in `data`. */
function findPlace(
	data: string,
	text: string,
	read: (data: string) => string | undefined
): { start: number; end: number } | undefined {
	let tried = 0;
	for (const token of data.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"/gs)) {
		const start = token.index + 1;
		const end = token.index + token[0].length - 1;
		const body = data.slice(start, end);
		if ((body.includes('\\') ? unescaped(body) : body) !== text) continue;
		if (read(data.slice(0, start) + MARK + data.slice(end)) === MARK) return { start, end };
		tried += 1;
		if (tried === MOST_PLACES) return undefined;
	}
	return undefined;
}

/** The text that the body of a JSON string stands for, or `undefined` where it is no such body. */
function unescaped(body: string): string | undefined {
	try {
		const text: unknown = JSON.parse(`"${body}"`);
		return typeof text === 'string' ? text : undefined;
	} catch {
		// The caller parses the whole event then, and tells what is wrong with it.
		return undefined;
	}
}
