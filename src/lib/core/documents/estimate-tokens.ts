/**
 * Estimates how many tokens a model's tokenizer makes of a text, without the tokenizer: those weigh hundreds of
 * kilobytes and differ from model to model. Meant to err upwards, since too low an estimate sends what will be cut.
 *
 * One linear scan by character classes. The weights were fitted to the cl100k vocabulary, which Llama 3's extends, on
 * English and German prose, Russian, Chinese, Markdown, TypeScript, JSON, logs and base64.
 *
 * @returns whole tokens; 0 only for the empty text
 */
export function estimateTokens(text: string): number {
	/** Words are counted twice, as English and as a language that its tokenizer knows less well. */
	let english = 0;
	let foreign = 0;
	let letters = 0;
	let accents = 0;
	let rest = 0;
	let at = 0;
	while (at < text.length) {
		const kind = classOf(text.charCodeAt(at));
		const start = at;
		let caseChanges = 0;
		let previous = text.charCodeAt(at);
		if (previous >= 0xc0 && kind === 'letter') accents += 1;
		at += 1;
		while (at < text.length) {
			const code = text.charCodeAt(at);
			if (classOf(code) !== kind) break;
			if (kind === 'letter') {
				if (isUpper(code) !== isUpper(previous)) caseChanges += 1;
				if (code >= 0xc0) accents += 1;
				previous = code;
			}
			at += 1;
		}
		const length = at - start;
		if (kind === 'letter') {
			letters += length;
			english += tokensOfWord(length, caseChanges, 6.5);
			foreign += tokensOfWord(length, caseChanges, 3.2);
		} else {
			rest += tokensOfRun(kind, length);
		}
	}
	const words = accents > letters * ACCENTS_OF_A_FOREIGN_TEXT ? foreign : english;
	return Math.ceil((words + rest) * MARGIN);
}

/** English has fewer than one accented letter in a thousand; German, French or Polish have ten to eighty. */
const ACCENTS_OF_A_FOREIGN_TEXT = 0.004;

/** What is added so that the estimate is seldom too low. */
const MARGIN = 1.06;

type CharacterClass = 'space' | 'newline' | 'letter' | 'digit' | 'mark' | 'wide' | 'other';

function tokensOfWord(length: number, caseChanges: number, lettersPerToken: number): number {
	// Many changes of case are no word but base64 or a hash.
	if (caseChanges > 3) return length * 0.6;
	return Math.max(1, length / lettersPerToken, caseChanges * 0.6);
}

function tokensOfRun(kind: Exclude<CharacterClass, 'letter'>, length: number): number {
	switch (kind) {
		case 'space':
			// One space belongs to the word after it; a longer run (indentation) is a token of its own.
			return length === 1 ? 0 : 1 + length / 16;
		case 'newline':
			return 0.5 + length / 8;
		case 'digit':
			return Math.ceil(length / 3);
		case 'mark':
			return length <= 2 ? 1 : 1 + (length - 2) / 3;
		case 'wide':
			return length * 1.2;
		case 'other':
			return length * 0.6;
	}
}

function classOf(code: number): CharacterClass {
	if (code < 128) {
		if (code === 32 || code === 9) return 'space';
		if (code === 10 || code === 13) return 'newline';
		if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'letter';
		if (code >= 48 && code <= 57) return 'digit';
		return 'mark';
	}
	// Latin with accents counts as letters.
	if (code >= 0xc0 && code <= 0x24f) return 'letter';
	// Hangul, kana, CJK, their punctuation, and surrogate pairs (emoji and rare scripts).
	if (code >= 0x2e80 && code <= 0xdfff) return 'wide';
	if (code >= 0x2000 && code <= 0x2bff) return 'mark';
	return 'other';
}

function isUpper(code: number): boolean {
	return code >= 65 && code <= 90;
}
