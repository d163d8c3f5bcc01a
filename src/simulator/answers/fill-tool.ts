import type { PromptMessage } from '../generation/prompt.ts';
import { objectOf } from '../json.ts';
import { fillSchema } from './json/fill-schema.ts';
import { createMaterial } from './material.ts';
import { readTask } from './read-task.ts';

/** The arguments of a tool call, as JSON that fits the tool's schema. */
export function fillTool(parameters: unknown, messages: readonly PromptMessage[]): string {
	const { document, question } = readTask(messages);
	const schema = { type: 'object', ...objectOf(parameters) };
	return JSON.stringify(fillSchema(schema, createMaterial(document, question)));
}
