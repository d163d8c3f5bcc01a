import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { Failure, PromptMessage } from '#lib/core/ports.ts';

/** A prompt ready to be sent, with what its template sets for a run. */
export interface RenderedPrompt {
	messages: PromptMessage[];
	/** What the template says of itself. */
	template?: { title: string | undefined; version: string | undefined };
	defaults: {
		temperature?: number | undefined;
		maxOutputTokens?: number | undefined;
		topP?: number | undefined;
	};
}

/** A message that came before. Never `system`: it may hold text from a document. */
export type EarlierTurn = PromptMessage & { role: 'user' | 'assistant' };

/** Turns a request into a prompt by its template. The templates load when they are first needed. */
export interface PromptSource {
	/** Never rejects: a missing variable or a broken template is a {@link Failure}. */
	render: (
		request: Pick<
			LlmRequestData,
			'content' | 'template' | 'template_source' | 'variables' | 'metadata'
		>,
		/** Earlier turns of a conversation, oldest first; they stand where the template has `{{history}}`. */
		history?: readonly EarlierTurn[]
	) => Promise<{ ok: true; prompt: RenderedPrompt } | { ok: false; failure: Failure }>;
}
