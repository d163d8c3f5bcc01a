import type { Clock, GenerationRequest, ModelClient } from '#lib/core/ports.ts';
import { isSameModel } from '#lib/core/catalog/model-keys.ts';
import { runCheck, type CheckRow, type Finding } from './check-row.ts';
import { collectGeneration, describeEnd, type CollectedGeneration } from './collect-generation.ts';

const UNKNOWN_MODEL = 'assay-check-no-such-model';

/** What the checks of generation need. */
export interface GenerationChecks {
	client: ModelClient;
	clock: Clock;
	/** The loaded chat model. */
	model: string;
	/** The context it is loaded with, in tokens. */
	contextLength: number;
}

/** Streams by both interfaces, cancels, and provokes what goes wrong. */
export function generationChecks({
	client,
	clock,
	model,
	contextLength
}: GenerationChecks): (() => Promise<CheckRow>)[] {
	const short = prompt(model, 'Count from one to five in words.', 64);
	const run = (request: GenerationRequest) => collectGeneration(client, clock, request);
	// A seed is what only the OpenAI-like interface takes.
	const overOpenAi = (request: GenerationRequest) => ({ ...request, seed: 1 });
	const tooLong = prompt(model, 'word '.repeat(contextLength + 512), 8);

	return [
		() =>
			runCheck(
				'Stream, native',
				'text in several pieces, chat.end, tokens and speed told by the server',
				async () => {
					const answer = await run(short);
					const { measured_by, endpoint } = answer.last.stats;
					const isNative = endpoint === 'native' && measured_by === 'server';
					return streamFinding(answer, isNative);
				}
			),
		() =>
			runCheck(
				'Stream, OpenAI-like',
				'text in several pieces, finish_reason, usage before [DONE]',
				async () => streamFinding(await run(overOpenAi(short)), true)
			),
		() =>
			runCheck(
				'Cancel',
				'closing the connection ends the answer; the next one starts',
				async () => {
					const long = prompt(model, 'Tell a very long story about a lighthouse.', 2000);
					const cancelled = await collectGeneration(client, clock, long, true);
					const next = await run(short);
					return {
						found: `${describeEnd(cancelled)} after ${milliseconds(cancelled.abortMs)}; next answer ${describeEnd(next)}, first token after ${milliseconds(next.firstTokenMs)}`,
						isAsAssumed: isEnd(cancelled, 'cancelled') && next.last.type === 'finished'
					};
				}
			),
		() =>
			runCheck('Overflow, native', 'an error that names the context', async () =>
				failureFinding(await run(tooLong), 'context_overflow')
			),
		() =>
			runCheck('Overflow, OpenAI-like', 'an error that names the context', async () =>
				failureFinding(await run(overOpenAi(tooLong)), 'context_overflow')
			),
		() =>
			runCheck('Unknown model, native', 'refused as unknown', async () =>
				failureFinding(await run({ ...short, model: UNKNOWN_MODEL }), 'model_not_found')
			),
		() =>
			runCheck(
				'Unknown model, OpenAI-like',
				'refused as unknown; answered by the one loaded chat model where there is just one',
				async () => {
					const answer = await run({ ...overOpenAi(short), model: UNKNOWN_MODEL });
					const { last } = answer;
					if (last.type === 'failed') return failureFinding(answer, 'model_not_found');
					const answered = last.model ?? 'a model without a name';
					return {
						found: `${describeEnd(answer)} by ${answered}`,
						isAsAssumed: isSameModel(answered, model)
					};
				}
			)
	];
}

function prompt(model: string, text: string, maxOutputTokens: number): GenerationRequest {
	return { model, messages: [{ role: 'user', text }], temperature: 0, maxOutputTokens };
}

function streamFinding(answer: CollectedGeneration, isRightInterface: boolean): Finding {
	const { usage, stats } = answer.last;
	const isStream = answer.last.type === 'finished' && answer.pieces > 1;
	const hasUsage = (usage.input_tokens ?? 0) > 0 && (usage.output_tokens ?? 0) > 0;
	const speed = stats.tokens_per_second?.toFixed(1) ?? 'no';
	return {
		found: [
			describeEnd(answer),
			`${answer.pieces} pieces`,
			`${usage.input_tokens ?? 'no'} tokens in`,
			`${usage.output_tokens ?? 'no'} out`,
			`${speed} tokens/s by the ${stats.measured_by ?? 'client'}`,
			`${answer.progressEvents} progress events`
		].join(', '),
		isAsAssumed: isStream && hasUsage && isRightInterface
	};
}

function failureFinding(answer: CollectedGeneration, code: string): Finding {
	const { last } = answer;
	return {
		found: describeEnd(answer),
		isAsAssumed: last.type === 'failed' && last.failure.code === code
	};
}

function isEnd({ last }: CollectedGeneration, reason: string): boolean {
	return last.type === 'finished' && last.reason === reason;
}

function milliseconds(value: number | undefined): string {
	return value === undefined ? 'an unknown time' : `${Math.round(value)} ms`;
}
