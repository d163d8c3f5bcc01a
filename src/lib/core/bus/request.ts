import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { Bus } from './bus.ts';

/** A message that starts something, with the id by which all that follows is known. */
export type RequestDraft = {
	[Type in 'llm_request' | 'chat_message' | 'models_request' | 'embedding_request']: Pick<
		MessageOf<Type>,
		'type' | 'data'
	> & { id: string };
}['llm_request' | 'chat_message' | 'models_request' | 'embedding_request'];

/** Whether nothing of the request follows `message`. One rule for every kind: see `docs/protocol.md`, "How things end". */
export function isFinal(requestType: RequestDraft['type'], message: Message): boolean {
	switch (requestType) {
		case 'llm_request':
			return message.type === 'llm_chunk' && message.data.is_final;
		case 'chat_message':
			return message.type === 'chat_message' && message.data.is_final === true;
		case 'models_request':
			return message.type === 'models_state' || message.type === 'error';
		case 'embedding_request':
			return message.type === 'embedding_result' || message.type === 'error';
	}
}

/**
 * Publishes a request and yields every message of it, in order, up to and with the final one. The request is published
 * when iteration begins, after the subscription, so that nothing is missed.
 *
 * Leaving the loop early, or aborting `signal`, publishes `cancel`, once; after an abort the loop still ends with the
 * final message.
 */
export async function* request(
	bus: Bus,
	draft: RequestDraft,
	signal?: AbortSignal
): AsyncGenerator<Message, void, undefined> {
	const arrived: Message[] = [];
	let wake = () => {};
	const unsubscribe = bus.subscribe({ request_id: draft.id }, (message) => {
		arrived.push(message);
		wake();
	});
	let isCancelled = false;
	const cancel = () => {
		if (isCancelled) return;
		isCancelled = true;
		bus.publish({ type: 'cancel', data: { request_id: draft.id } });
	};
	let isDone = false;
	try {
		bus.publish(draft);
		if (signal?.aborted) cancel();
		signal?.addEventListener('abort', cancel, { once: true });
		while (!isDone) {
			if (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
			for (const message of arrived.splice(0)) {
				isDone = isFinal(draft.type, message);
				yield message;
				if (isDone) break;
			}
		}
	} finally {
		signal?.removeEventListener('abort', cancel);
		unsubscribe();
		if (!isDone) cancel();
	}
}
