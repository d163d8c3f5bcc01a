import type { Slots } from '#lib/core/ports.ts';
import { cancelled, internalFailure, raise } from './failures.ts';

/**
 * Runs `task` while it has a place.
 *
 * @throws {ModelClientError} `cancelled` when the signal aborts before there was one; else what `task` throws
 */
export async function inSlot<Result>(
	slots: Slots,
	signal: AbortSignal | undefined,
	task: () => Promise<Result>
): Promise<Result> {
	let release: () => void;
	try {
		release = await slots.acquire(signal ?? new AbortController().signal);
	} catch (error) {
		throw raise(signal?.aborted ? cancelled() : internalFailure(), error);
	}
	try {
		return await task();
	} finally {
		release();
	}
}
