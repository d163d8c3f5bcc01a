import { createHash } from 'node:crypto';

/** Makes the ids that answers carry, in the forms LM Studio gives them. */
export interface Ids {
	/** `chatcmpl-`, `msg_` and the like take 21 or 22 of these: digits and lower-case letters. */
	word: (length: number) => string;
	/** At most 128 hexadecimal digits. Stored answers have 48. */
	hex: (length: number) => string;
	/** A tool call's id: nine decimal digits. */
	number: () => string;
}

/** Ids that never repeat within one simulator, and are the same again for the same `salt`. */
export function createIds(salt: string): Ids {
	let count = 0;
	function nextBytes(): Buffer {
		count += 1;
		return createHash('sha512').update(`${salt}:${count}`).digest();
	}
	return {
		word: (length) =>
			Array.from(nextBytes().subarray(0, length), (byte) => (byte % 36).toString(36)).join(''),
		hex: (length) => nextBytes().toString('hex').slice(0, length),
		number: () => String(100_000_000 + (nextBytes().readUInt32BE(0) % 900_000_000))
	};
}
