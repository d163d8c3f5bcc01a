import { answerGeneration } from '../generation/answer-generation.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Exchange } from '../http/exchange.ts';
import type { JsonObject } from '../json.ts';
import { createNativeDialect } from './chat-dialect.ts';
import { checkReasoning, readNativeChat } from './read-chat.ts';

/** `POST /api/v1/chat` */
export async function answerNativeChat(exchange: Exchange): Promise<void> {
	const { body, world } = exchange;
	const request = readNativeChat(body, world.stored);
	const id = request.isStored ? `resp_${world.ids.hex(48)}` : undefined;
	const bodyOf = (result: GenerationResult) => nativeBody(result, id);
	await answerGeneration(exchange, {
		...request,
		flavour: 'native',
		stop: [],
		checkModel: (definition) => checkReasoning(definition, request.reasoning),
		dialect: () => createNativeDialect(world.effects.stream ?? {}, bodyOf),
		body: bodyOf,
		finished: ({ text }) => {
			if (id) world.stored.keep(id, [...request.messages, { role: 'assistant', text }]);
		}
	});
}

/** The answer's body, which `chat.end` carries as well. Nothing in it tells that it was cut off. */
function nativeBody(result: GenerationResult, id: string | undefined): JsonObject {
	const { reasoning, text, loadSeconds } = result;
	return {
		model_instance_id: result.instanceId,
		output: [
			...(reasoning === '' ? [] : [{ type: 'reasoning', content: reasoning }]),
			...(text === '' ? [] : [{ type: 'message', content: text }])
		],
		stats: {
			input_tokens: result.inputTokens,
			total_output_tokens: result.outputTokens,
			reasoning_output_tokens: result.reasoningTokens,
			tokens_per_second: result.tokensPerSecond,
			time_to_first_token_seconds: result.firstTokenSeconds,
			...(loadSeconds === undefined ? {} : { model_load_time_seconds: loadSeconds })
		},
		...(id === undefined ? {} : { response_id: id })
	};
}
