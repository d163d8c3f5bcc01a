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
const UNDECIDED = /^[ \t]*(?:[`~|#>*+-][`~|#>*+ \t-]*(?:\[[ xX]?\]?)?|\d{0,9}[.)]?)[ \t]*$/;
/** A full stop between words, and not one of an abbreviation such as "e.g." or of a numbered item. */
const SENTENCE_END = /(?<=[\p{L}\p{N}"'”’)\]]{2})[.!?…]+["'”’)\]]*(?=\s)/u;

/** What is longer has no sentences: data on one line, which nobody wants read out, and which is not looked through again. */
const LONGEST_SENTENCE = 1000;

export function createSentenceReader(): SentenceReader {
	/** What came of the line so far, and was not taken into `words`. */
	let line = '';
	/** Its beginning has been taken: what comes is its continuation. */
	let isWithin = false;
	let words = '';
	let place: 'text' | 'fence' | 'table' = 'text';

	function flush(): string[] {
		const sentence = plainWords(words);
		words = '';
		return sentence === '' ? [] : [sentence];
	}

	/** The sentences in `words` that something follows. */
	function takeSentences(): string[] {
		const taken: string[] = [];
		for (let end = SENTENCE_END.exec(words); end; end = SENTENCE_END.exec(words)) {
			const length = end.index + end[0].length;
			const sentence = plainWords(words.slice(0, length));
			if (sentence !== '') taken.push(sentence);
			words = words.slice(length);
		}
		if (words.length > LONGEST_SENTENCE) words = '';
		return taken;
	}

	function readLineStart(text: string): string[] {
		const before = place;
		if (FENCE.test(text)) {
			place = before === 'fence' ? 'text' : 'fence';
			return before === 'fence' ? [] : [...flush(), 'A block of code.'];
		}
		if (before === 'fence') return [];
		if (TABLE_ROW.test(text)) {
			place = 'table';
			return before === 'table' ? [] : [...flush(), 'A table.'];
		}
		place = 'text';
		const mark = BLOCK_MARKS.exec(text)?.[0] ?? '';
		const told = mark === '' && text.trim() !== '' ? [] : flush();
		words += `${words === '' ? '' : ' '}${text.slice(mark.length)}`;
		return told;
	}

	function takeLine(isWhole: boolean): string[] {
		const text = line;
		if (!isWhole && !isWithin && UNDECIDED.test(text)) return [];
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

/** Without the marks of Markdown: a link is its words. */
function plainWords(text: string): string {
	return text
		.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replaceAll(/[*_`~]+(?=\S)|(?<=\S)[*_`~]+/g, '')
		.replaceAll(/\s+/g, ' ')
		.trim();
}
