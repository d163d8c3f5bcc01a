import type { Clock } from '#lib/core/ports.ts';

/** What was said about a message when it came first. */
export interface KnownMessage {
	/** Tells two payloads apart. */
	digest: string;
	requestId: string | undefined;
}

export interface KnownIds {
	/** What came under this id before. */
	find: (id: string) => KnownMessage | undefined;
	remember: (id: string, message: KnownMessage) => void;
}

/** The ids of one user's messages, each remembered for a while: a message that was sent again is acted on once. */
export function createKnownIds({
	clock,
	idsKept,
	idKeptMs
}: {
	clock: Pick<Clock, 'monotonic'>;
	idsKept: number;
	idKeptMs: number;
}): KnownIds {
	/** Made with the first: most users of a relay only read. */
	let known: Map<string, KnownMessage & { at: number }> | undefined;
	function expire() {
		const oldest = clock.monotonic() - idKeptMs;
		for (const [id, { at }] of known ?? []) {
			if ((known?.size ?? 0) <= idsKept && at >= oldest) break;
			known?.delete(id);
		}
	}
	return {
		find(id) {
			expire();
			return known?.get(id);
		},
		remember(id, message) {
			known ??= new Map();
			known.set(id, { ...message, at: clock.monotonic() });
			expire();
		}
	};
}
