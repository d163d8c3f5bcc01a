import { createHash } from 'node:crypto';
import { isCommon, stemOf, wordsOf } from '../text/words.ts';

/** As many as nomic-embed-text-v1.5 has. */
const DIMENSIONS = 768;
/** Each word falls on so many dimensions, so that two words rarely share all of theirs. */
const DIMENSIONS_PER_WORD = 6;
const COMMON_WEIGHT = 0.15;
const PAIR_WEIGHT = 0.3;
/** Keeps the vector of an empty text from being zero. */
const EMPTY_WEIGHT = 0.05;
const PREFIX = /^(?:search_document|search_query|clustering|classification): /;

/**
 * A vector of unit length. Texts that share words are near each other, whatever their task prefix; nothing else about
 * them counts.
 */
export function embedText(text: string): number[] {
	const vector = new Float64Array(DIMENSIONS);
	addWord(vector, '', EMPTY_WEIGHT);
	for (const [term, weight] of weightsOf(text.replace(PREFIX, ''))) addWord(vector, term, weight);
	const length = Math.hypot(...vector);
	return Array.from(vector, (value) => Math.round((value / length) * 1e8) / 1e8);
}

function weightsOf(text: string): Map<string, number> {
	const counts = new Map<string, number>();
	let previous = '';
	for (const word of wordsOf(text)) {
		const stem = isCommon(word) ? word : stemOf(word);
		counts.set(stem, (counts.get(stem) ?? 0) + 1);
		const pair = `${previous} ${stem}`;
		if (previous !== '') counts.set(pair, (counts.get(pair) ?? 0) + 1);
		previous = stem;
	}
	return new Map(
		[...counts].map(([term, count]) => [term, baseWeight(term) * (1 + Math.log(count))])
	);
}

function baseWeight(term: string): number {
	if (term.includes(' ')) return PAIR_WEIGHT;
	return isCommon(term) ? COMMON_WEIGHT : 1;
}

/** Adds `weight` on the word's own dimensions, with signs of its own. */
function addWord(vector: Float64Array, word: string, weight: number): void {
	const hash = createHash('sha256').update(word).digest();
	for (let turn = 0; turn < DIMENSIONS_PER_WORD; turn += 1) {
		const bits = hash.readUInt32BE(turn * 4);
		const at = (bits >>> 1) % DIMENSIONS;
		vector[at] = (vector[at] ?? 0) + (bits & 1 ? weight : -weight);
	}
}
