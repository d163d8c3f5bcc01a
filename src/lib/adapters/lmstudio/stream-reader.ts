import type { Failure } from '#lib/core/ports.ts';
import { badAnswer } from './answer-failures.ts';

/** One event of a stream, as the framing gives it. */
export interface StreamEvent {
	/** The text of its `event:` line; absent where it has none. */
	event?: string | undefined;
	data: string;
}

/** How an answer ended, by the stream's own marks. */
export type Verdict =
	| { type: 'finished'; reason: 'stop' | 'length' | 'cancelled' }
	| {
			type: 'failed';
			failure: Failure;
			/** The server has no native interface, so the request must be put to the other one. */
			lacksNativeChat?: boolean;
	  };

/** Reads the events of one stream in one dialect. */
export interface StreamReader {
	/** Takes the next event. Does nothing once `isOver`. */
	read: (event: StreamEvent) => void;
	/** Set as soon as the stream has told how the answer ended, which may be before it is over. */
	readonly verdict: Verdict | undefined;
	/** Nothing that follows can matter. */
	readonly isOver: boolean;
	/** An event has come, of whatever kind. */
	readonly sawEvent: boolean;
}

/** What a dialect says about the end of its stream. */
export interface StreamEnd {
	/** Tells how the answer ended; what was told first holds. */
	decide: (verdict: Verdict) => void;
	/** Nothing that follows can matter. */
	close: () => void;
}

/**
 * Makes a reader of a dialect.
 *
 * @param start called once; what it returns gets the events that hold anything, and may throw {@link BadEventError},
 *   which ends the stream
 */
export function createStreamReader(
	start: (end: StreamEnd) => (event: StreamEvent) => void
): StreamReader {
	let verdict: Verdict | undefined;
	let isOver = false;
	let sawEvent = false;
	const decide = (told: Verdict) => void (verdict ??= told);
	const close = () => void (isOver = true);
	const readEvent = start({ decide, close });

	return {
		read(event) {
			// Proxies keep connections awake with events that hold nothing.
			if (isOver || event.data === '') return;
			sawEvent = true;
			try {
				readEvent(event);
			} catch (error) {
				if (!(error instanceof BadEventError)) throw error;
				decide({ type: 'failed', failure: badAnswer(error.message) });
				close();
			}
		},
		get verdict() {
			return verdict;
		},
		get isOver() {
			return isOver;
		},
		get sawEvent() {
			return sawEvent;
		}
	};
}

/** An event was not what it must be. Reading on would leave a hole in the text. */
export class BadEventError extends Error {
	override readonly name = 'BadEventError';
}

/** Parses an event's data. @throws {BadEventError} */
export function parseEvent(data: string): unknown {
	try {
		return JSON.parse(data);
	} catch (cause) {
		throw new BadEventError('expected JSON in every event, got one that does not parse', { cause });
	}
}
