import type { PromptMessage } from '#lib/core/ports.ts';

const GO_ON =
	'Your answer above broke off. Go on with it exactly where it ends, in the middle of a word if need be. Repeat nothing of it, and say nothing about the interruption.';

/** The prompt, with the answer that broke off as the model's own words and the request to go on after it. */
export function continueMessages(
	messages: readonly PromptMessage[],
	partialAnswer = ''
): PromptMessage[] {
	if (partialAnswer === '') return [...messages];
	return [...messages, { role: 'assistant', text: partialAnswer }, { role: 'user', text: GO_ON }];
}
