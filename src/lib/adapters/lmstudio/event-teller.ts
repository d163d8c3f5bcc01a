import type { GenerationEvent } from '#lib/core/ports.ts';

/** The way of one generation's events to whoever listens. */
export interface EventTeller {
	/** Aborts with the listener's own signal, and when the listener throws. */
	signal: AbortSignal;
	/** Tells an event on, unless the generation is aborted. Never throws. */
	tell: (event: GenerationEvent) => void;
	/**
	 * Tells the last event. Never throws.
	 *
	 * @param broken told instead where the listener threw
	 */
	end: (last: GenerationEvent, broken: GenerationEvent) => void;
}

export function createEventTeller(
	listen: (event: GenerationEvent) => void,
	signal: AbortSignal
): EventTeller {
	const controller = new AbortController();
	/** The same as the signal's `aborted`, which costs more to read, and is read for every token. */
	let isStopped = false;
	let isBroken = false;

	function stop() {
		isStopped = true;
		controller.abort();
	}

	function tryToTell(event: GenerationEvent) {
		try {
			listen(event);
		} catch {
			// The last event tells it. There is nobody else to tell, and the connection must be closed.
			isBroken = true;
			stop();
		}
	}

	signal.addEventListener('abort', stop, { once: true });
	if (signal.aborted) stop();
	return {
		signal: controller.signal,
		tell(event) {
			if (!isStopped) tryToTell(event);
		},
		end(last, broken) {
			signal.removeEventListener('abort', stop);
			tryToTell(isBroken ? broken : last);
			isStopped = true;
		}
	};
}
