import type { Clock } from '#lib/core/ports.ts';

export interface TokenBucket {
	/** Takes one, if there is one; else tells in how many milliseconds there will be. */
	take: () => number;
}

/**
 * So many at once, and so many a second.
 *
 * @param rate a second
 * @param burst at once
 */
export function createTokenBucket(
	clock: Pick<Clock, 'monotonic'>,
	{ rate, burst }: { rate: number; burst: number }
): TokenBucket {
	let tokens = burst;
	let filledAt = clock.monotonic();
	return {
		take() {
			const now = clock.monotonic();
			tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * rate);
			filledAt = now;
			if (tokens < 1) return Math.ceil(((1 - tokens) / rate) * 1000);
			tokens -= 1;
			return 0;
		}
	};
}
