import type { Message } from '#lib/protocol/message.ts';

/** Where an event stands, as it is written beside its data. */
export interface Place {
	channel: string;
	epoch: string;
	seq: number;
	/** The first of the events that one frame stands for, where there are several. */
	seq0?: number | undefined;
}

/** Turns text into the bytes of one WebSocket frame. */
export type Frame = (text: string) => Uint8Array;

/** A message of a channel for `relay.v1`: `type` and `data` first, then the envelope, in a fixed order. */
export function encodeEvent(message: Message, { channel, epoch, seq, seq0 }: Place): string {
	const { type, data, request_id, ts, id, from, run_id, agent, parent_id } = message;
	const [kind, off, meta] =
		message.type === 'llm_chunk'
			? [message.kind, message.off, message.meta]
			: message.type === 'chat_message'
				? [undefined, undefined, message.meta]
				: [];
	// What is undefined is left out.
	return JSON.stringify({
		type,
		data,
		v: 1,
		channel,
		id,
		request_id,
		seq,
		seq0,
		epoch,
		ts,
		kind,
		off,
		from,
		run_id,
		agent,
		parent_id,
		meta
	});
}

/**
 * A message for a plain client: `type` and `data` as the contract has them, byte for byte, and nothing else. `undefined`
 * for what such a client does not know. Which chunks and ends it is to see is decided elsewhere.
 */
export function encodePlain(message: Message): string | undefined {
	switch (message.type) {
		case 'llm_chunk': {
			const { chunk, is_final } = message.data;
			return JSON.stringify({ type: message.type, data: { chunk, is_final } });
		}
		case 'chat_message': {
			const { content, workspace, is_final } = message.data;
			return JSON.stringify({ type: message.type, data: { content, workspace, is_final } });
		}
		case 'agent_action':
			return JSON.stringify({ type: message.type, data: message.data });
		case 'error': {
			const { code, message: text } = message.data;
			return JSON.stringify({ type: message.type, data: { code, message: text } });
		}
		default:
			return undefined;
	}
}

/** Several byte strings as one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
	const [only] = parts;
	if (only && parts.length === 1) return only;
	const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}
