import type { PromptMessage } from './generation/prompt.ts';

/** Conversations that a later request may continue, by the id of their last answer. */
export interface StoredResponses {
	keep: (id: string, messages: readonly PromptMessage[]) => void;
	find: (id: string) => readonly PromptMessage[] | undefined;
}

/** Enough for a long day at the keyboard, and a bound for a test that never stops. */
const MOST_KEPT = 500;

export function createStoredResponses(): StoredResponses {
	const conversations = new Map<string, readonly PromptMessage[]>();
	return {
		keep(id, messages) {
			conversations.set(id, messages);
			const [oldest] = conversations.keys();
			if (conversations.size > MOST_KEPT && oldest !== undefined) conversations.delete(oldest);
		},
		find: (id) => conversations.get(id)
	};
}
