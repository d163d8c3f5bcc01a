import type { Clock } from '#lib/core/ports.ts';

/** Silence that is worth telling. A model between two tokens takes a second at most. */
const FIRST_NOTICE_MS = 15_000;

/** Tells of silence in a stream that has begun. */
export interface IdleWatch {
	/** Something came. The first call starts the watch. */
	touch: () => void;
	stop: () => void;
}

/**
 * Calls `onIdle` after 15 seconds without a touch, and then each time the silence has doubled.
 *
 * It keeps one timer and looks at the clock when that is due: setting a timer anew for every piece would cost more than
 * reading the piece.
 */
export function createIdleWatch(clock: Clock, onIdle: (idleMs: number) => void): IdleWatch {
	let touchedAt = 0;
	let noticeMs = FIRST_NOTICE_MS;
	let stopTimer: (() => void) | undefined;

	function wait(delayMs: number) {
		stopTimer = clock.after(delayMs, () => {
			const idleMs = clock.monotonic() - touchedAt;
			if (idleMs >= noticeMs) {
				noticeMs = idleMs * 2;
				onIdle(idleMs);
			}
			wait(noticeMs - idleMs);
		});
	}

	return {
		touch() {
			touchedAt = clock.monotonic();
			// The timer of a long silence would be due too late for the next one.
			if (stopTimer && noticeMs === FIRST_NOTICE_MS) return;
			noticeMs = FIRST_NOTICE_MS;
			stopTimer?.();
			wait(noticeMs);
		},
		stop() {
			stopTimer?.();
		}
	};
}
