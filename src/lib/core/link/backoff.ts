import type { Random } from '#lib/core/ports.ts';

/** The first attempt comes within this, so that many clients of one relay do not return in the same moment. */
const FIRST_MS = 250;
const CAP_MS = 10_000;

/**
 * How long to wait before attempt `attempt` (1 is the first after a loss): full jitter below a doubling limit.
 *
 * @param window the relay's own wish, where it said one before it closed
 */
export function backoffMs(
	attempt: number,
	random: Random,
	window?: readonly [number, number]
): number {
	if (window) {
		const [from, to] = window;
		return from + random() * Math.max(0, to - from);
	}
	return random() * Math.min(CAP_MS, FIRST_MS * 2 ** (attempt - 1));
}
