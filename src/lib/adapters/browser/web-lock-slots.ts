import type { Slots } from '#lib/core/ports.ts';

/**
 * Places that all tabs of this origin share: one named lock each. A tab that closes or crashes gives its places back,
 * because the browser releases its locks. Served in order of asking, except that one who asks in the very moment in which
 * a place becomes free may come first.
 */
export function createWebLockSlots({ limit, name }: { limit: number; name: string }): Slots {
	const lockNames = Array.from({ length: limit }, (_, index) => `${name}-${index}`);

	return {
		acquire: async (signal, onWait) => {
			signal.throwIfAborted();
			for (const lockName of lockNames) {
				const release = await takeIfFree(lockName);
				if (release && signal.aborted) release();
				signal.throwIfAborted();
				if (release) return release;
			}
			onWait?.();
			// Whoever hears of the wait may have given up at once.
			signal.throwIfAborted();
			return takeFirst(lockNames, signal);
		}
	};
}

/** Takes the lock if nobody holds or awaits it, and resolves to what releases it. */
async function takeIfFree(lockName: string): Promise<(() => void) | undefined> {
	return new Promise((resolve, reject) => {
		navigator.locks
			.request(lockName, { ifAvailable: true }, (lock) => {
				if (lock) return holdUntilReleased(resolve);
				resolve(undefined);
				return undefined;
			})
			.catch(reject);
	});
}

/** Waits for all the locks and keeps the first that is free. */
async function takeFirst(lockNames: readonly string[], signal: AbortSignal): Promise<() => void> {
	return new Promise((resolve, reject) => {
		const race = new AbortController();
		const endRace = () => {
			signal.removeEventListener('abort', giveUp);
			race.abort();
		};
		const giveUp = () => {
			endRace();
			// The port promises the signal's own reason, whatever it is.
			// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
			reject(signal.reason);
		};
		signal.addEventListener('abort', giveUp);
		for (const lockName of lockNames) {
			navigator.locks
				.request(lockName, { signal: race.signal }, () => {
					// Two locks may have come free before the race was ended: the second goes back at once.
					if (race.signal.aborted) return undefined;
					endRace();
					return holdUntilReleased(resolve);
				})
				.catch((error: unknown) => {
					// A request that lost the race rejects because the race was ended.
					if (race.signal.aborted) return;
					endRace();
					reject(
						error instanceof Error ? error : new Error('A lock was refused', { cause: error })
					);
				});
		}
	});
}

/** Hands out what releases a lock; the browser holds the lock as long as the returned promise is open. */
async function holdUntilReleased(handOut: (release: () => void) => void): Promise<void> {
	return new Promise((release) => {
		handOut(release);
	});
}
