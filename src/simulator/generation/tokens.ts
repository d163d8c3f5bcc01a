/**
 * The one approximation of a tokenizer, used wherever the simulator counts: a token is up to six letters, three digits
 * or four signs with the space before them, up to eight blanks, or one character of a script written without spaces.
 * English prose comes to about four characters a token.
 */
const TOKEN =
	/ ?[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]| ?[\p{L}\p{M}]{1,6}| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]{1,4}|\s{1,8}/gu;

export function countTokens(text: string): number {
	let count = 0;
	TOKEN.lastIndex = 0;
	while (TOKEN.test(text)) count += 1;
	return count;
}

/** The pieces of `text`, which put together are `text` again. */
export function splitTokens(text: string): string[] {
	return text.match(TOKEN) ?? [];
}

/** The first `limit` tokens of `text`. */
export function truncateToTokens(text: string, limit: number): string {
	TOKEN.lastIndex = 0;
	for (let count = 0; count < limit; count += 1) {
		if (!TOKEN.test(text)) return text;
	}
	return text.slice(0, TOKEN.lastIndex);
}
