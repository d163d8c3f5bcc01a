import type { Failure, Random } from '#lib/core/ports.ts';
import type { ErrorCode } from '#lib/protocol/error-codes.ts';

/** An attempt that is to be made after a pause. */
export interface Retry {
	/** The number of the attempt, from 2. */
	attempt: number;
	/** How many there will be if this one fails in the same way. */
	attempts: number;
	delayMs: number;
}

const MOST_ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

/** The server was not there or not ready: nothing has been worked at, and waiting helps. */
const PASSING: readonly ErrorCode[] = [
	'unreachable',
	'rate_limited',
	'upstream_unavailable',
	'upstream_timeout'
];

/** Perhaps a whim of the server, perhaps the fault of this very request: one more attempt tells. */
const WHIMS: readonly ErrorCode[] = ['upstream_error', 'empty_answer'];

/**
 * Decides about each failure of one request, in order, whether to try again. It is for the caller to ask only while no
 * part of an answer has come. A pause is what the server asks for, else a random part of a doubling delay, so that those
 * who failed together do not come back together.
 */
export function createRetryPlan(random: Random): (failure: Failure) => Retry | undefined {
	let made = 0;
	const met = new Set<ErrorCode>();

	return (failure) => {
		made += 1;
		const isWhim = WHIMS.includes(failure.code) && !met.has(failure.code);
		const mayPass = PASSING.includes(failure.code) || isWhim;
		met.add(failure.code);
		if (!failure.retryable || !mayPass || made >= MOST_ATTEMPTS) return undefined;
		const ceilingMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (made - 1));
		return {
			attempt: made + 1,
			attempts: isWhim ? made + 1 : MOST_ATTEMPTS,
			delayMs: failure.retryAfterMs ?? Math.round(random() * ceilingMs)
		};
	};
}
