import type { Clock } from '#lib/core/ports.ts';
import { createTokenBucket } from './token-bucket.ts';

export interface PacedInput {
	push: (text: string) => void;
	stop: () => void;
}

/**
 * Acts on messages no faster than `rate` a second after a burst. Whoever sends more is read more slowly: nothing is
 * refused, and what waits here is no more than one read from the socket brought.
 */
export function createPacedInput(options: {
	clock: Clock;
	rate: number;
	burst: number;
	act: (text: string) => void;
	pause: () => void;
	resume: () => void;
}): PacedInput {
	const { clock, act } = options;
	const bucket = createTokenBucket(clock, options);
	const waiting: string[] = [];
	let cancelTimer: (() => void) | undefined;
	let isStopped = false;

	function work() {
		cancelTimer = undefined;
		while (waiting.length > 0 && !isStopped) {
			const wait = bucket.take();
			if (wait > 0) {
				options.pause();
				cancelTimer = clock.after(wait, work);
				return;
			}
			const [text] = waiting.splice(0, 1);
			if (text !== undefined) act(text);
		}
		options.resume();
	}

	return {
		push(text) {
			if (isStopped) return;
			waiting.push(text);
			if (!cancelTimer) work();
		},
		stop() {
			isStopped = true;
			waiting.length = 0;
			cancelTimer?.();
		}
	};
}
