import { isCommon, stemOf, wordsOf } from '../text/words.ts';
import type { Material } from './material.ts';

const SHORTEST = 4;
/** A longer run of letters is no word. */
const LONGEST = 40;
const MOST = 20;

/** The words the text uses most, as it first wrote them, most frequent first. */
export function keywordsOf(material: Material): string[] {
	const counts = new Map<string, { word: string; count: number }>();
	for (const word of wordsOf(material.text)) {
		if (word.length < SHORTEST || word.length > LONGEST) continue;
		if (isCommon(word) || /^\d+$/.test(word)) continue;
		const stem = stemOf(word);
		const known = counts.get(stem);
		if (known) known.count += 1;
		else counts.set(stem, { word, count: 1 });
	}
	return [...counts.values()]
		.sort((a, b) => b.count - a.count)
		.slice(0, MOST)
		.map(({ word }) => word);
}
