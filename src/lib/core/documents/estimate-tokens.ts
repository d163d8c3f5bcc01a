/**
 * Estimates how many tokens a model's tokenizer makes of a text, without the tokenizer: those weigh hundreds of
 * kilobytes and differ from model to model. Meant to err upwards, since too low an estimate sends what will be cut.
 *
 * One linear scan by character classes. The weights were fitted to the cl100k vocabulary, which Llama 3's extends, on
 * English and German prose, Russian, Chinese, Markdown, TypeScript, JSON, logs and base64. The beginning of a text is
 * never estimated at more than the whole.
 *
 * @returns whole tokens; 0 only for the empty text
 */
export function estimateTokens(text: string): number {
	if (text === '') return 0;
	return Math.max(1, Math.ceil(scan(text, Infinity).tokens));
}

/**
 * How long a beginning of `text` is estimated at no more than `maxTokens`, in UTF-16 units: the longest, give or take a
 * word. Reads no further than that.
 */
export function lengthWithin(text: string, maxTokens: number): number {
	if (maxTokens < 1) return 0;
	return scan(text, Math.floor(maxTokens)).end;
}

/** What is added so that the estimate is seldom too low. */
const MARGIN = 1.1;

/** Vocabularies are made of English first; words of other languages come in shorter pieces. */
const TOKENS_PER_ENGLISH_LETTER = 1 / 6.5;
const TOKENS_PER_FOREIGN_LETTER = 1 / 3;

/** So many letters after one with an accent, the text still counts as foreign. German has one in sixty. */
const FOREIGN_STRETCH = 100;

/** In a hash or in base64, pieces as short as this follow each other directly, and few of them are in the vocabulary. */
const SHORT_PIECE = 3;
const TOKENS_AFTER_SHORT_PIECE = 1.9;

/** A single mark right before a word often shares its token: a dot before a name, a quote before a key. */
const SHARED_WITH_MARK = 0.5;

/** Runs are counted in pieces of this length at most, so that a text without any break can be cut, too. */
const MAX_PIECE = 63;

type CharacterClass =
	'space' | 'newline' | 'letter' | 'digit' | 'mark' | 'wide' | 'cyrillic' | 'other';

/**
 * Adds up pieces from the beginning until the next would exceed `maxTokens`. What a piece costs depends on those before
 * it only, so a beginning that ends between two pieces costs as much alone as in the whole.
 */
function scan(text: string, maxTokens: number): { tokens: number; end: number } {
	let pieces = 0;
	let lettersSinceAccent = FOREIGN_STRETCH;
	/** Length of the word part or number right before, where nothing stands between. */
	let lengthBefore = MAX_PIECE;
	let isAfterMark = false;
	let at = 0;
	while (at < text.length) {
		const kind = classOf(text.charCodeAt(at));
		const end = endOfPiece(text, at, kind);
		let cost: number;
		if (kind === 'letter') {
			let byLetters = 0;
			for (let letter = at; letter < end; letter += 1) {
				lettersSinceAccent = text.charCodeAt(letter) >= 0xc0 ? 0 : lettersSinceAccent + 1;
				byLetters +=
					lettersSinceAccent < FOREIGN_STRETCH
						? TOKENS_PER_FOREIGN_LETTER
						: TOKENS_PER_ENGLISH_LETTER;
			}
			cost = Math.max(lengthBefore <= SHORT_PIECE ? TOKENS_AFTER_SHORT_PIECE : 1, byLetters);
			if (isAfterMark) cost -= SHARED_WITH_MARK;
		} else {
			cost = tokensOfPiece(kind, end - at);
		}
		if ((pieces + cost) * MARGIN > maxTokens) break;
		pieces += cost;
		lengthBefore = kind === 'letter' || kind === 'digit' ? end - at : MAX_PIECE;
		isAfterMark = kind === 'mark' && end - at === 1;
		at = end;
	}
	return { tokens: pieces * MARGIN, end: at };
}

/** Index after the run of one class that begins at `start`; words end before a capital, too, as in `camelCase`. */
function endOfPiece(text: string, start: number, kind: CharacterClass): number {
	const limit = Math.min(text.length, start + MAX_PIECE);
	let end = start + 1;
	while (end < limit) {
		const code = text.charCodeAt(end);
		if (classOf(code) !== kind) break;
		if (kind === 'letter' && isUpper(code) && !isUpper(text.charCodeAt(end - 1))) break;
		end += 1;
	}
	return end;
}

function tokensOfPiece(kind: Exclude<CharacterClass, 'letter'>, length: number): number {
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
		case 'cyrillic':
			return length * 0.6;
		case 'other':
			return length * 0.8;
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
	if (code >= 0x400 && code <= 0x52f) return 'cyrillic';
	if (code >= 0x2000 && code <= 0x2bff) return 'mark';
	// Hangul, kana, CJK, their punctuation, and surrogate pairs (emoji and rare scripts).
	if (code >= 0x2e80 && code <= 0xdfff) return 'wide';
	// Greek, Hebrew, Arabic, Devanagari and more.
	return 'other';
}

function isUpper(code: number): boolean {
	return code >= 65 && code <= 90;
}
