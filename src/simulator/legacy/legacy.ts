import { plainError } from '../errors.ts';
import { answerGeneration } from '../generation/answer-generation.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Exchange } from '../http/exchange.ts';
import { sendJson } from '../http/replies.ts';
import type { JsonObject } from '../json.ts';
import { describeLegacy } from '../models/describe-models.ts';
import { finishReasonOf } from '../openai/chat-dialect.ts';
import { chatJob } from '../openai/chat.ts';
import { answerCompletionWith } from '../openai/completions.ts';
import { readChat } from '../openai/read-chat.ts';
import type { World } from '../world.ts';

/** `GET /api/v0/models` */
export function listLegacyModels({ world, response }: Exchange): void {
	const { models } = world;
	const data = models.definitions.map((definition) => describeLegacy(models, definition));
	sendJson(response, 200, { object: 'list', data });
}

/** `GET /api/v0/models/{id}` */
export function showLegacyModel({ world, parameter, response }: Exchange): void {
	const definition = world.models.findDefinition(parameter);
	if (!definition) throw plainError(404, `Model "${parameter}" not found.`);
	sendJson(response, 200, describeLegacy(world.models, definition));
}

/** `POST /api/v0/chat/completions`: OpenAI's body with three more objects. Its streams tell no usage. */
export async function answerLegacyChat(exchange: Exchange): Promise<void> {
	const { body, world } = exchange;
	const request = { ...readChat(body), includesUsage: false };
	const id = `chatcmpl-${world.ids.word(22)}`;
	const created = Math.floor(world.clock.now() / 1000);
	await answerGeneration(exchange, {
		...chatJob(exchange, request, { id, created }),
		body: (result) => ({
			id,
			object: 'chat.completion',
			created,
			model: result.instanceId,
			choices: [
				{
					index: 0,
					logprobs: null,
					finish_reason: finishReasonOf(result.stopReason),
					message: {
						role: 'assistant',
						content: result.text,
						...(result.reasoning === '' ? {} : { reasoning_content: result.reasoning })
					}
				}
			],
			...legacyExtras(world, result)
		})
	});
}

/** `POST /api/v0/completions` */
export async function answerLegacyCompletion(exchange: Exchange): Promise<void> {
	await answerCompletionWith(exchange, false, (result) => legacyExtras(exchange.world, result));
}

function legacyExtras({ models }: World, result: GenerationResult): JsonObject {
	const instance = models.instances.find(({ id }) => id === result.instanceId);
	const definition = instance?.definition;
	return {
		usage: {
			prompt_tokens: result.inputTokens,
			completion_tokens: result.outputTokens,
			total_tokens: result.inputTokens + result.outputTokens
		},
		stats: {
			tokens_per_second: result.tokensPerSecond,
			time_to_first_token: result.firstTokenSeconds,
			generation_time: result.generationSeconds,
			stop_reason: result.stopReason
		},
		model_info: {
			arch: definition?.architecture,
			quant: definition?.quantization.name,
			format: definition?.format,
			context_length: instance?.contextLength
		},
		runtime: {
			name: 'assay-simulator',
			version: '1.0.0',
			supported_formats: [definition?.format]
		}
	};
}
