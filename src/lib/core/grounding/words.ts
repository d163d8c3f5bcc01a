const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u;
/** Written without spaces between words: a word begins and ends anywhere, and is about two characters long. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const UNSPACED_WORD_LENGTH = 2;

/** How many words there are; it is not counted further than to `enough`. */
export function countWords(text: string, enough: number): number {
	let words = 0;
	let unspaced = 0;
	let isInWord = false;
	for (const character of text) {
		if (UNSPACED.test(character)) {
			unspaced += 1;
			isInWord = false;
		} else if (/\s/.test(character)) {
			isInWord = false;
		} else if (!isInWord && WORD_CHARACTER.test(character)) {
			isInWord = true;
			words += 1;
		}
		const count = words + Math.floor(unspaced / UNSPACED_WORD_LENGTH);
		if (count >= enough) return count;
	}
	return words + Math.floor(unspaced / UNSPACED_WORD_LENGTH);
}

/** Whether cutting the text there would cut a word: *able* is not in *unable*. */
export function isInsideWord(text: string, at: number): boolean {
	const [before, after] = [characterBefore(text, at), characterAt(text, at)];
	if (!WORD_CHARACTER.test(before) || !WORD_CHARACTER.test(after)) return false;
	return !UNSPACED.test(before) && !UNSPACED.test(after);
}

/** Whether a letter, a digit or an accent stands there. */
export function isWordCharacter(character: string | undefined): boolean {
	return character !== undefined && WORD_CHARACTER.test(character);
}

function characterAt(text: string, at: number): string {
	const code = text.codePointAt(at);
	return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
	const isLowHalf = (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00;
	return at <= 0 ? '' : characterAt(text, at - (isLowHalf && at > 1 ? 2 : 1));
}
