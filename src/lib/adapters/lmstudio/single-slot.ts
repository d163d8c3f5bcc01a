import type { Slots } from '#lib/core/ports.ts';

/** One place, had in order of asking: for what must not happen twice at a time in this page. */
export function createSingleSlot(): Slots {
	/** Those who wait, first come first. */
	const queue: (() => void)[] = [];
	let isTaken = false;

	function release() {
		const next = queue.shift();
		if (next) next();
		else isTaken = false;
	}

	/** A function that gives the place back, the first time it is called. */
	function takePlace(): () => void {
		let isMine = true;
		return () => {
			if (isMine) release();
			isMine = false;
		};
	}

	return {
		acquire(signal, onWait) {
			return new Promise((resolve, reject) => {
				const abort = () => {
					if (queue.includes(enter)) queue.splice(queue.indexOf(enter), 1);
					reject(signal.reason as Error);
				};
				const enter = () => {
					signal.removeEventListener('abort', abort);
					resolve(takePlace());
				};
				if (signal.aborted) {
					abort();
				} else if (isTaken) {
					signal.addEventListener('abort', abort, { once: true });
					queue.push(enter);
					onWait?.();
				} else {
					isTaken = true;
					enter();
				}
			});
		}
	};
}
