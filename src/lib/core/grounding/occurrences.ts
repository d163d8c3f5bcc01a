/** So much of a pattern is looked for by the engine's own search, which is many times faster, and slow on longer ones only. */
const BEGINNING_LENGTH = 32;

/**
 * Every place of a pattern in a text, overlapping ones as well, in time that grows with the length of both and no faster,
 * whatever they hold (Knuth, Morris and Pratt).
 */
export function* occurrences(text: string, pattern: string): Generator<number> {
	if (pattern === '') return;
	const first = text.indexOf(pattern.slice(0, BEGINNING_LENGTH));
	if (first === -1) return;
	const borders = bordersOf(pattern);
	let matched = 0;
	for (let at = first; at < text.length; at += 1) {
		matched = advance(pattern, borders, matched, text.charCodeAt(at));
		if (matched < pattern.length) continue;
		yield at + 1 - matched;
		matched = borders[matched - 1] ?? 0;
	}
}

/** For each beginning of the pattern, how long the longest shorter beginning is that it ends with. */
function bordersOf(pattern: string): Uint32Array {
	const borders = new Uint32Array(pattern.length);
	let matched = 0;
	for (let at = 1; at < pattern.length; at += 1) {
		matched = advance(pattern, borders, matched, pattern.charCodeAt(at));
		borders[at] = matched;
	}
	return borders;
}

function advance(pattern: string, borders: Uint32Array, before: number, unit: number): number {
	let matched = before;
	while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
	return pattern.charCodeAt(matched) === unit ? matched + 1 : matched;
}
