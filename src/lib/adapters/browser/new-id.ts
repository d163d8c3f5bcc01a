import type { Clock, NewId } from '#lib/core/ports.ts';

/** The greatest value of the 12 bits that follow the time. */
const LAST_COUNT = 0xfff;

/** Where the digits of a UUID's parts begin and end. */
const PARTS = [
	[0, 8],
	[8, 12],
	[12, 16],
	[16, 20],
	[20, 32]
] as const;

/**
 * Makes UUIDs of version 7 (RFC 9562, method 1 of section 6.2): milliseconds, a counter that starts at a random place,
 * random bits. Each id sorts after the one before it, also within a millisecond and when the clock jumps back.
 *
 * @param randomBytes must be fit for secrets; `getRandomValues` unless told, since `randomUUID` is missing on pages that
 * are no secure context
 */
export function createNewId(
	clock: Pick<Clock, 'now'>,
	randomBytes: (count: number) => Uint8Array = cryptoBytes
): NewId {
	let lastMs = -1;
	let count = 0;

	return () => {
		const random = randomBytes(10);
		const nowMs = clock.now();
		if (nowMs > lastMs || count === LAST_COUNT) {
			lastMs = Math.max(nowMs, lastMs + 1);
			// The counter's first bit starts as 0, so that at least 2048 ids fit into one millisecond.
			count = ((byteAt(random, 0) & 0x07) << 8) | byteAt(random, 1);
		} else {
			count += 1;
		}
		const variant = 0x80 | (byteAt(random, 2) & 0x3f);
		const hex =
			lastMs.toString(16).padStart(12, '0') +
			(0x7000 | count).toString(16) +
			variant.toString(16) +
			Array.from(random.subarray(3), (byte) => byte.toString(16).padStart(2, '0')).join('');
		// Joined and not replaced: thousands of ids are kept, and this string is one piece in memory.
		return PARTS.map(([from, to]) => hex.slice(from, to)).join('-');
	};
}

function cryptoBytes(count: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(count));
}

/** A byte of a list that is long enough. */
function byteAt(bytes: Uint8Array, index: number): number {
	return bytes[index] ?? 0;
}
