import type { Socket } from 'node:net';
import type { Clock } from '#lib/core/ports.ts';

export interface SocketWriter {
	/** Writes what there is, in one piece, as far as the socket takes it. */
	flush: () => void;
	isFull: () => boolean;
	/** Since when the client has taken nothing, monotonic; `undefined` while nothing waits. */
	stuckSince: () => number | undefined;
	stop: () => void;
}

/** When a client is behind, this much is written at a time: it shows sooner that something is taken. */
const SMALL_WRITE_BYTES = 16 * 1024;

/**
 * Writes whole frames to a TCP socket and asks for more only when there is room, so that a client that does not read costs
 * a bounded amount of memory. `ws` writes its own frames whole, too, so both may write.
 */
export function createSocketWriter(options: {
	socket: Socket;
	/** In bytes. */
	limit: number;
	clock: Pick<Clock, 'monotonic'>;
	next: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	onFull: () => void;
	onWritable: () => void;
}): SocketWriter {
	const { socket, limit, clock, next } = options;
	let isFull = false;
	/** It was full since it last had everything. */
	let isBehind = false;
	let isStopped = false;
	let takenAt = clock.monotonic();

	function onWritten() {
		takenAt = clock.monotonic();
		if (!isFull || socket.writableLength >= limit || isStopped) return;
		isFull = false;
		options.onWritable();
		flush();
	}

	function flush() {
		while (!isStopped && !isFull && socket.writable) {
			const room = limit - socket.writableLength;
			const bytes = gather(isBehind ? Math.min(room, SMALL_WRITE_BYTES) : room);
			if (bytes === undefined) {
				if (socket.writableLength === 0) isBehind = false;
				return;
			}
			if (socket.writableLength === 0) takenAt = clock.monotonic();
			socket.write(bytes, onWritten);
			if (socket.writableLength < limit) continue;
			isFull = true;
			isBehind = true;
			options.onFull();
		}
	}

	/** What there is, up to about `budget` bytes, as one piece. */
	function gather(budget: number): Uint8Array | undefined {
		const pieces: Uint8Array[] = [];
		let size = 0;
		while (size < budget) {
			const piece = next(budget - size, isBehind);
			if (piece === undefined) break;
			pieces.push(piece);
			size += piece.length;
		}
		return pieces.length > 1 ? Buffer.concat(pieces) : pieces[0];
	}

	return {
		flush,
		isFull: () => isFull,
		stuckSince: () => (socket.writableLength > 0 ? takenAt : undefined),
		stop() {
			isStopped = true;
		}
	};
}
