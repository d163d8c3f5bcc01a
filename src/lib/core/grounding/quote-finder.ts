import { normalise, type NormalText } from './normalise.ts';
import { occurrences } from './occurrences.ts';
import { isInsideWord } from './words.ts';

/** A part of a source, as offsets into it. */
export interface Place {
	start: number;
	end: number;
}

/**
 * Whether a quote is in the source. `exact`: word for word, as it is. `near`: but for case, white space, quotation marks,
 * hyphens, words broken at the end of a line, Markdown's marks, whether a letter and its accent are one character, and the
 * punctuation around it. Of several places it is the first exact one, else the first.
 */
export type Verdict = { state: 'exact' | 'near'; place: Place } | { state: 'not_found' };

/** What a reader is told, everywhere in these words. */
export const VERDICT_WORDS = {
	exact: 'exact',
	near: 'near',
	not_found: 'not found'
} as const satisfies Record<Verdict['state'], string>;

/** Looks quotes up in one source. */
export interface QuoteFinder {
	/** Each quote is looked for once. The time grows with the length of the source, whatever it holds. */
	find: (quote: string) => Verdict;
}

/** Of so many places it is looked whether one is exact. */
const MOST_PLACES = 1000;
/** Around a quote: an author's own sentence goes on or ends there. */
const [AROUND_START, AROUND_END] = [" '([…", " '.,;:!?…)]-"];

/** The source is read at the first question. A search by likeness would come after these steps, behind the same function. */
export function createQuoteFinder(source: string): QuoteFinder {
	let index: NormalText | undefined;
	const verdicts = new Map<string, Verdict>();

	function look(quote: string): Verdict {
		index ??= normalise(source);
		const wanted = wantedOf(quote);
		let near: Place | undefined;
		let places = 0;
		for (const at of occurrences(index.text, wanted.text)) {
			const end = at + wanted.text.length;
			if (isInsideCharacter(index, at) || isInsideCharacter(index, end)) continue;
			const place = placeOf(source, index, at, end);
			if (isInsideWord(source, place.start) || isInsideWord(source, place.end)) continue;
			const whole = { start: place.start - wanted.before, end: place.end + wanted.after };
			if (whole.start >= 0 && source.slice(whole.start, whole.end) === quote) {
				return { state: 'exact', place: whole };
			}
			near ??= place;
			places += 1;
			if (places === MOST_PLACES) break;
		}
		return near ? { state: 'near', place: near } : { state: 'not_found' };
	}

	return {
		find(quote) {
			const words = quote.trim();
			const verdict = verdicts.get(words) ?? look(words);
			verdicts.set(words, verdict);
			return verdict;
		}
	};
}

/** What is looked for: the words, and how much of the quote stands before and after them. */
function wantedOf(quote: string): { text: string; before: number; after: number } {
	const normal = normalise(quote);
	let start = 0;
	let end = normal.text.length;
	while (end > start && AROUND_END.includes(normal.text.charAt(end - 1))) end -= 1;
	while (start < end && AROUND_START.includes(normal.text.charAt(start))) start += 1;
	const place = placeOf(quote, normal, start, end);
	return {
		text: normal.text.slice(start, end),
		before: place.start,
		after: quote.length - place.end
	};
}

/** Between what one character of the original was made into, such as a letter and its accent: *cafe* is not in *café*. */
function isInsideCharacter({ starts }: NormalText, at: number): boolean {
	return at > 0 && at < starts.length && starts[at - 1] === starts[at];
}

function placeOf(original: string, { starts }: NormalText, from: number, to: number): Place {
	const start = starts[from] ?? 0;
	const last = starts[to - 1] ?? start;
	return { start, end: last + ((original.codePointAt(last) ?? 0) > 0xffff ? 2 : 1) };
}
