import type { Clock } from '#lib/core/ports.ts';

/**
 * Runs `task` with a signal that aborts as soon as `signal` does, and after `limitMs` at the latest. It is for `task` to
 * heed its signal.
 */
export async function withTimeLimit<Result>(
	clock: Clock,
	limitMs: number,
	signal: AbortSignal | undefined,
	task: (limited: AbortSignal) => Promise<Result>
): Promise<Result> {
	const controller = new AbortController();
	const abort = () => controller.abort(signal?.reason);
	if (signal?.aborted) abort();
	signal?.addEventListener('abort', abort, { once: true });
	const stopClock = clock.after(limitMs, () => controller.abort());
	try {
		return await task(controller.signal);
	} finally {
		stopClock();
		signal?.removeEventListener('abort', abort);
	}
}
