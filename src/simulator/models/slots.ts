/** Places for predictions that run at the same time. */
export interface Slots {
	/**
	 * Waits for a place, in order of asking, and resolves to the function that gives it back (once; later calls do
	 * nothing). Resolves to nothing when `signal` aborts first.
	 */
	acquire: (signal: AbortSignal) => Promise<(() => void) | undefined>;
	readonly busy: number;
}

export function createSlots(places: number): Slots {
	const waiting: (() => void)[] = [];
	let busy = 0;

	function placeTaken(): () => void {
		busy += 1;
		let isHeld = true;
		return () => {
			if (!isHeld) return;
			isHeld = false;
			busy -= 1;
			waiting.shift()?.();
		};
	}

	return {
		acquire(signal) {
			if (signal.aborted) return Promise.resolve(undefined);
			if (busy < places) return Promise.resolve(placeTaken());
			return new Promise((resolve) => {
				const takePlace = () => {
					signal.removeEventListener('abort', giveUp);
					resolve(placeTaken());
				};
				const giveUp = () => {
					waiting.splice(waiting.indexOf(takePlace), 1);
					resolve(undefined);
				};
				waiting.push(takePlace);
				signal.addEventListener('abort', giveUp, { once: true });
			});
		},
		get busy() {
			return busy;
		}
	};
}
