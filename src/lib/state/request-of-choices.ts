import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { ModelChoice } from './model-choice.svelte.ts';
import type { TemplateState } from './template-state.svelte.ts';

/** What is asked with the template, variables, options and model that are chosen now; the text is still to come. */
export function requestOfChoices(
	{ chosenId, editedSource, variables, options }: TemplateState,
	{ chat }: ModelChoice
): Omit<LlmRequestData, 'content' | 'metadata'> {
	return {
		template: chosenId,
		variables,
		options,
		...(editedSource === undefined ? {} : { template_source: editedSource }),
		...(chat === undefined ? {} : { model: chat.key })
	};
}
