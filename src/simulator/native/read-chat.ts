import { ApiError, nativeRefusal } from '../errors.ts';
import type { PromptMessage } from '../generation/prompt.ts';
import { isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { ModelDefinition } from '../models/model-definition.ts';
import type { StoredResponses } from '../stored-responses.ts';
import { checkFields, refuseUnknownKeys, type FieldTable } from './read-fields.ts';

export interface NativeChatRequest {
	model: string;
	messages: PromptMessage[];
	isStream: boolean;
	isStored: boolean;
	maxTokens: number | undefined;
	reasoning: string | undefined;
	contextLength: number | undefined;
}

const FIELDS: FieldTable = {
	required: { model: 'string', input: 'string or array' },
	optional: {
		system_prompt: 'string',
		integrations: 'array',
		stream: 'boolean',
		temperature: 'number',
		top_p: 'number',
		top_k: 'number',
		min_p: 'number',
		repeat_penalty: 'number',
		max_output_tokens: 'number',
		reasoning: 'string',
		context_length: 'number',
		store: 'boolean',
		previous_response_id: 'string'
	}
};

/** @throws {ApiError} in the words of the native API */
export function readNativeChat(body: JsonObject, stored: StoredResponses): NativeChatRequest {
	checkFields(body, FIELDS);
	refuseIntegrations(listOf(body['integrations']));
	const system = textOf(body['system_prompt']);
	return {
		model: textOf(body['model']) ?? '',
		messages: [
			...(system === undefined ? [] : [{ role: 'system' as const, text: system }]),
			...earlierMessages(textOf(body['previous_response_id']), stored),
			{ role: 'user', text: inputText(body['input']) }
		],
		isStream: body['stream'] === true,
		isStored: body['store'] !== false,
		maxTokens: numberOf(body['max_output_tokens']),
		reasoning: textOf(body['reasoning']),
		contextLength: numberOf(body['context_length'])
	};
}

/** @throws {ApiError} when the model does not know the setting */
export function checkReasoning(definition: ModelDefinition, setting: string | undefined): void {
	if (setting === undefined) return;
	const allowed = definition.capabilities?.reasoning?.allowedOptions ?? [];
	if (allowed.includes(setting)) return;
	const supported =
		allowed.length === 0
			? ''
			: ` Supported settings: ${allowed.map((option) => `'${option}'`).join(', ')}.`;
	throw nativeRefusal(
		`Reasoning setting '${setting}' is not supported by model '${definition.key}'.${supported}`,
		'invalid_value',
		'reasoning'
	);
}

/** The text of `input`. A list takes text and images, and nothing that has a role. */
function inputText(input: unknown): string {
	if (typeof input === 'string') return input;
	return listOf(input)
		.map((value) => {
			const item = objectOf(value);
			if (item['type'] === 'text' && typeof item['content'] === 'string') {
				refuseUnknownKeys(item, ['type', 'content']);
				return item['content'];
			}
			if (item['type'] === 'image' && typeof item['data_url'] === 'string') {
				refuseUnknownKeys(item, ['type', 'data_url']);
				return '[image]';
			}
			throw nativeRefusal(
				"Invalid input item. Expected type 'text' with 'content', or 'image' with 'data_url'",
				'invalid_union',
				'input'
			);
		})
		.join('\n');
}

function earlierMessages(id: string | undefined, stored: StoredResponses): PromptMessage[] {
	if (id === undefined) return [];
	const found = stored.find(id);
	if (found) return [...found];
	throw nativeRefusal(
		`Could not find stored response for previous_response_id '${id}'. Please ensure the ID is correct. Current previous response auto-deletion policy: Responses older than 30 days are automatically deleted.`,
		'invalid_value',
		'previous_response_id'
	);
}

/** The simulator runs no plugins, and says so as a server does that does not permit them. */
function refuseIntegrations(integrations: readonly unknown[]): void {
	const [first] = integrations;
	if (first === undefined) return;
	const item = isObject(first) ? first : { id: first };
	const name = textOf(item['id']) ?? textOf(item['server_label']) ?? '';
	throw new ApiError(403, {
		error: {
			message: `Permission denied to use plugin '${name}'. Ensure that the server configuration allows plugin usage and, if using an API token, it has the necessary permissions.`,
			type: 'invalid_request',
			param: 'integrations',
			code: null
		}
	});
}
