/** What a whole native answer holds: the body without streaming, and the result at the end of a stream. */
import type { GenerationRequest } from '#lib/core/ports.ts';
import { z } from '#lib/protocol/zod.ts';
import type { Answer } from './answer.ts';
import { isRecord } from './is-record.ts';
import { maybe } from './maybe.ts';
import type { Verdict } from './stream-reader.ts';

const Count = z.number().check(z.minimum(0));

const NativeAnswer = z.object({
	model_instance_id: maybe(z.string()),
	output: maybe(z.array(z.unknown())),
	stats: maybe(
		z.object({
			input_tokens: maybe(Count),
			total_output_tokens: maybe(Count),
			reasoning_output_tokens: maybe(Count),
			tokens_per_second: maybe(Count),
			time_to_first_token_seconds: maybe(Count),
			model_load_time_seconds: maybe(Count)
		})
	)
});

export function isNativeAnswer(body: unknown): boolean {
	return isRecord(body) && Array.isArray(body['output']);
}

/**
 * Takes over what the body tells beside the deltas, and its text where no delta has come. The native interface gives no
 * reason for the end, so `length` is inferred from the number of tokens.
 */
export function takeNativeAnswer(
	body: unknown,
	answer: Answer,
	{ maxOutputTokens = Infinity }: GenerationRequest
): Verdict {
	const result = NativeAnswer.safeParse(body);
	const { model_instance_id: model, output = [], stats = {} } = result.data ?? {};
	if (model !== undefined) answer.noteModel(model);
	answer.noteUsage({
		input_tokens: stats.input_tokens,
		output_tokens: stats.total_output_tokens,
		reasoning_tokens: stats.reasoning_output_tokens
	});
	answer.noteServerStats({
		tokens_per_second: stats.tokens_per_second,
		time_to_first_token_seconds: stats.time_to_first_token_seconds,
		model_load_time_seconds: stats.model_load_time_seconds
	});
	if (!answer.hasBegun) addWhole(output, answer);
	const isFull = (stats.total_output_tokens ?? 0) >= maxOutputTokens;
	return { type: 'finished', reason: isFull ? 'length' : 'stop' };
}

function addWhole(output: readonly unknown[], answer: Answer) {
	for (const item of output) {
		if (!isRecord(item) || typeof item['content'] !== 'string') continue;
		if (item['type'] === 'message') answer.addText(item['content']);
		else if (item['type'] === 'reasoning') answer.addReasoning(item['content']);
	}
}
