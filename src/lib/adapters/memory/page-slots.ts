import type { Slots } from '#lib/core/ports.ts';

/**
 * Places that this page or process shares with nobody, handed on strictly in order of asking.
 *
 * @param limit how many may be held at once, at least 1
 */
export function createPageSlots(limit: number): Slots {
	/** Each entry gives the place to one who waits. */
	const waiting = new Set<() => void>();
	let free = limit;

	function take(): () => void {
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			free += 1;
			serveNext();
		};
	}

	function serveNext() {
		const [grant] = waiting;
		if (grant) grant();
	}

	async function acquire(signal: AbortSignal, onWait?: () => void): Promise<() => void> {
		signal.throwIfAborted();
		if (free === 0) onWait?.();
		// Whoever hears of the wait may have given up at once, or given a place back.
		signal.throwIfAborted();
		if (free > 0) {
			free -= 1;
			return take();
		}
		return new Promise((resolve, reject) => {
			const giveUp = () => {
				waiting.delete(grant);
				// The port promises the signal's own reason, whatever it is.
				// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
				reject(signal.reason);
			};
			const grant = () => {
				waiting.delete(grant);
				signal.removeEventListener('abort', giveUp);
				free -= 1;
				resolve(take());
			};
			waiting.add(grant);
			signal.addEventListener('abort', giveUp);
		});
	}

	return { acquire };
}
