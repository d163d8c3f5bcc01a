import type { HashText } from '#lib/core/ports.ts';
import type { Bus } from './bus.ts';

/** How many requests are remembered, so that a repeated id is not served twice. */
const REMEMBERED_REQUESTS = 256;

/**
 * What tells two requests apart: hashes, because either part may hold long texts and many requests are remembered.
 * Undefined when hashing failed; the request itself ends by that, and nothing can be told of its repetition.
 */
type Identity = Promise<string | undefined>;

/** The requests that a service has accepted, by their ids. */
export interface SeenRequests {
	/**
	 * Notes a request. One that came before is not to be served again: with another payload it is told as `id_conflict`,
	 * with the same one nothing is said.
	 *
	 * @returns the content's hash for a new request
	 */
	accept: (
		requestId: string,
		data: { content: string }
	) => { isNew: true; contentHash: Promise<string> } | { isNew: false };
}

/** Remembers the requests of one service on a bus. */
export function createSeenRequests(bus: Bus, hashText: HashText): SeenRequests {
	const seen = new Map<string, Identity>();

	function remember(requestId: string, identity: Identity) {
		seen.set(requestId, identity);
		const oldest = seen.size > REMEMBERED_REQUESTS ? seen.keys().next() : undefined;
		if (oldest && !oldest.done) seen.delete(oldest.value);
	}

	return {
		accept(requestId, { content, ...rest }) {
			const contentHash = hashText(content);
			const identity = Promise.all([contentHash, hashText(JSON.stringify(rest))]).then(
				(hashes) => hashes.join(),
				() => undefined
			);
			const before = seen.get(requestId);
			if (before) {
				void reportConflict(bus, requestId, before, identity);
				return { isNew: false };
			}
			remember(requestId, identity);
			return { isNew: true, contentHash };
		}
	};
}

/** Told without the request's id: that request's own messages, and its one ending, are not touched by it. */
async function reportConflict(bus: Bus, requestId: string, before: Identity, now: Identity) {
	if ((await before) === (await now)) return;
	bus.publish({
		type: 'error',
		data: {
			code: 'id_conflict',
			message: `The id '${requestId}' was used for another request already.`,
			suggestion: 'Give every request an id of its own.',
			retryable: false
		}
	});
}
