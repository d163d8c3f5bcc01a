import { answerGeneration } from '../generation/answer-generation.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Ids } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { ReasoningField } from '../models/model-definition.ts';
import { createChatDialect, finishReasonOf, usageOf } from './chat-dialect.ts';
import { readChat, type ChatRequest } from './read-chat.ts';

/** `POST /v1/chat/completions` */
export async function answerChat(exchange: Exchange): Promise<void> {
	const request = readChat(exchange.body);
	const { ids, clock } = exchange.world;
	const id = `chatcmpl-${ids.word(21)}`;
	const created = Math.floor(clock.now() / 1000);
	await answerGeneration(exchange, {
		...chatJob(exchange, request, { id, created }),
		body: (result, { definition }) => ({
			id,
			object: 'chat.completion',
			created,
			model: result.instanceId,
			choices: [
				{
					index: 0,
					message: messageOf(result, definition.reasoningField, ids),
					logprobs: null,
					finish_reason: finishReasonOf(result.stopReason)
				}
			],
			usage: usageOf(result),
			stats: {},
			system_fingerprint: result.instanceId
		})
	});
}

/** What the chat of `/v1` and that of `/api/v0` have in common. */
export function chatJob(
	{ world }: Exchange,
	request: ChatRequest,
	{ id, created }: { id: string; created: number }
) {
	let reasoningField: ReasoningField | undefined;
	return {
		...request,
		flavour: 'openai' as const,
		checkModel: (definition: { reasoningField?: ReasoningField | undefined }) => {
			reasoningField = definition.reasoningField;
		},
		dialect: () =>
			createChatDialect({
				id,
				created,
				includesUsage: request.includesUsage,
				reasoningField: () => reasoningField,
				effects: world.effects.stream ?? {},
				ids: world.ids
			})
	};
}

function messageOf(
	{ text, reasoning, tool }: GenerationResult,
	field: ReasoningField | undefined,
	ids: Ids
): JsonObject {
	return {
		role: 'assistant',
		content: text,
		...(field === 'reasoning' ? { reasoning } : { reasoning_content: reasoning }),
		tool_calls: tool
			? [
					{
						type: 'function',
						id: ids.number(),
						function: { name: tool.name, arguments: tool.arguments }
					}
				]
			: []
	};
}
