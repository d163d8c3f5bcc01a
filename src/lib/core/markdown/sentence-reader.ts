import { readFence, readMathStart } from './block-starts.ts';
import { closesFence } from './line-goes-on.ts';
import { spokenWords } from './spoken-words.ts';

/** Takes finished sentences out of a text in Markdown as it grows, as somebody would read them aloud. */
export interface SentenceReader {
	/** @returns the sentences that this piece has finished */
	add: (piece: string) => string[];
	/** Nothing follows. @returns what was left */
	end: () => string[];
}

const TABLE_ROW = /^\||^:?-+:?[ \t]*\|[ \t|:-]*$/;
/** What stands before the words of a heading, an item, a quote or a note. */
const BLOCK_MARKS =
	/^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+|>[ \t]?|\[\^[^\]\s]{1,100}\]:[ \t]*)+/;
const ITEM_MARK = /[-*+.)][ \t]/;
/** A line that may still become a fence, a table or a mark. */
const UNDECIDED =
	/^[ \t]*(?:[`~|#>*+:-][`~|#>*+: \t-]*(?:\[[ xX]?\]?)?|\d{0,9}[.)]?|[$\\]|\[\^?[^\]\s]{0,100}\]?:?)[ \t]*$/;
/** What only the end of a line tells to be a fence or a formula. */
const NEEDS_END = /^(?:`{3}|~{3}|\$\$|\\\[)/;
/**
 * In any script, with a space behind it; a full stop only between words, and not one of an abbreviation such as "e.g." or of a
 * numbered item. Chinese and Japanese have no spaces: there something has to follow that does not still belong to the end.
 */
const SENTENCE_END =
	/(?:(?<=[\p{L}\p{N}\p{M}"'”’)\]]{2})[.…]|(?![.…])\p{Sentence_Terminal})[\p{Sentence_Terminal}…]*["'”’)\]]*(?=\s)|[。｡！？]+["'”’)\]」』）】》〉]*(?=[^。｡！？"'”’)\]」』）】》〉])/u;

/** What is longer is spoken in pieces. */
const LONGEST_SENTENCE = 1000;

/** Where the last line was. */
type Place =
	| { in: 'text' | 'table' }
	/** `marks` stand before it in its first line. */
	| { in: 'fence'; mark: string; length: number; marks: string }
	| { in: 'formula'; closer: string };

export function createSentenceReader(): SentenceReader {
	/** What came of the line so far, and was not taken into `words`. */
	let line = '';
	/** Its beginning has been taken: what comes is its continuation. */
	let isWithin = false;
	let words = '';
	let place: Place = { in: 'text' };

	function flush(): string[] {
		const sentence = spokenWords(words);
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
			const sentence = spokenWords(words.slice(0, length));
			if (sentence !== '') taken.push(sentence);
			words = words.slice(length);
		}
	}

	/** The words after the formula, if it ends in `text`; it goes over no blank line. */
	function readFormula(closer: string, text: string): void {
		const end = text.indexOf(closer);
		place = end === -1 && text.trim() !== '' ? { in: 'formula', closer } : { in: 'text' };
		if (end !== -1) words += text.slice(end + closer.length).trim();
	}

	function readLineStart(text: string): string[] {
		if (place.in === 'formula') {
			readFormula(place.closer, text);
			return [];
		}
		if (place.in === 'fence') {
			const isIn = isInside(place, text);
			const isEnd = isIn && closesFence(text.replace(/^[ \t>]+/, ''), place.mark, place.length);
			if (isIn && !isEnd) return [];
			place = { in: 'text' };
			if (isEnd) return [];
		}
		const marks = BLOCK_MARKS.exec(text)?.[0] ?? '';
		const start = text.slice(marks.length).trimStart();
		if (place.in === 'table' && start.includes('|')) return [];
		const fence = readFence(start);
		if (fence) {
			place = { ...fence, in: 'fence', marks };
			return [...flush(), 'A block of code.'];
		}
		if (TABLE_ROW.test(start)) {
			place = { in: 'table' };
			return [...flush(), 'A table.'];
		}
		const formula = readMathStart(start);
		if (formula) {
			const told = [...flush(), 'A formula.'];
			place = { in: 'formula', closer: formula.closer };
			if (formula.text.trim() !== '') readFormula(formula.closer, formula.text);
			return told;
		}
		place = { in: 'text' };
		const told = marks === '' && start !== '' ? [] : flush();
		words += `${words === '' ? '' : ' '}${text.slice(marks.length)}`;
		return told;
	}

	/** What ends a fence or a formula may come in two pieces, so their lines are read as wholes. */
	function isUndecided(text: string): boolean {
		if (text.length > LONGEST_SENTENCE) return false;
		if (place.in === 'formula' || place.in === 'fence' || UNDECIDED.test(text)) return true;
		const start = text.replace(BLOCK_MARKS, '').trimStart();
		return UNDECIDED.test(start) || NEEDS_END.test(start);
	}

	function takeLine(isWhole: boolean): string[] {
		const text = line;
		if (!isWhole && !isWithin && isUndecided(text)) return [];
		line = '';
		const told = isWithin ? [] : readLineStart(text);
		if (isWithin && place.in === 'text') words += text;
		const isHeading = isWhole && !isWithin && /^[ \t]*#{1,6}[ \t]/.test(text);
		isWithin = !isWhole;
		if (place.in === 'text') {
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

/** A fence ends with the quote or the item that it is in. */
function isInside({ marks }: Extract<Place, { in: 'fence' }>, text: string): boolean {
	if (marks.includes('>')) return /^[ \t]*>/.test(text);
	return !ITEM_MARK.test(marks) || /^(?:[ \t]|$)/.test(text);
}
