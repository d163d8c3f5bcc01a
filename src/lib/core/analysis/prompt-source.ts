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

/** Turns a request into a prompt by its template. The templates load when they are first needed. */
export interface PromptSource {
	/** Never rejects: a missing variable or a broken template is a {@link Failure}. */
	render: (
		request: Pick<
			LlmRequestData,
			'content' | 'template' | 'template_source' | 'variables' | 'metadata'
		>
	) => Promise<{ ok: true; prompt: RenderedPrompt } | { ok: false; failure: Failure }>;
}
