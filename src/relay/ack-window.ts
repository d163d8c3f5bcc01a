import type { Clock } from '#lib/core/ports.ts';

/** How much a reader of one channel has been sent and has not acknowledged. */
export interface AckWindow {
	/** How many bytes may be sent before the next acknowledgement. */
	room: () => number;
	/** Since when it is full without any progress, monotonic milliseconds. */
	stuckSince: () => number | undefined;
	/** Events up to `seq` were sent, in so many bytes. */
	sent: (seq: number, bytes: number) => void;
	/** The reader has applied everything up to `seq`. */
	acknowledge: (seq: number) => void;
	/** The reader was put at another place. */
	reset: () => void;
}

/** Marks are set so many to a window; what is on its way may be taken for one part more than it is. */
const MARKS = 16;

/**
 * Bounds what is on its way to a reader. Buffers of the system, and of a proxy even more, take in megabytes that a slow reader
 * has not seen; what its socket has not written says nothing of that, and only the reader's own acknowledgements do. A reader
 * that never acknowledges is not held back.
 *
 * @param limit in bytes
 */
export function createAckWindow(limit: number, clock: Pick<Clock, 'monotonic'>): AckWindow {
	let isAcknowledging = false;
	let sentBytes = 0;
	let takenBytes = 0;
	/** Places that were sent, oldest first, each with the bytes sent up to there. */
	let marks: { seq: number; bytes: number }[] = [];
	let markedBytes = 0;
	let progressAt = 0;

	const room = () => (isAcknowledging ? Math.max(0, limit - (sentBytes - takenBytes)) : Infinity);

	return {
		room,
		stuckSince: () => (room() === 0 ? progressAt : undefined),
		sent(seq, bytes) {
			if (sentBytes === takenBytes) progressAt = clock.monotonic();
			sentBytes += bytes;
			if (sentBytes - markedBytes < limit / MARKS) return;
			markedBytes = sentBytes;
			marks.push({ seq, bytes: sentBytes });
		},
		acknowledge(seq) {
			isAcknowledging = true;
			const known = marks.findLastIndex((mark) => mark.seq <= seq);
			const mark = marks[known];
			if (!mark) return;
			marks = marks.slice(known + 1);
			takenBytes = mark.bytes;
			progressAt = clock.monotonic();
		},
		reset() {
			sentBytes = 0;
			takenBytes = 0;
			marks = [];
			markedBytes = 0;
		}
	};
}
