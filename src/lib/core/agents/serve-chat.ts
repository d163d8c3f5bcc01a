import type { MessageOf } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { failureOf } from '#lib/core/bus/error-data.ts';
import { createSeenRequests } from '#lib/core/bus/seen-requests.ts';
import type { Clock, HashText } from '#lib/core/ports.ts';
import type { ChatPorts } from './answer-chat.ts';
import { createChatPublisher } from './chat-publisher.ts';
import { createConversations, withinLimits, type Earlier, type Turn } from './conversation.ts';

export interface ChatServicePorts extends ChatPorts {
	clock: Clock;
	hashText: HashText;
	/** What was said in a conversation before, where somebody keeps it; the service itself remembers what it was asked. */
	recall?: (conversation: string) => Promise<readonly Turn[]>;
}

/**
 * Serves `chat_message` on a bus: a client's line, which has no `is_final`, is answered by a plan, specialists where they
 * help, and a streamed answer, and ends with exactly one final `chat_message`, after one `error` where it failed.
 *
 * A question repeated with the same id is answered once; the same id with another payload is an `id_conflict`. Earlier
 * turns of the same workspace on this bus are known to the next.
 *
 * @returns a function that ends every running request and stops serving
 */
export function serveChat(bus: Bus, ports: ChatServicePorts): () => void {
	const running = new Map<string, AbortController>();
	const seen = createSeenRequests(bus, ports.hashText);
	const conversations = createConversations();

	/** What is kept may be from before this page, or have been asked in another tab. */
	async function earlierOf(conversation: string): Promise<Earlier> {
		const remembered = conversations.earlier(conversation);
		const recalled = (await ports.recall?.(conversation).catch(() => [])) ?? [];
		return recalled.length > remembered.turns.length ? withinLimits(recalled) : remembered;
	}

	async function serve(requestId: string, { data }: MessageOf<'chat_message'>) {
		const abort = new AbortController();
		running.set(requestId, abort);
		const { signal } = abort;
		const publisher = createChatPublisher(bus, ports.clock, requestId, data.workspace);
		// Whatever is being waited for, a stopped request ends at once.
		signal.addEventListener('abort', publisher.cancel);
		const workspace = data.workspace ?? '';
		try {
			// Loaded with the first question: most visits ask none.
			const { answerChat } = await import('./answer-chat.ts');
			signal.throwIfAborted();
			const earlier = await earlierOf(workspace);
			signal.throwIfAborted();
			const answer = await answerChat(ports, { data, earlier, publisher, signal });
			if (answer !== undefined && !signal.aborted) {
				conversations.add(workspace, { question: data.content, answer });
			}
		} catch (error) {
			// Without effect where the request was stopped: it has ended then.
			publisher.fail(failureOf(error, 'The chat'));
		} finally {
			running.delete(requestId);
		}
	}

	const stopQuestions = bus.subscribe({ type: 'chat_message' }, (message) => {
		// What a service says is no question.
		if (message.data.is_final !== undefined || message.request_id !== undefined) return;
		const requestId = message.id ?? ports.newId();
		if (seen.accept(requestId, message.data).isNew) void serve(requestId, message);
	});
	const stopCancels = bus.subscribe({ type: 'cancel' }, ({ data }) => {
		running.get(data.request_id)?.abort();
	});

	return () => {
		stopQuestions();
		stopCancels();
		for (const abort of running.values()) abort.abort();
	};
}
