/** One word, with an apostrophe inside it if need be. */
const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu;

/** Words that say little about what a text is about. */
const COMMON = new Set(
	(
		'a about after again all also am an and any are as at be because been before being but by can could did do does ' +
		'during each few for from further had has have he her here him his how i if in into is it its itself just may me ' +
		'might more most must my no nor not now of off on once only or other our out over own per same shall she should ' +
		'so some such than that the their them then there these they this those through to too under until up upon us ' +
		'very was we were what when where which while who whom why will with would you your'
	).split(' ')
);

/** The words of `text` in order, in lower case. */
export function wordsOf(text: string): string[] {
	return text.toLowerCase().match(WORD) ?? [];
}

export function isCommon(word: string): boolean {
	return COMMON.has(word);
}

/** Endings that inflected English words lose, longest first, each with what takes its place. */
const ENDINGS: readonly (readonly [string, string])[] = [
	['ations', 'ate'],
	['ation', 'ate'],
	['ments', ''],
	['ment', ''],
	['ness', ''],
	['ingly', ''],
	['ings', ''],
	['edly', ''],
	['ions', ''],
	['ion', ''],
	['ing', ''],
	['ies', 'y'],
	['ers', ''],
	['est', ''],
	['ed', ''],
	['er', ''],
	['es', ''],
	['ly', ''],
	['s', ''],
	['e', '']
];
/** What must be left of a word for its ending to come off. */
const SHORTEST_STEM = 3;

/** A crude stem: enough for "loaded", "loads" and "loading" to meet, and no more. `word` is in lower case. */
export function stemOf(word: string): string {
	const plain = word.normalize('NFKD').replace(/[\p{M}]|['’]\p{L}+$/gu, '');
	for (const [ending, replacement] of ENDINGS) {
		if (plain.length - ending.length < SHORTEST_STEM || !plain.endsWith(ending)) continue;
		if (ending === 's' && plain.endsWith('ss')) continue;
		const stem = plain.slice(0, plain.length - ending.length) + replacement;
		return withoutDoubling(stem.endsWith('e') ? stem.slice(0, -1) : stem);
	}
	return withoutDoubling(plain);
}

/** "stopp", from "stopped", is "stop". */
function withoutDoubling(stem: string): string {
	const last = stem.at(-1);
	return stem.length > SHORTEST_STEM && last === stem.at(-2) ? stem.slice(0, -1) : stem;
}

/** The stems of the words in `text` that say something, in order. */
export function stemsOf(text: string): string[] {
	const stems: string[] = [];
	for (const word of wordsOf(text)) {
		if (!isCommon(word)) stems.push(stemOf(word));
	}
	return stems;
}
