/** Looking for words in texts, with places that hold for the text as it is. */

/** Longer queries are no search. */
const LONGEST_QUERY = 500;

/**
 * The text in lower case, of the same length: each place in it is a place in the text. The few letters that grow when they
 * are made small stay as they are.
 */
export function foldCase(text: string): string {
	const lower = text.toLowerCase();
	if (lower.length === text.length) return lower;
	return Array.from(text, (character) => {
		const small = character.toLowerCase();
		return small.length === character.length ? small : character;
	}).join('');
}

/** The words that are looked for, folded. */
export function wordsOf(query: string): string[] {
	return foldCase(query.slice(0, LONGEST_QUERY)).split(/\s+/).filter(Boolean);
}

/**
 * Where a phrase stands in a folded text; between its words any white space may stand.
 *
 * @param limit how many places are looked for at most
 */
export function findPlaces(folded: string, phrase: string, limit: number): number[] {
	if (phrase === '') return [];
	const places: number[] = [];
	if (!phrase.includes(' ')) {
		for (
			let at = folded.indexOf(phrase);
			at >= 0;
			at = folded.indexOf(phrase, at + phrase.length)
		) {
			places.push(at);
			if (places.length === limit) break;
		}
		return places;
	}
	const pattern = new RegExp(phrase.split(' ').map(escaped).join('\\s+'), 'g');
	for (const { index } of folded.matchAll(pattern)) {
		places.push(index);
		if (places.length === limit) break;
	}
	return places;
}

function escaped(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
