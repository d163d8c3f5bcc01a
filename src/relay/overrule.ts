import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { Overrule, StoredRequest } from './request-store.ts';

/**
 * The end of a request that the relay itself decided to end: its failure, and then the final message that its kind
 * promises, in place of the one that came.
 */
export function overruled(
	final: Message,
	{ failure, finish }: Overrule,
	{ text }: Pick<StoredRequest, 'text'>
): Message[] {
	const { request_id, ts } = final;
	const beside = {
		v: 1 as const,
		...(request_id === undefined ? {} : { request_id }),
		...(ts === undefined ? {} : { ts })
	};
	const error: MessageOf<'error'> = { type: 'error', data: failure, ...beside };
	if (final.type === 'llm_chunk') {
		// Text that was not let through does not count.
		return [error, { ...final, off: text.length, meta: { ...final.meta, finish_reason: finish } }];
	}
	if (final.type === 'chat_message') {
		const data = { ...final.data, content: '', is_final: true };
		return [error, { ...final, data, meta: { ...final.meta, finish_reason: finish } }];
	}
	return [error];
}
