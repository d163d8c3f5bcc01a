import { plainError } from '../errors.ts';
import type { GenerationInput, ToolRequest } from '../generation/plan.ts';
import { roleOf, type PromptMessage } from '../generation/prompt.ts';
import { isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';

/** What the OpenAI-compatible chat endpoints share. Unknown fields are ignored. */
export interface ChatRequest extends GenerationInput {
	model: string;
	isStream: boolean;
	includesUsage: boolean;
	ttlSeconds: number | undefined;
}

/** @throws {ApiError} in the words of `/v1/chat/completions` */
export function readChat(body: JsonObject): ChatRequest {
	if (body['messages'] === undefined) throw plainError(400, "'messages' field is required");
	if (!Array.isArray(body['messages'])) throw plainError(400, "'messages' field must be an array");
	return {
		...readSampling(body),
		messages: listOf(body['messages']).map(readMessage),
		reasoning: reasoningOf(body['reasoning_effort']),
		schema: schemaOf(body['response_format']),
		tool: toolOf(body)
	};
}

/** The fields that the chat and the plain completion have in common. */
export function readSampling(body: JsonObject): ChatRequest {
	const ttl = numberOf(body['ttl']);
	return {
		model: textOf(body['model']) ?? '',
		isStream: body['stream'] === true,
		includesUsage: objectOf(body['stream_options'])['include_usage'] === true,
		messages: [],
		maxTokens: limitOf(body['max_tokens']) ?? limitOf(body['max_completion_tokens']),
		stop: stopOf(body['stop']),
		// A lifetime that makes no sense is ignored, as the server does.
		ttlSeconds: ttl !== undefined && ttl > 0 ? ttl : undefined
	};
}

/** -1 means no limit, and so does anything else that is no count. */
export function limitOf(value: unknown): number | undefined {
	const limit = numberOf(value);
	return limit !== undefined && limit >= 0 ? Math.floor(limit) : undefined;
}

/** One stop string or several. */
export function stopOf(value: unknown): string[] {
	return (typeof value === 'string' ? [value] : listOf(value)).filter(
		(it): it is string => typeof it === 'string' && it !== ''
	);
}

function readMessage(value: unknown): PromptMessage {
	const message = objectOf(value);
	return { role: roleOf(message['role']), text: contentText(message['content']) };
}

/** The text of a message's content: a string, or the text of its parts. Images count as a word. */
export function contentText(content: unknown): string {
	if (typeof content === 'string') return content;
	return listOf(content)
		.map((part) => (isObject(part) ? (textOf(part['text']) ?? '[image]') : ''))
		.join('\n');
}

/** `none` is this endpoint's name for off; any other effort leaves reasoning on. */
export function reasoningOf(effort: unknown): string | undefined {
	return effort === 'none' ? 'off' : textOf(effort);
}

function schemaOf(format: unknown): JsonObject | undefined {
	if (format === undefined || format === null) return undefined;
	const { type, json_schema: schema } = objectOf(format);
	if (type === 'text') return undefined;
	if (type !== 'json_schema') {
		throw plainError(400, "'response_format.type' must be 'json_schema' or 'text'");
	}
	return objectOf(objectOf(schema)['schema']);
}

/** The first tool, where the request demands a call. Left to choose, the simulator answers in text. */
function toolOf(body: JsonObject): ToolRequest | undefined {
	if (body['tool_choice'] !== 'required') return undefined;
	const [first] = listOf(body['tools']);
	const definition = objectOf(objectOf(first)['function']);
	const name = textOf(definition['name']);
	return name === undefined ? undefined : { name, parameters: definition['parameters'] };
}
