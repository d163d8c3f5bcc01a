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

/** How much of a text is looked through at a time. */
const PART_LENGTH = 16 * 1024;

/** Below it every character is in its composed form already. */
const MAY_COMPOSE = /[^\0-\u02ff]/;

/** Texts are compared in this form: case does not matter, nor how white space was typed. */
export function foldForSearch(text: string): string {
	// Most texts are in that form already, and finding this out is cheaper.
	const composed = MAY_COMPOSE.test(text) ? text.normalize('NFC') : text;
	// Single spaces, of which there are most, are left alone.
	return composed.toLowerCase().replaceAll(/\s{2,}|[^\S ]/g, ' ');
}

/**
 * Makes the signature of texts that are searched together, in steps of a few milliseconds: a text of a megabyte takes as long
 * as several frames. An empty one fits every search.
 */
export function* signatureSteps(
	...texts: readonly string[]
): Generator<undefined, Uint8Array<ArrayBuffer>> {
	const length = texts.reduce((sum, text) => sum + text.length, 0);
	if (length > LONGEST_TEXT) return new Uint8Array(0);
	const table = new Int32Array(sizeFor(length));
	const hashes: number[] = [];
	for (const text of texts) {
		let end = '';
		for (const part of partsOf(text)) {
			const folded = end + foldForSearch(part);
			for (let at = 2; at < folded.length; at += 1) {
				const hash = hashAt(folded, at);
				if (add(table, hash)) hashes.push(hash);
			}
			// Sequences go on over the border.
			end = folded.slice(-2);
			yield;
		}
	}
	let bits = SMALLEST_BITS;
	while (bits < hashes.length * BITS_PER_SEQUENCE && bits < LARGEST_BITS) bits *= 2;
	const signature = new Uint8Array(bits / 8);
	for (const hash of hashes) {
		const bit = hash & (bits - 1);
		signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
	}
	return signature;
}

/** A text in parts that are folded each by itself: no other place than that before white space is sure to allow it. */
function* partsOf(text: string): Generator<string> {
	const border = /\S(?=\s)/g;
	let from = 0;
	while (from < text.length) {
		border.lastIndex = from + PART_LENGTH;
		const to = border.test(text) ? border.lastIndex : text.length;
		yield text.slice(from, to);
		from = to;
	}
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
