import { lengthWithin } from './estimate-tokens.ts';

/** How far from the cut a nicer place to cut is looked for, in characters. */
const LOOK_BACK = 2000;

/**
 * The longest beginning of `text` that is estimated at no more than `maxTokens`, cut at the end of a paragraph, line,
 * sentence or word where there is one near, and never inside a surrogate pair. Empty when not even a character fits.
 */
export function firstPart(text: string, maxTokens: number): string {
	const limit = lengthWithin(text, maxTokens);
	return limit === text.length ? text : text.slice(0, niceCut(text, limit));
}

function niceCut(text: string, limit: number): number {
	const from = Math.max(0, limit - LOOK_BACK);
	const near = text.slice(from, limit);
	for (const [ending, keep] of [
		['\n\n', 1],
		['\n', 1],
		['. ', 1],
		[' ', 0]
	] as const) {
		const at = near.lastIndexOf(ending);
		// A cut that throws away half of what was looked through is no nicer.
		if (at > near.length / 2) return from + at + keep;
	}
	return isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

function isHighSurrogate(code: number): boolean {
	return code >= 0xd800 && code <= 0xdbff;
}
