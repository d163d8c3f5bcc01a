import { analyse } from 'chardet';

/** Enough to judge by; a detector reads every byte many times over. */
const SAMPLE_BYTES = 64 * 1024;
/** Of a hundred. Below it the detector tells one Latin alphabet from another by chance. */
const SURE_ENOUGH = 40;

/** What the bytes are most likely encoded in, if they are not UTF-8 and have no byte order mark. */
export function guessEncoding(bytes: Uint8Array): string | undefined {
	const sample = bytes.subarray(0, SAMPLE_BYTES);
	const utf16 = utf16ByZeros(sample);
	if (utf16 !== undefined) return utf16;
	const labels = analyse(sample)
		.filter(({ confidence }) => confidence >= SURE_ENOUGH)
		.map(({ name }) => name.toLowerCase());
	// UTF was looked for before, exactly.
	return labels.find((label) => !/^(utf|ascii)/.test(label) && hasEveryByte(sample, label));
}

/** An encoding in which some byte of the text means nothing is not the text's. The last bytes may be half a character. */
function hasEveryByte(sample: Uint8Array, label: string): boolean {
	try {
		new TextDecoder(label, { fatal: true }).decode(sample, { stream: true });
		return true;
	} catch {
		return false;
	}
}

/** Letters of most scripts have a zero in every other byte, always the same one. */
function utf16ByZeros(bytes: Uint8Array): string | undefined {
	const zeros = [0, 0];
	for (const [at, byte] of bytes.entries()) {
		if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
	}
	const [even = 0, odd = 0] = zeros;
	const many = bytes.length / 8;
	if (odd > many && even * 20 < odd) return 'utf-16le';
	if (even > many && odd * 20 < even) return 'utf-16be';
	return undefined;
}
