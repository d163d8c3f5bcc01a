import { utf8Length } from './utf8-length.ts';

/** A message with an id on its way to the relay, as the text that goes over the wire. */
export interface Outgoing {
	id: string;
	type: string;
	text: string;
	bytes: number;
	/** On the connection in use; a later one starts with all unsent again. */
	isSent: boolean;
	/** Ever: it may have arrived, so it can no longer be taken back. */
	wasSent: boolean;
}

/** What waits at most for a relay to come back; more is refused rather than kept without end. */
const MAX_MESSAGES = 64;
const MAX_BYTES = 32 * 1024 * 1024;

/** Messages with ids, kept in order until the relay has said that they arrived. */
export interface Outbox {
	/** @returns false when there is no room */
	add: (id: string, type: string, message: object) => boolean;
	/** Those not sent on this connection yet, in order. */
	unsent: () => Outgoing[];
	/** Takes one out: it has arrived, or never will. */
	remove: (id: string) => Outgoing | undefined;
	/** Takes one back that cannot have arrived. */
	withdraw: (id: string) => boolean;
	/** The connection is another one from here on. */
	forgetConnection: () => void;
	/** Takes everything out. */
	clear: () => Outgoing[];
}

/** Makes an empty outbox. */
export function createOutbox(): Outbox {
	const waiting = new Map<string, Outgoing>();
	let bytes = 0;

	function remove(id: string): Outgoing | undefined {
		const entry = waiting.get(id);
		if (!entry) return undefined;
		waiting.delete(id);
		bytes -= entry.bytes;
		return entry;
	}

	return {
		add(id, type, message) {
			const text = JSON.stringify(message);
			const size = utf8Length(text);
			const replaced = waiting.get(id)?.bytes ?? 0;
			if (waiting.size >= MAX_MESSAGES || bytes - replaced + size > MAX_BYTES) return false;
			bytes += size - replaced;
			waiting.set(id, { id, type, text, bytes: size, isSent: false, wasSent: false });
			return true;
		},
		unsent: () => [...waiting.values()].filter(({ isSent }) => !isSent),
		remove,
		withdraw(id) {
			if (waiting.get(id)?.wasSent !== false) return false;
			return remove(id) !== undefined;
		},
		forgetConnection() {
			for (const entry of waiting.values()) entry.isSent = false;
		},
		clear() {
			const all = [...waiting.values()];
			waiting.clear();
			bytes = 0;
			return all;
		}
	};
}
