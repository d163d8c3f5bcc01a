/**
 * Which sequences of three characters occur in a text, as bits: a search looks at the signatures of all runs and reads only
 * the texts that may hold the words. `docs/decisions/storage.md` has the figures.
 */

/** Bits for each different sequence of three: about one of four bits is set then. */
const BITS_PER_SEQUENCE = 3;
const SMALLEST_BITS = 1 << 9;
const LARGEST_BITS = 1 << 17;
/** A longer text holds nearly every sequence: it is read at each search instead. */
const LONGEST_TEXT = 1_000_000;

/** Below it every character is in its composed form already. */
const MAY_COMPOSE = /[^\0-\u02ff]/;

/** Texts are compared in this form: case does not matter, nor how white space was typed. */
export function foldForSearch(text: string): string {
	// Most texts are in that form already, and finding this out is cheaper.
	const composed = MAY_COMPOSE.test(text) ? text.normalize('NFC') : text;
	// Single spaces, of which there are most, are left alone.
	return composed.toLowerCase().replaceAll(/\s{2,}|[^\S ]/g, ' ');
}

/** The signature of texts that are searched together; an empty one fits every search. */
export function signatureOf(...texts: readonly string[]): Uint8Array<ArrayBuffer> {
	const length = texts.reduce((sum, text) => sum + text.length, 0);
	if (length > LONGEST_TEXT) return new Uint8Array(0);
	const table = new Int32Array(sizeFor(length));
	let count = 0;
	for (const text of texts) {
		const folded = foldForSearch(text);
		for (let at = 2; at < folded.length; at += 1) if (add(table, hashAt(folded, at))) count += 1;
	}
	let bits = SMALLEST_BITS;
	while (bits < count * BITS_PER_SEQUENCE && bits < LARGEST_BITS) bits *= 2;
	const signature = new Uint8Array(bits / 8);
	for (const kept of table) {
		if (kept === 0) continue;
		const bit = (kept - 1) & (bits - 1);
		signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
	}
	return signature;
}

/** What a signature must have for a word; empty for one of less than three characters, which any text may hold. */
export function sequencesOf(word: string): readonly number[] {
	const hashes = new Set<number>();
	for (let at = 2; at < word.length; at += 1) hashes.add(hashAt(word, at));
	return [...hashes];
}

/** Whether a text of this signature may hold the sequences. Never false for one that does. */
export function mayHold(signature: Uint8Array, sequences: readonly number[]): boolean {
	if (signature.length === 0) return true;
	const mask = signature.length * 8 - 1;
	for (const hash of sequences) {
		const bit = hash & mask;
		if (((signature[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
	}
	return true;
}

/** The hash of the three characters that end there: 24 bits. */
function hashAt(folded: string, at: number): number {
	const sequence =
		Math.imul(folded.charCodeAt(at - 2), 0x9e3779b1) ^
		Math.imul(folded.charCodeAt(at - 1), 0x85ebca77) ^
		Math.imul(folded.charCodeAt(at), 0xc2b2ae3d);
	return Math.imul(sequence ^ (sequence >>> 15), 0x2c1b3c6d) >>> 8;
}

/** A power of two, at least half of which stays free. */
function sizeFor(length: number): number {
	let size = 64;
	while (size < 2 * length) size *= 2;
	return size;
}

/**
 * Adds a hash to a table of hashes plus one, in which 0 is free, by open addressing: a `Set` takes some ten times as long, in
 * the moment in which an answer ends.
 *
 * @returns whether it was not there
 */
function add(table: Int32Array, hash: number): boolean {
	const mask = table.length - 1;
	const kept = hash + 1;
	for (let place = hash & mask; ; place = (place + 1) & mask) {
		const there = table[place];
		if (there === kept) return false;
		if (there !== 0) continue;
		table[place] = kept;
		return true;
	}
}
