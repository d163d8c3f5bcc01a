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
	const hashes = new Set<number>();
	for (const text of texts) {
		for (const hash of sequenceHashes(foldForSearch(text))) hashes.add(hash);
	}
	let bits = SMALLEST_BITS;
	while (bits < hashes.size * BITS_PER_SEQUENCE && bits < LARGEST_BITS) bits *= 2;
	const signature = new Uint8Array(bits / 8);
	for (const hash of hashes) {
		const bit = hash & (bits - 1);
		signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
	}
	return signature;
}

/** What a signature must have for a word; empty for one of less than three characters, which any text may hold. */
export function sequencesOf(word: string): readonly number[] {
	return [...new Set(sequenceHashes(word))];
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

function* sequenceHashes(folded: string): Generator<number> {
	for (let at = 2; at < folded.length; at += 1) {
		const sequence =
			Math.imul(folded.charCodeAt(at - 2), 0x9e3779b1) ^
			Math.imul(folded.charCodeAt(at - 1), 0x85ebca77) ^
			Math.imul(folded.charCodeAt(at), 0xc2b2ae3d);
		yield Math.imul(sequence ^ (sequence >>> 15), 0x2c1b3c6d) >>> 8;
	}
}
