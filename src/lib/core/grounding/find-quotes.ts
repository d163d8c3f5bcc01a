import type { Place } from './quote-finder.ts';
import { countWords, isWordCharacter } from './words.ts';

/** What opens a quote, and what may close it. Single marks count only where they cannot be typewriter apostrophes. */
const CLOSERS: Readonly<Partial<Record<string, string>>> = {
	'"': '"',
	'“': '”',
	'„': '“”',
	'«': '»',
	'»': '«',
	'‹': '›',
	'‘': '’',
	'「': '」',
	'『': '』'
};
/** Of these the neighbours tell whether they open or close anything: they stand at either end, or in words. */
const UNSURE_OPENERS = '"»';
const UNSURE_CLOSERS = '"’';
const LEAST_WORDS = 4;
/** What is longer was not closed where it should have been. */
const MOST_CHARACTERS = 2000;

/**
 * The quotes of four words or more in a text, without their marks, in order. One that has not been closed is none yet. Of
 * quotes within quotes it is the outer one.
 */
export function findQuotes(text: string): Place[] {
	const quotes: Place[] = [];
	let open: { start: number; closers: string } | undefined;
	for (let at = 0; at < text.length; at += 1) {
		const mark = text.charAt(at);
		const closers = CLOSERS[mark];
		if (open && at - open.start > MOST_CHARACTERS) open = undefined;
		if (open?.closers.includes(mark) && mayClose(text, at)) {
			if (isQuotation(text.slice(open.start, at))) quotes.push({ start: open.start, end: at });
			open = undefined;
		} else if (closers !== undefined && mayOpen(text, at)) {
			// A second opening mark of the same kind says that the first was none.
			if (!open || open.closers === closers) open = { start: at + 1, closers };
		}
	}
	return quotes;
}

/** Whether the words are enough to be looked for: fewer are in every text by chance. */
export function isQuotation(words: string): boolean {
	return countWords(words, LEAST_WORDS) >= LEAST_WORDS;
}

function mayOpen(text: string, at: number): boolean {
	if (!UNSURE_OPENERS.includes(text.charAt(at))) return true;
	return !isWordCharacter(text[at - 1]) && !isGap(text[at + 1]);
}

function mayClose(text: string, at: number): boolean {
	if (!UNSURE_CLOSERS.includes(text.charAt(at))) return true;
	return !isWordCharacter(text[at + 1]) && !isGap(text[at - 1]);
}

function isGap(character: string | undefined): boolean {
	return character === undefined || /\s/.test(character);
}
