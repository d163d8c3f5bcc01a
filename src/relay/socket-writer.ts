import type { Socket } from 'node:net';
import type { Clock } from '#lib/core/ports.ts';

/** Where a writer gets its bytes from. */
export interface Source {
	/** The next bytes, about `budget` of them; `undefined`: nothing now. */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** `take` has nothing. It may be wrong the other way round. */
	isEmpty: () => boolean;
}

export interface SocketWriter {
	/** Writes what there is, in one piece, as far as the socket takes it. */
	flush: () => void;
	isFull: () => boolean;
	/**
	 * Since when the client has taken nothing, monotonic; `undefined` while nothing waits. What it has taken is looked at
	 * when this is asked, so it must be asked regularly.
	 */
	stuckSince: () => number | undefined;
	stop: () => void;
}

/** When a client is behind, this much is written at a time: it shows sooner that something is taken. */
const SMALL_WRITE_BYTES = 16 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Writes whole frames to a TCP socket and asks for more only when there is room, so that a client that does not read costs
 * a bounded amount of memory. `ws` writes its own frames whole, too, so both may write.
 *
 * Writing is most of what a relay does, and nearly always the system takes all at once. So no write has a callback, and the
 * clock is not read; only a socket that is full gets one empty write, whose callback tells that all before it is gone.
 */
export function createSocketWriter(options: {
	socket: Socket;
	/** In bytes. */
	limit: number;
	clock: Pick<Clock, 'monotonic'>;
	source: Source;
	onFull: () => void;
	onWritable: () => void;
}): SocketWriter {
	const { socket, limit, clock, source } = options;
	let isFull = false;
	/** It was full since it last had everything. */
	let isBehind = false;
	let isStopped = false;
	let written = 0;
	let taken = 0;
	let takenAt = 0;

	function onTaken() {
		if (isStopped) return;
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
			written += bytes.length;
			socket.write(bytes);
			if (socket.writableLength < limit && !(isBehind && socket.writableLength > 0)) {
				if (source.isEmpty() && !isBehind) return;
				continue;
			}
			isFull = true;
			isBehind = true;
			socket.write(NOTHING, onTaken);
			options.onFull();
		}
	}

	/** What there is, up to about `budget` bytes, as one piece. */
	function gather(budget: number): Uint8Array | undefined {
		const first = source.take(budget, isBehind);
		if (first === undefined || first.length >= budget || source.isEmpty()) return first;
		const pieces = [first];
		for (let size = first.length; size < budget;) {
			const piece = source.take(budget - size, isBehind);
			if (piece === undefined) break;
			pieces.push(piece);
			size += piece.length;
		}
		return pieces.length > 1 ? Buffer.concat(pieces) : first;
	}

	return {
		flush,
		isFull: () => isFull,
		stuckSince() {
			const waiting = socket.writableLength;
			const takenNow = written - waiting;
			if (waiting === 0 || takenNow !== taken || takenAt === 0) {
				taken = takenNow;
				takenAt = clock.monotonic();
			}
			return waiting === 0 ? undefined : takenAt;
		},
		stop() {
			isStopped = true;
		}
	};
}
