import type { Place, Verdict } from '#lib/core/grounding/quote-finder.ts';

/** Holds the quotes of an answer against the text that it is about. */
export interface AnswerEvidence {
	find: (quote: string) => Verdict;
	/** Shows a place of the text. */
	show: (place: Place) => void;
}
