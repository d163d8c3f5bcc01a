import { findQuotes, isQuotation } from '#lib/core/grounding/find-quotes.ts';
import { plainText, type Inline } from '#lib/core/markdown/block.ts';

/** Words of the answer that stand between quotation marks, or in a block quote, with all that marks them. */
export interface Quoted {
	type: 'quoted';
	quote: string;
	content: readonly Inline[];
}

const QUOTE_MARK = /["“”„«»‹›‘’「」『』]/g;

/** Whether `text` may open or close a quote. */
export function hasQuoteMark(text: string): boolean {
	return text.search(QUOTE_MARK) !== -1;
}

interface Part {
	inline: Inline;
	start: number;
	end: number;
}

/**
 * Sets the quotes in a run of words apart. One may go over words that are marked, such as bold ones; one that a link or a
 * picture is in stays as it is, since nothing that is clicked may be in something else that is.
 *
 * @param isBlockQuote all of it is a quote, where no quotation marks say better what is
 */
export function quotedInlines(
	content: readonly Inline[],
	isBlockQuote: boolean
): readonly (Inline | Quoted)[] {
	const text = plainText(content);
	const quotes = findQuotes(content.map(scannedText).join(''));
	if (quotes.length === 0) {
		const isQuoted = isBlockQuote && isQuotation(text) && content.every(isPlain);
		return isQuoted ? [{ type: 'quoted', quote: text, content }] : content;
	}
	const parts = partsOf(content);
	const pieces: (Inline | Quoted)[] = [];
	let done = 0;
	for (const { start, end } of quotes) {
		const inside = partsWithin(parts, start, end);
		if (!inside.every(isPlain)) continue;
		pieces.push(...partsAround(parts, done, start));
		pieces.push({ type: 'quoted', quote: text.slice(start, end), content: inside });
		done = end;
	}
	return [...pieces, ...partsAround(parts, done, text.length)];
}

/** The words as they are searched for quotes: what marks are in code, or further in, opens and closes nothing out here. */
function scannedText(inline: Inline): string {
	return inline.type === 'text' ? inline.text : plainText([inline]).replaceAll(QUOTE_MARK, '_');
}

function isPlain(inline: Inline): boolean {
	switch (inline.type) {
		case 'text':
		case 'code':
		case 'math':
		case 'break':
			return true;
		case 'strong':
		case 'emphasis':
		case 'strike':
			return inline.content.every(isPlain);
		case 'link':
		case 'image':
		case 'footnote':
			return false;
	}
}

function partsOf(content: readonly Inline[]): Part[] {
	let start = 0;
	return content.map((inline) => {
		const part = { inline, start, end: start + plainText([inline]).length };
		start = part.end;
		return part;
	});
}

/** What lies in a quote. What has no words, such as a picture without a description, is in it where words are on both sides. */
function partsWithin(parts: readonly Part[], from: number, to: number): Inline[] {
	return parts.flatMap((part) => (part.start < to && part.end > from ? cut(part, from, to) : []));
}

/** What lies between two quotes, with what has no words at either border. */
function partsAround(parts: readonly Part[], from: number, to: number): Inline[] {
	return parts.flatMap((part) => {
		const isAtBorder = part.start === part.end && (part.start === from || part.start === to);
		return isAtBorder || (part.start < to && part.end > from) ? cut(part, from, to) : [];
	});
}

/** Of a text what is between two places; anything else as a whole, since a quote begins and ends in a text. */
function cut({ inline, start }: Part, from: number, to: number): Inline[] {
	if (inline.type !== 'text') return [inline];
	return [{ type: 'text', text: inline.text.slice(Math.max(0, from - start), to - start) }];
}
