import type { Message } from '#lib/protocol/message.ts';
import { readMessage } from '#lib/protocol/read-message.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import type { ChannelSnapshot } from './follow-channel.ts';
import { finalChunk, finalLine } from './open-requests.ts';

/**
 * A snapshot as messages of the bus, so that whoever folds messages needs to know nothing of snapshots: each text so far is
 * one chunk from its beginning (`off` 0 replaces what was known), before whatever ended its request.
 */
export function* snapshotMessages(snapshot: ChannelSnapshot): Generator<MessageDraft> {
	const events = snapshot.events.flatMap((event) => readNew(event, snapshot));
	const untold = new Map<string, MessageDraft[]>();
	const answers = new Map<string, string>();
	const finished = new Map<string, MessageDraft>();
	for (const request of snapshot.requests) {
		const { request_id: id, text, reasoning } = request;
		const pieces = untold.get(id) ?? [];
		if (reasoning !== '') pieces.push(piece(id, 'reasoning', request.reasoning_off, reasoning));
		if (text !== '') pieces.push(piece(id, 'text', request.text_off, text));
		untold.set(id, pieces);
		// A long text goes on in the next entry of its request, and so does its ending.
		const answer = (answers.get(id) ?? '') + text;
		answers.set(id, answer);
		if (request.state === 'ended') finished.set(id, finalOf(request, answer));
	}

	for (const event of events) {
		const id = event.request_id;
		if (id !== undefined && isLast(event)) {
			yield* untold.get(id) ?? [];
			untold.delete(id);
			if (event.type === finished.get(id)?.type) finished.delete(id);
		}
		yield event;
	}
	for (const pieces of untold.values()) yield* pieces;
	yield* finished.values();
}

/** The event, unless it was applied before the snapshot came, or cannot be read. */
function readNew(event: unknown, snapshot: ChannelSnapshot): Message[] {
	const read = readMessage(event);
	if (!read.ok || !read.known) return [];
	const { message } = read;
	if (isKnown(message, snapshot)) return [];
	// Pieces are told by the texts.
	return message.type === 'llm_chunk' && !message.data.is_final ? [] : [message];
}

/** A snapshot keeps events over the beginning of another log; a place says something within its own log only. */
function isKnown(
	{ epoch, seq }: Message,
	{ previous, epoch: current }: Pick<ChannelSnapshot, 'previous' | 'epoch'>
): boolean {
	if (!previous || seq === undefined) return false;
	if (epoch === previous.epoch) return seq <= previous.seq;
	// The snapshot by which the client came to the present log had what was kept of earlier ones.
	return previous.epoch === current;
}

/** Whether nothing of the answer's text follows. */
function isLast(message: Message): boolean {
	if (message.type === 'error') return true;
	return (
		(message.type === 'llm_chunk' || message.type === 'chat_message') &&
		message.data.is_final === true
	);
}

/** The final message of a request that has ended, of whose events none may be left. */
function finalOf(
	{ request_id: id, type, finish = 'interrupted', meta }: ChannelSnapshot['requests'][number],
	answer: string
): MessageDraft {
	const ending = meta ?? { finish_reason: finish };
	if (type === 'llm_request') return finalChunk(id, ending);
	const isWhole = ending.finish_reason === 'stop' || ending.finish_reason === 'length';
	return finalLine(id, isWhole ? answer : '', ending);
}

function piece(
	id: string,
	kind: 'text' | 'reasoning',
	off: number | undefined,
	chunk: string
): MessageDraft {
	return {
		type: 'llm_chunk',
		request_id: id,
		kind,
		off: off ?? 0,
		data: { chunk, is_final: false }
	};
}
