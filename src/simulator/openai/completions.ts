import { plainError } from '../errors.ts';
import { answerGeneration } from '../generation/answer-generation.ts';
import type { Dialect } from '../generation/dialect.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Frame } from '../http/sse-writer.ts';
import { listOf, textOf, type JsonObject } from '../json.ts';
import { errorFrame, finishReasonOf, usageOf } from './chat-dialect.ts';
import { readSampling } from './read-chat.ts';

/** `POST /v1/completions`: a prompt without a chat template. */
export async function answerCompletion(exchange: Exchange): Promise<void> {
	const { includesUsage } = readSampling(exchange.body);
	await answerCompletionWith(exchange, includesUsage, (result) => ({
		usage: usageOf(result),
		stats: {}
	}));
}

/** The same for the v0 twin, whose answers end differently. */
export async function answerCompletionWith(
	exchange: Exchange,
	includesUsage: boolean,
	extras: (result: GenerationResult) => JsonObject
): Promise<void> {
	const { body, world } = exchange;
	const prompt = promptOf(body['prompt']);
	const id = `cmpl-${world.ids.word(21)}`;
	const created = Math.floor(world.clock.now() / 1000);
	await answerGeneration(exchange, {
		...readSampling(body),
		flavour: 'openai',
		messages: [{ role: 'user', text: prompt }],
		reasoning: 'off',
		dialect: () => createCompletionDialect(id, created, includesUsage),
		body: (result) => ({
			id,
			object: 'text_completion',
			created,
			model: result.instanceId,
			choices: [
				{
					index: 0,
					text: result.text,
					logprobs: null,
					finish_reason: finishReasonOf(result.stopReason)
				}
			],
			...extras(result)
		})
	});
}

function promptOf(value: unknown): string {
	const prompt = textOf(Array.isArray(value) ? listOf(value)[0] : value);
	if (prompt === undefined) throw plainError(400, "'prompt' field is required");
	return prompt;
}

function createCompletionDialect(id: string, created: number, includesUsage: boolean): Dialect {
	let model = '';
	const chunk = (rest: JsonObject): Frame => ({
		data: JSON.stringify({ id, object: 'text_completion', created, model, ...rest })
	});
	const choice = (text: string, finish_reason: string | null): Frame =>
		chunk({ choices: [{ index: 0, text, logprobs: null, finish_reason }] });
	return {
		tellsLoading: false,
		opening(instanceId) {
			model = instanceId;
			return [];
		},
		frames: (step) => (step.type === 'text' ? [choice(step.text, null)] : []),
		failure: (failure) => [errorFrame(failure)],
		closing: (result) => [
			choice('', finishReasonOf(result.stopReason)),
			...(includesUsage ? [chunk({ choices: [], usage: usageOf(result) })] : []),
			{ data: '[DONE]' }
		]
	};
}
