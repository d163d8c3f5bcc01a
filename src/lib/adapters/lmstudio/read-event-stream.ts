import { createParser } from 'eventsource-parser';
import type { Clock, Failure } from '#lib/core/ports.ts';
import type { Answer } from './answer.ts';
import { discard } from './discard.ts';
import { badAnswer, emptyAnswer, interrupted } from './answer-failures.ts';
import { createIdleWatch } from './idle-watch.ts';
import type { StreamEvent, StreamReader, Verdict } from './stream-reader.ts';

/** One event, in UTF-16 units. Whatever is longer is no delta, and would have to be kept whole. */
const MAX_EVENT_LENGTH = 8 * 1024 * 1024;

/**
 * How long a stream that has told its end may still tell usage and speeds. They follow at once; some servers leave the
 * connection open after them, and some never send them.
 */
const GRACE_MS = 1000;

export interface EventStreamOptions {
	clock: Clock;
	reader: StreamReader;
	answer: Answer;
	signal: AbortSignal;
	onIdle: (idleMs: number) => void;
	/** What is wrong where the connection broke before the first event. */
	lost: Failure;
}

/**
 * Reads a stream until it has told its end, and closes the connection. The end of the bytes proves nothing: a killed
 * connection looks like a normal end in some browsers. Whatever the server does is told by the verdict.
 */
export async function readEventStream(
	body: ReadableStream<Uint8Array>,
	{ clock, reader, answer, signal, onIdle, lost }: EventStreamOptions
): Promise<Verdict> {
	const source = openBody(body);
	const framing = createFraming((event) => {
		// What the last piece still holds after an abort is not read any more.
		if (!source.isClosed) reader.read(event);
	});
	const idle = createIdleWatch(clock, onIdle);
	let stopGrace: (() => void) | undefined;
	let isBroken = false;

	signal.addEventListener('abort', source.close, { once: true });
	if (signal.aborted) source.close();
	try {
		while (!source.isClosed && !reader.isOver && !framing.isTooLong) {
			let piece: ReadableStreamReadResult<Uint8Array>;
			try {
				piece = await source.read();
			} catch {
				// However a connection breaks, what matters is what had come by then.
				isBroken = true;
				break;
			}
			if (piece.done) break;
			const hasEvent = framing.feed(piece.value);
			if (hasEvent && answer.hasBegun) idle.touch();
			if (!reader.verdict) continue;
			answer.noteEnd();
			stopGrace ??= clock.after(GRACE_MS, source.close);
		}
	} finally {
		signal.removeEventListener('abort', source.close);
		stopGrace?.();
		idle.stop();
		source.close();
	}
	return verdictOf();

	function verdictOf(): Verdict {
		if (reader.verdict) return reader.verdict;
		if (signal.aborted) return { type: 'finished', reason: 'cancelled' };
		if (framing.isTooLong) return failed(badAnswer('expected events of at most 8 MiB, got more'));
		if (reader.sawEvent) return failed(interrupted(answer.hasBegun));
		return failed(isBroken ? lost : emptyAnswer());
	}
}

/** The bytes of a body, and the way to close the connection they come by. */
interface Source {
	readonly isClosed: boolean;
	read: () => Promise<ReadableStreamReadResult<Uint8Array>>;
	/** A read that waits answers then that there is no more. */
	close: () => void;
}

function openBody(body: ReadableStream<Uint8Array>): Source {
	const bytes = body.getReader();
	let isClosed = false;
	return {
		get isClosed() {
			return isClosed;
		},
		read: () => bytes.read(),
		close() {
			isClosed = true;
			discard(bytes);
		}
	};
}

function failed(failure: Failure): Verdict {
	return { type: 'failed', failure };
}

/** From bytes to events. */
function createFraming(onEvent: (event: StreamEvent) => void) {
	// One decoder for the whole stream: characters are cut anywhere, and a byte order mark counts at its start only.
	const decoder = new TextDecoder();
	let isTooLong = false;
	/** A CR was the last character. An LF that comes now is the second half of that line end. */
	let skipsLf = false;
	let events = 0;

	const parser = createParser({
		maxBufferSize: MAX_EVENT_LENGTH,
		onEvent(event) {
			events += 1;
			// The parser measures what it holds back, and not an event that came whole in one piece.
			if (event.data.length > MAX_EVENT_LENGTH) isTooLong = true;
			else if (!isTooLong) onEvent(event);
		},
		onError(error) {
			// Fields that it does not know are to be ignored, says the specification of event streams.
			if (error.type === 'max-buffer-size-exceeded') isTooLong = true;
		}
	});

	/** The parser would wait for what follows a CR, which a connection that stays open never tells. */
	function feedText(text: string) {
		if (text === '') return;
		const piece = skipsLf && text.startsWith('\n') ? text.slice(1) : text;
		skipsLf = text.endsWith('\r');
		parser.feed(skipsLf ? `${piece}\n` : piece);
	}

	return {
		get isTooLong() {
			return isTooLong;
		},
		/** Returns whether an event came to its end. */
		feed(bytes: Uint8Array): boolean {
			const before = events;
			feedText(decoder.decode(bytes, { stream: true }));
			return events > before;
		}
	};
}
