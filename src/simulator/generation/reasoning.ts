import { readTask } from '../answers/read-task.ts';
import { countTokens } from './tokens.ts';
import type { PromptMessage } from './prompt.ts';

/** What a reasoning model of the simulator says before its answer: plain facts about the request. */
export function reasonAbout(messages: readonly PromptMessage[], setting: string): string {
	const { document, intent } = readTask(messages);
	const lineCount = document.split('\n').length;
	const facts = [
		`This is the simulator's stand-in for reasoning. The request reads as: ${intent}.`,
		`The text has about ${countTokens(document)} tokens in ${lineCount} ${lineCount === 1 ? 'line' : 'lines'}.`,
		'Sentences are scored by the words they share with the rest of the text, and the best are kept in their order.',
		'Names, dates and amounts are found by their form. Nothing is judged, because no language model is running.'
	];
	return facts.slice(0, setting === 'low' ? 1 : facts.length).join(' ');
}
