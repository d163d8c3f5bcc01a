/** Takes finished sentences out of a text in Markdown as it grows, as somebody would read them aloud. */
export interface SentenceReader {
	/** @returns the sentences that this piece has finished */
	add: (piece: string) => string[];
	/** Nothing follows. @returns what was left */
	end: () => string[];
}

const FENCE = /^[ \t]*(?:```|~~~)/;
const TABLE_ROW = /^[ \t]*\|/;
/** What stands before the words of a heading, an item or a quote. */
const BLOCK_MARKS =
	/^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+|>[ \t]?)+/;
/** A line that may still become a fence, a table or a mark. */
const UNDECIDED = /^[ \t]*(?:[`~|#>*+-][`~|#>*+ \t-]*(?:\[[ xX]?\]?)?|\d{0,9}[.)]?|[$\\])[ \t]*$/;
/** A formula on lines of its own. */
const FORMULA = /^[ \t]*(?:\$\$|\\\[)/;
/**
 * In any script, with a space behind it; a full stop only between words, and not one of an abbreviation such as "e.g." or of a
 * numbered item. Chinese and Japanese have no spaces: there something has to follow that does not still belong to the end.
 */
const SENTENCE_END =
	/(?:(?<=[\p{L}\p{N}\p{M}"'”’)\]]{2})[.…]|(?![.…])\p{Sentence_Terminal})[\p{Sentence_Terminal}…]*["'”’)\]]*(?=\s)|[。｡！？]+["'”’)\]」』）】》〉]*(?=[^。｡！？"'”’)\]」』）】》〉])/u;

/** What is longer is spoken in pieces. */
const LONGEST_SENTENCE = 1000;

export function createSentenceReader(): SentenceReader {
	/** What came of the line so far, and was not taken into `words`. */
	let line = '';
	/** Its beginning has been taken: what comes is its continuation. */
	let isWithin = false;
	let words = '';
	let place: 'text' | 'fence' | 'table' | 'formula' = 'text';
	/** What ends the formula. */
	let closer = '';

	function flush(): string[] {
		const sentence = plainWords(words);
		words = '';
		return sentence === '' ? [] : [sentence];
	}

	/** The sentences in `words` that something follows. */
	function takeSentences(): string[] {
		const taken: string[] = [];
		for (;;) {
			// Looked through only so far: a long text without an end has many pieces.
			const end = SENTENCE_END.exec(words.slice(0, LONGEST_SENTENCE + 1));
			if (!end && words.length <= LONGEST_SENTENCE) return taken;
			const length = end ? end.index + end[0].length : lengthOfPiece(words);
			const sentence = plainWords(words.slice(0, length));
			if (sentence !== '') taken.push(sentence);
			words = words.slice(length);
		}
	}

	/** The words after the formula, if it ends in `text`. */
	function readFormula(text: string): void {
		const end = text.indexOf(closer);
		place = end === -1 ? 'formula' : 'text';
		if (end !== -1) words += text.slice(end + closer.length).trim();
	}

	function readLineStart(text: string): string[] {
		const before = place;
		if (before === 'formula') {
			readFormula(text);
			return [];
		}
		if (FENCE.test(text)) {
			place = before === 'fence' ? 'text' : 'fence';
			return before === 'fence' ? [] : [...flush(), 'A block of code.'];
		}
		if (before === 'fence') return [];
		if (TABLE_ROW.test(text)) {
			place = 'table';
			return before === 'table' ? [] : [...flush(), 'A table.'];
		}
		const [opener] = FORMULA.exec(text) ?? [];
		if (opener !== undefined) {
			const told = [...flush(), 'A formula.'];
			closer = opener.endsWith('$') ? '$$' : '\\]';
			readFormula(text.slice(opener.length));
			return told;
		}
		place = 'text';
		const mark = BLOCK_MARKS.exec(text)?.[0] ?? '';
		const told = mark === '' && text.trim() !== '' ? [] : flush();
		words += `${words === '' ? '' : ' '}${text.slice(mark.length)}`;
		return told;
	}

	/** The end of a formula may come in two pieces, so its lines are read as wholes. */
	function isUndecided(text: string): boolean {
		if (text.length > LONGEST_SENTENCE) return false;
		return UNDECIDED.test(text) || place === 'formula' || (place !== 'fence' && FORMULA.test(text));
	}

	function takeLine(isWhole: boolean): string[] {
		const text = line;
		if (!isWhole && !isWithin && isUndecided(text)) return [];
		line = '';
		const told = isWithin ? [] : readLineStart(text);
		if (isWithin && place === 'text') words += text;
		const isHeading = isWhole && !isWithin && /^[ \t]*#{1,6}[ \t]/.test(text);
		isWithin = !isWhole;
		if (place === 'text') {
			// The line break is the space that a sentence at its end needs.
			if (isWhole) words += '\n';
			told.push(...takeSentences());
			if (isHeading) told.push(...flush());
		}
		return told;
	}

	return {
		add(piece) {
			const told: string[] = [];
			const [first = '', ...others] = piece.split('\n');
			line += first;
			for (const next of others) {
				told.push(...takeLine(true));
				line = next;
			}
			told.push(...takeLine(false));
			return told;
		},
		end: () => [...takeLine(true), ...flush()]
	};
}

/** Up to the last white space, if there is any; no character is cut in two. */
function lengthOfPiece(words: string): number {
	const gap = words.slice(0, LONGEST_SENTENCE).search(/\s\S*$/);
	if (gap > 0) return gap;
	const isPair = /[\uD800-\uDBFF]/.test(words.charAt(LONGEST_SENTENCE - 1));
	return isPair ? LONGEST_SENTENCE - 1 : LONGEST_SENTENCE;
}

const INLINE_FORMULA =
	/\$\$([^$]+)\$\$|\$(?![\s$])((?:\\.|[^\\$])*?[^\s\\$])\$(?!\d)|\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;

/** Formulas that are heard as they are written. */
const SAYABLE = /^[\p{L}\p{N}_ =+<>.,()-]{1,16}$/u;

/** Code as it is; and what marks words, but for a star between numbers, and a line between the parts of a name. */
const MARKS =
	/(`+)([^`]+)\1|(?<!\d)[*`~]+(?=\S)|(?<=\S)[*`~]+(?![*\d])|(?<![\p{L}\p{N}])_+(?=\S)|(?<=\S)_+(?![\p{L}\p{N}_])/gu;

/** Without the marks of Markdown: a link is its words. */
function plainWords(text: string): string {
	return text
		.replaceAll(INLINE_FORMULA, (_, ...groups: (string | undefined)[]) =>
			sayFormula(groups.slice(0, 4).join(''))
		)
		.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replaceAll(MARKS, (_, _ticks, code: string | undefined) => code ?? '')
		.replaceAll(/\s+/g, ' ')
		.trim();
}

function sayFormula(tex: string): string {
	return SAYABLE.test(tex) ? tex.replaceAll('_', ' ') : 'formula';
}
