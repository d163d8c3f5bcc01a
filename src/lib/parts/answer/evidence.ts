import { createContext } from 'svelte';
import type { Place, Verdict } from '#lib/core/grounding/quote-finder.ts';

/** Holds the quotes of an answer against the text that it is about. */
export interface AnswerEvidence {
	find: (quote: string) => Verdict;
	/** Shows a place of the text. */
	show: (place: Place) => void;
}

/** What the words of an answer know of their surroundings. Asked, not copied: it may change while they stay. */
interface Surroundings {
	evidence: () => AnswerEvidence | undefined;
	isBlockQuote: boolean;
}

const [get, set, has] = createContext<Surroundings>();

export const setSurroundings = set;

/** Words that are shown outside of an answer have no evidence. */
export function getSurroundings(): Surroundings {
	return has() ? get() : { evidence: () => undefined, isBlockQuote: false };
}
