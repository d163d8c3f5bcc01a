import { ApiError } from '../errors.ts';
import { answerGeneration } from '../generation/answer-generation.ts';
import type { ToolRequest } from '../generation/plan.ts';
import { roleOf, type PromptMessage } from '../generation/prompt.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Exchange } from '../http/exchange.ts';
import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { contentText, limitOf, stopOf } from '../openai/read-chat.ts';
import { createMessagesDialect, messagesUsage, stopReasonOf } from './messages-dialect.ts';

/** `POST /v1/messages` */
export async function answerMessages(exchange: Exchange): Promise<void> {
	const { body, world } = exchange;
	const messages = readMessages(body);
	const id = `msg_${world.ids.word(21)}`;
	const toolId = world.ids.number();
	const thinking = objectOf(body['thinking'])['type'];
	await answerGeneration(exchange, {
		flavour: 'anthropic',
		model: textOf(body['model']) ?? '',
		isStream: body['stream'] === true,
		messages,
		maxTokens: limitOf(body['max_tokens']),
		stop: stopOf(body['stop_sequences']),
		reasoning: thinking === 'disabled' ? 'off' : undefined,
		tool: toolOf(body),
		dialect: () => createMessagesDialect(id, toolId),
		body: (result) => ({
			id,
			type: 'message',
			role: 'assistant',
			content: contentOf(result, toolId),
			model: result.instanceId,
			stop_reason: stopReasonOf(result.stopReason),
			stop_sequence: null,
			usage: messagesUsage(result)
		})
	});
}

function readMessages(body: JsonObject): PromptMessage[] {
	if (!Array.isArray(body['messages'])) {
		const error = { type: 'invalid_request_error', message: 'messages: Field required' };
		throw new ApiError(400, { type: 'error', error });
	}
	const system = contentText(body['system']);
	return [
		...(system === '' ? [] : [{ role: 'system' as const, text: system }]),
		...listOf(body['messages']).map((value) => {
			const message = objectOf(value);
			return { role: roleOf(message['role']), text: contentText(message['content']) };
		})
	];
}

/** The first tool, where the request demands that one is used. */
function toolOf(body: JsonObject): ToolRequest | undefined {
	if (objectOf(body['tool_choice'])['type'] !== 'any') return undefined;
	const tool = objectOf(listOf(body['tools'])[0]);
	const name = textOf(tool['name']);
	return name === undefined ? undefined : { name, parameters: tool['input_schema'] };
}

function contentOf({ reasoning, text, tool }: GenerationResult, toolId: string): JsonObject[] {
	if (tool) {
		return [
			{ type: 'tool_use', id: toolId, name: tool.name, input: parsedArguments(tool.arguments) }
		];
	}
	return [
		...(reasoning === '' ? [] : [{ type: 'thinking', thinking: reasoning, signature: '' }]),
		{ type: 'text', text }
	];
}

/** Arguments that the output limit cut off are no JSON; they count as none. */
function parsedArguments(text: string): JsonObject {
	try {
		return objectOf(JSON.parse(text));
	} catch {
		return {};
	}
}
