import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { createPrompts } from '#lib/core/analysis/library-prompts.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import {
	createFakeClock,
	createFakeIds,
	createFakeModelClient,
	fakeHashText,
	settle,
	type FakeGeneration,
	type FakeModelClient
} from '#lib/core/fakes.ts';
import { serveChat, type ChatServicePorts } from './serve-chat.ts';

/** A log that reads as one, longer than what is answered in one call. */
export const LOG = Array.from(
	{ length: 40 },
	(_, line) => `2026-05-03 04:${String(line).padStart(2, '0')}:00 ERROR pump 7 lost pressure`
).join('\n');

/** The chat service on a bus of its own, with the real templates. */
export function startChat(
	generations: readonly FakeGeneration[] = [[{ type: 'text_delta', text: 'An answer.' }]],
	overrides: Partial<ChatServicePorts> = {},
	client: FakeModelClient = createFakeModelClient({ generations })
) {
	const clock = createFakeClock();
	const { bus, published, errors } = createFakeBus({ clock });
	const stop = serveChat(bus, {
		client,
		prompts: createPrompts(),
		clock,
		newId: createFakeIds(),
		hashText: fakeHashText,
		...overrides
	});
	return {
		bus,
		client,
		clock,
		errors,
		published,
		stop,
		/** What was told of a request, in order. */
		told: (requestId: string) => published.filter(({ request_id }) => request_id === requestId),
		ask: (id: string, content: string, fields: Partial<ChatMessageData> = {}) =>
			bus.publish({ type: 'chat_message', id, data: { content, ...fields } }),
		cancel: (requestId: string) => bus.publish({ type: 'cancel', data: { request_id: requestId } })
	};
}

/** Lets a chat come to rest, also where the engine of the templates is still being loaded. */
export async function settleChat(): Promise<void> {
	await Promise.all([import('./answer-chat.ts'), import('#lib/core/analysis/library-engine.ts')]);
	for (let turn = 0; turn < 5; turn += 1) {
		await settle();
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** A message in a few words. */
export function brief(message: Message): string {
	switch (message.type) {
		case 'agent_action':
			return `${message.data.agent} ${message.data.action}`;
		case 'llm_chunk': {
			const who = message.parent_id === undefined ? '' : `${message.agent ?? ''} `;
			return `${who}${message.kind ?? 'text'}: ${message.data.chunk}`;
		}
		case 'llm_progress':
			return message.data.phase;
		case 'chat_message':
			return message.data.is_final === true
				? `final ${message.meta?.finish_reason ?? ''}: ${message.data.content}`
				: message.data.content;
		case 'error':
			return `error ${message.data.code}`;
		default:
			return message.type;
	}
}
