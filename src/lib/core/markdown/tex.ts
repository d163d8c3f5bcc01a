/** A command, an index, a group, or an equation that has something on its left. */
const SIGN = /\\[a-z]|[\^_{}]|\S\s*=/i;

/** Three letters and more that are no product of names: small ones, many, or of a script that has one kind of letters. */
const WORD = /\p{L}{4}|\p{L}\p{Ll}{2}|\p{Lo}{2}/u;

const WORDS_ALONE = /^[\p{L}\p{M}\p{N}\s'’.,:;!?/&-]+$/u;

/** A bracket that closes none: before it stood an escaped one that was no beginning of a formula. */
const CLOSED_BRACKET = /^[^[]*\]/;

/** Whether `text` holds what nobody but an author of TeX writes. */
export function hasTexSign(text: string): boolean {
	return SIGN.test(text);
}

/** Whether `text` may be the beginning of a formula. */
export function looksLikeTex(text: string): boolean {
	return hasTexSign(text) || !(WORD.test(text) || CLOSED_BRACKET.test(text));
}

/** Whether `text` is words and nothing else, as in `[Your Name]`. */
export function isWordsAlone(text: string): boolean {
	return WORDS_ALONE.test(text) && WORD.test(text);
}
