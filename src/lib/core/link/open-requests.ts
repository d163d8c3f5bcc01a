import type { FinalMeta, FinishReason } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import { isFinal, type RequestDraft } from '#lib/core/bus/request.ts';

export type RequestType = RequestDraft['type'];

/** A request of this page that has not ended. */
export interface OpenRequest {
	id: string;
	type: RequestType;
	/** The relay has it; before that it waits in the outbox. */
	isDelivered: boolean;
}

/** How many ended requests are remembered, so that none ends twice. */
const REMEMBERED = 512;

/** Which requests are under way on a bus whose services are elsewhere, and which have ended. */
export interface OpenRequests {
	open: (id: string, type: RequestType) => void;
	delivered: (id: string) => void;
	get: (id: string) => OpenRequest | undefined;
	all: () => OpenRequest[];
	hasEnded: (id: string) => boolean;
	/** Takes note of what is published of a request, its final message above all. */
	note: (message: Message | MessageDraft) => void;
}

/** Begins with none. */
export function createOpenRequests(): OpenRequests {
	const requests = new Map<string, OpenRequest>();
	const ended = new Set<string>();

	return {
		open: (id, type) => void requests.set(id, { id, type, isDelivered: false }),
		delivered(id) {
			const request = requests.get(id);
			if (request) request.isDelivered = true;
		},
		get: (id) => requests.get(id),
		all: () => [...requests.values()],
		hasEnded: (id) => ended.has(id),
		note(message) {
			const id = message.request_id;
			if (id === undefined) return;
			const type = requests.get(id)?.type ?? typeOf(message);
			if (type === undefined || !isFinal(type, message)) return;
			requests.delete(id);
			ended.add(id);
			const [oldest] = ended;
			if (ended.size > REMEMBERED && oldest !== undefined) ended.delete(oldest);
		}
	};
}

/** The kind of somebody else's request, as its final message tells it. */
function typeOf(message: Message | MessageDraft): RequestType | undefined {
	if (message.type === 'llm_chunk') return 'llm_request';
	if (message.type === 'chat_message') return 'chat_message';
	return undefined;
}

/** The messages that end a request as its kind promises: what went wrong, then the final one. */
export function endingOf(
	{ id, type }: Pick<OpenRequest, 'id' | 'type'>,
	finishReason: FinishReason,
	error?: ErrorData
): MessageDraft[] {
	const told: MessageDraft[] = error ? [{ type: 'error', request_id: id, data: error }] : [];
	switch (type) {
		case 'llm_request':
			return [...told, finalChunk(id, { finish_reason: finishReason })];
		case 'chat_message':
			return [...told, finalLine(id, '', { finish_reason: finishReason })];
		case 'models_request':
		case 'embedding_request':
			return told;
	}
}

/** The message that ends an `llm_request`. */
export function finalChunk(id: string, meta: FinalMeta): MessageDraft {
	return {
		type: 'llm_chunk',
		request_id: id,
		kind: 'text',
		data: { chunk: '', is_final: true },
		meta
	};
}

/** The message that ends a `chat_message`. */
export function finalLine(id: string, content: string, meta: FinalMeta): MessageDraft {
	return { type: 'chat_message', request_id: id, data: { content, is_final: true }, meta };
}
