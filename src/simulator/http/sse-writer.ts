import type { ServerResponse } from 'node:http';
import type { SimulatorClock } from '../clock.ts';
import type { ByteEffects } from '../effects.ts';
import { hangUp } from './hang-up.ts';

/** One server-sent event. */
export interface Frame {
	event?: string;
	/** One line. */
	data: string;
}

export interface SseWriter {
	/** Sends after all that was sent before. Resolves when the client has taken the bytes, or has left. Never rejects. */
	send: (frames: readonly Frame[]) => Promise<void>;
	/** A clean end of the body. */
	end: () => Promise<void>;
	/** Breaks the connection off as a crash does. */
	reset: () => void;
}

/** Between the pieces of a split frame, so that each reaches the client alone. */
const PIECE_PAUSE_MS = 1;

/** Begins an event stream: the status and headers go out at once. */
export function openSse(
	response: ServerResponse,
	bytes: ByteEffects,
	clock: SimulatorClock,
	signal: AbortSignal
): SseWriter {
	const lineEnd = bytes.lineEnd ?? '\n';
	let heldBack: Frame[] = [];
	let frameCount = 0;
	/** Settles when everything sent so far is out: frames of one caller never fall between another's. */
	let sent = Promise.resolve();

	// Named here, Connection goes out without the Keep-Alive line that ordinary answers have.
	response.writeHead(200, {
		'Content-Type': 'text/event-stream',
		'Cache-Control': 'no-cache',
		Connection: 'keep-alive'
	});
	response.flushHeaders();
	if (bytes.startsWithBom) response.write('\uFEFF');

	function textOf({ event, data }: Frame): string {
		const lines = event === undefined ? [`data: ${data}`] : [`event: ${event}`, `data: ${data}`];
		return [...lines, '', ''].join(lineEnd);
	}

	async function write(piece: Uint8Array | string): Promise<void> {
		if (signal.aborted || response.destroyed) return;
		if (!response.write(piece)) await drained(response, signal);
	}

	async function writeSplit(frame: Frame): Promise<void> {
		for (const piece of splitBytes(Buffer.from(textOf(frame)), frameCount)) {
			await write(piece);
			await clock.delay(PIECE_PAUSE_MS, signal);
		}
		frameCount += 1;
	}

	async function flush(): Promise<void> {
		const text = heldBack.map(textOf).join('');
		heldBack = [];
		if (text !== '') await write(text);
	}

	async function sendNow(frames: readonly Frame[]): Promise<void> {
		for (const frame of frames) {
			if (bytes.splits) {
				await writeSplit(frame);
				continue;
			}
			heldBack.push(frame);
			if (heldBack.length >= (bytes.framesPerWrite ?? 1)) await flush();
		}
	}

	return {
		send: (frames) => (sent = sent.then(() => sendNow(frames))),
		end: () => (sent = sent.then(flush).then(() => void response.end())),
		reset: () => hangUp(response)
	};
}

/**
 * Cuts a frame in two or three: inside its first character of several bytes, and at a place that moves from frame to
 * frame, so that before long a cut has fallen into the field name, the JSON and the blank line.
 */
export function splitBytes(bytes: Uint8Array, turn: number): Uint8Array[] {
	const places = [1, 3, 7, Math.floor(bytes.length / 2), bytes.length - 1];
	const cuts = new Set([places[turn % places.length] ?? 1]);
	const wide = bytes.findIndex((byte) => byte >= 0xc0);
	if (wide !== -1) cuts.add(wide + 1);
	const inside = [...cuts].filter((cut) => cut < bytes.length).sort((a, b) => a - b);
	const starts = [0, ...inside];
	return starts.map((start, index) => bytes.subarray(start, starts[index + 1]));
}

/** Resolves when the socket takes more, or when nobody reads any longer. */
function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const done = () => {
			response.off('drain', done);
			response.off('close', done);
			signal.removeEventListener('abort', done);
			resolve();
		};
		response.on('drain', done);
		response.on('close', done);
		signal.addEventListener('abort', done);
	});
}
