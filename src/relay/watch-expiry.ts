import type { Clock } from '#lib/core/ports.ts';

/** Timers take no longer delays than some 24 days. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/** Calls `onExpired` at `expiresAt`, epoch milliseconds; never without one. Returns what stops it. */
export function watchExpiry(
	clock: Clock,
	expiresAt: number | undefined,
	onExpired: () => void
): () => void {
	if (expiresAt === undefined) return () => {};
	let cancel = () => {};
	function wait(until: number) {
		const left = until - clock.now();
		if (left <= 0) onExpired();
		else cancel = clock.after(Math.min(left, LONGEST_WAIT_MS), () => wait(until));
	}
	wait(expiresAt);
	return () => cancel();
}
