/** SHA-256 takes its constants from the roots of the first 64 primes (FIPS 180-4, sections 4.2.2 and 5.3.3). */
const PRIMES = Array.from({ length: 312 }, (_, number) => number)
	.slice(2)
	.filter((number) => !hasDivisor(number));

const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fractionBits(Math.cbrt(prime)));
const FIRST_STATE = Int32Array.from(PRIMES.slice(0, 8), (prime) => fractionBits(Math.sqrt(prime)));

const BLOCK_BYTES = 64;

/**
 * The SHA-256 of some bytes, in hexadecimal: for pages without `crypto.subtle`. Blocks the thread for some 30 ms per
 * megabyte.
 */
export function sha256(bytes: Uint8Array): string {
	const padded = pad(bytes);
	const state = FIRST_STATE.slice();
	const words = new Int32Array(64);
	for (let offset = 0; offset < padded.byteLength; offset += BLOCK_BYTES) {
		for (let index = 0; index < 16; index += 1) {
			words[index] = padded.getInt32(offset + index * 4);
		}
		mixBlock(state, words);
	}
	return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Ends the bytes with a 1 bit, zeros up to a whole block, and their length in bits. */
function pad(bytes: Uint8Array): DataView {
	const blocks = Math.ceil((bytes.length + 9) / BLOCK_BYTES);
	const padded = new Uint8Array(blocks * BLOCK_BYTES);
	padded.set(bytes);
	padded[bytes.length] = 0x80;
	const view = new DataView(padded.buffer);
	view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
	return view;
}

/** The compression of one block (FIPS 180-4, section 6.2.2), in its names. The first 16 `words` are the block. */
function mixBlock(state: Int32Array, words: Int32Array): void {
	for (let t = 16; t < 64; t += 1) {
		const w15 = at(words, t - 15);
		const w2 = at(words, t - 2);
		const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
		const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
		words[t] = at(words, t - 16) + sigma0 + at(words, t - 7) + sigma1;
	}
	let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
	for (let t = 0; t < 64; t += 1) {
		const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		const choice = (e & f) ^ (~e & g);
		const t1 = (h + sum1 + choice + at(ROUND_CONSTANTS, t) + at(words, t)) | 0;
		const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		const majority = (a & b) ^ (a & c) ^ (b & c);
		h = g;
		g = f;
		f = e;
		e = (d + t1) | 0;
		d = c;
		c = b;
		b = a;
		a = (t1 + sum0 + majority) | 0;
	}
	for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) {
		state[index] = at(state, index) + value;
	}
}

function rotate(word: number, bits: number): number {
	return (word >>> bits) | (word << (32 - bits));
}

/** A word of a list that is long enough. */
function at(words: Int32Array, index: number): number {
	return words[index] ?? 0;
}

function hasDivisor(number: number): boolean {
	for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
		if (number % divisor === 0) return true;
	}
	return false;
}

/** The first 32 bits behind the point. */
function fractionBits(number: number): number {
	return Math.floor((number - Math.floor(number)) * 2 ** 32) | 0;
}
