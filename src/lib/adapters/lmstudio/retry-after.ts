/** A server that asks for more than this is not waited for any longer. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * The pause that a `Retry-After` header asks for, in milliseconds and capped at a minute. It holds seconds or a date
 * (RFC 9110, 10.2.3). A browser shows it for another origin only where that origin exposes it.
 *
 * @param now epoch milliseconds
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
	const told = headers.get('Retry-After')?.trim() ?? '';
	const pauseMs = /^\d+(\.\d+)?$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now;
	if (Number.isNaN(pauseMs)) return undefined;
	return Math.min(Math.max(pauseMs, 0), LONGEST_PAUSE_MS);
}
