import { countTokens } from '../generation/tokens.ts';
import { stemsOf } from './words.ts';
import type { Passage } from './passages.ts';

const FEWEST_WORDS = 4;
const MOST_WORDS = 60;

/**
 * The passages that say most, best first: those whose words the rest of the text takes up again, with a little more for
 * the first ones and for numbers.
 */
export function rankPassages(passages: readonly Passage[]): Passage[] {
	const stems = passages.map(({ text }) => stemsOf(text));
	const passagesWith = new Map<string, number>();
	for (const own of stems) {
		for (const stem of new Set(own)) passagesWith.set(stem, (passagesWith.get(stem) ?? 0) + 1);
	}
	const scored = passages.map((passage, index) => ({
		passage,
		index,
		score: scoreOf(passage, stems[index] ?? [], passagesWith, index, passages.length)
	}));
	scored.sort((a, b) => b.score - a.score || a.index - b.index);
	return withoutRepeats(scored.map(({ passage }) => passage));
}

function scoreOf(
	{ text }: Passage,
	stems: readonly string[],
	passagesWith: ReadonlyMap<string, number>,
	index: number,
	total: number
): number {
	let sum = 0;
	for (const stem of new Set(stems)) {
		const share = passagesWith.get(stem) ?? 1;
		// A word in nearly every passage tells them apart as little as one in a single passage joins them.
		if (share > 1) sum += Math.log(1 + share) * Math.log(1 + total / share);
	}
	const density = sum / Math.sqrt(Math.max(FEWEST_WORDS, stems.length));
	const isOpening = index < 3 ? 1.3 - index * 0.1 : 1;
	const hasNumber = /\d/.test(text) ? 1.1 : 1;
	const isFit = stems.length >= FEWEST_WORDS / 2 && stems.length <= MOST_WORDS ? 1 : 0.3;
	const isQuestion = text.endsWith('?') ? 0.7 : 1;
	return (density + 0.1) * isOpening * hasNumber * isFit * isQuestion;
}

/** Each text once. */
function withoutRepeats(passages: readonly Passage[]): Passage[] {
	const seen = new Set<string>();
	return passages.filter(({ text }) => {
		const isNew = !seen.has(text);
		seen.add(text);
		return isNew;
	});
}

/** The best passages within both limits, in the order of the text. At least one, where there is one. */
export function pickBest(
	ranked: readonly Passage[],
	{ count, tokens }: { count: number; tokens: number }
): Passage[] {
	const picked: Passage[] = [];
	let left = tokens;
	for (const passage of ranked) {
		if (picked.length >= count) break;
		const size = countTokens(passage.text);
		if (size > left && picked.length > 0) continue;
		picked.push(passage);
		left -= size;
	}
	return picked.sort((a, b) => a.start - b.start);
}

/** The passages that share words with `question`, best first. */
export function matchPassages(passages: readonly Passage[], question: string): Passage[] {
	const wanted = new Set(stemsOf(question));
	if (wanted.size === 0) return [];
	const passagesWith = new Map<string, number>();
	const shared = passages.map(({ text }) => {
		const common = [...new Set(stemsOf(text))].filter((stem) => wanted.has(stem));
		for (const stem of common) passagesWith.set(stem, (passagesWith.get(stem) ?? 0) + 1);
		return common;
	});
	const weight = (stem: string) => Math.log(1 + passages.length / (passagesWith.get(stem) ?? 1));
	const scored = passages
		.map((passage, index) => ({
			passage,
			score: (shared[index] ?? []).reduce((sum, stem) => sum + weight(stem), 0)
		}))
		.filter(({ passage, score }) => score > 0 && passage.text.trim() !== question.trim());
	scored.sort((a, b) => b.score - a.score || a.passage.start - b.passage.start);
	return withoutRepeats(scored.map(({ passage }) => passage));
}
