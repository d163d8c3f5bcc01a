import { makeAnswer } from '../answers/make-answer.ts';
import type { Effects } from '../effects.ts';
import { ServerFailure } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Instance } from '../models/instance.ts';
import { fillTool } from '../answers/fill-tool.ts';
import type { PromptMessage } from './prompt.ts';
import { reasonAbout } from './reasoning.ts';
import { countTokens, splitTokens, truncateToTokens } from './tokens.ts';

/** A function the answer must call. */
export interface ToolRequest {
	name: string;
	/** JSON schema of its arguments. */
	parameters: unknown;
}

/** What is asked of the model, the same for every endpoint. */
export interface GenerationInput {
	messages: readonly PromptMessage[];
	/** Output tokens, reasoning included; no limit but the context where absent. */
	maxTokens?: number | undefined;
	stop: readonly string[];
	/** The setting by its native name; the model's default where absent. */
	reasoning?: string | undefined;
	/** JSON schema that the answer follows. */
	schema?: JsonObject | undefined;
	tool?: ToolRequest | undefined;
}

/** Why generation ends, in the words of LM Studio's SDK. */
export type StopReason =
	| 'eosFound'
	| 'stopStringFound'
	| 'maxPredictedTokensReached'
	| 'contextLengthReached'
	| 'toolCalls';

/** A whole generation, decided before its first token goes out. */
export interface GenerationPlan {
	inputTokens: number;
	/** Tokens in order. */
	reasoning: readonly string[];
	text: readonly string[];
	toolName: string | undefined;
	toolArguments: readonly string[];
	stopReason: StopReason;
}

/** What a chat template adds to each message. */
const TOKENS_PER_MESSAGE = 4;

function countPrompt(messages: readonly PromptMessage[]): number {
	return messages.reduce((sum, { text }) => sum + countTokens(text) + TOKENS_PER_MESSAGE, 0);
}

/**
 * Fits the prompt to the instance's context.
 *
 * @param isStream errors of a stream have words of their own
 * @throws {ServerFailure} `overflow`
 */
export function fitPrompt(
	messages: readonly PromptMessage[],
	instance: Instance,
	{ overflow }: Effects,
	isStream: boolean
): { messages: readonly PromptMessage[]; inputTokens: number } {
	const inputTokens = countPrompt(messages);
	if (overflow === 'silent_cut') {
		const kept = cutPrompt(messages, Math.min(inputTokens / 4, instance.contextLength / 2));
		return { messages: kept, inputTokens: countPrompt(kept) };
	}
	const isForced = overflow !== undefined;
	const contextLength = isForced
		? Math.min(instance.contextLength, Math.max(1, inputTokens - 1))
		: instance.contextLength;
	if (inputTokens < contextLength) return { messages, inputTokens };
	throw new ServerFailure(
		'overflow',
		isStream && overflow !== 'as_status'
			? `Input does not fit in context length. The input has ${inputTokens} tokens, but the context length only supports ${contextLength} tokens.`
			: `The number of tokens to keep from the initial prompt is greater than the context length (n_keep: ${inputTokens}>= n_ctx: ${contextLength}). Try to load the model with a larger context length, or provide a shorter input.`
	);
}

/** Cuts every message so that all together have about `limit` tokens. */
function cutPrompt(messages: readonly PromptMessage[], limit: number): PromptMessage[] {
	const share = limit / Math.max(1, countPrompt(messages));
	return messages.map((message) => ({
		...message,
		text: truncateToTokens(message.text, Math.floor(countTokens(message.text) * share))
	}));
}

/** Decides the whole generation. The same input gives the same plan. */
export function planGeneration(
	input: GenerationInput,
	inputTokens: number,
	instance: Instance,
	effects: Effects
): GenerationPlan {
	const room = Math.max(0, instance.contextLength - inputTokens);
	const limit = Math.max(0, Math.min(input.maxTokens ?? Infinity, room));
	const endedBy: StopReason =
		input.maxTokens !== undefined && input.maxTokens <= room
			? 'maxPredictedTokensReached'
			: 'contextLengthReached';

	if (input.tool) {
		const tokens = splitTokens(fillTool(input.tool.parameters, input.messages));
		return {
			inputTokens,
			reasoning: [],
			text: [],
			toolName: input.tool.name,
			toolArguments: tokens.slice(0, limit),
			stopReason: tokens.length > limit ? endedBy : 'toolCalls'
		};
	}

	const whole = sayAll(input, instance, effects);
	const reasoning = splitTokens(whole.reasoning);
	const { text: said, isCut } = cutAtStop(whole.text, input.stop);
	const text = splitTokens(said);
	const total = reasoning.length + text.length;
	const ended: StopReason = isCut ? 'stopStringFound' : 'eosFound';
	return {
		inputTokens,
		reasoning: reasoning.slice(0, limit),
		text: text.slice(0, Math.max(0, limit - reasoning.length)),
		toolName: undefined,
		toolArguments: [],
		stopReason: total > limit ? endedBy : ended
	};
}

function sayAll(
	{ messages, schema, reasoning }: GenerationInput,
	{ definition }: Instance,
	effects: Effects
): { reasoning: string; text: string } {
	const answer = makeAnswer(messages, schema);
	if (answer.isJson && effects.jsonInReasoning) return { reasoning: answer.text, text: '' };
	const setting = reasoning ?? definition.capabilities?.reasoning?.default ?? 'on';
	// A JSON schema has been seen to switch reasoning off.
	if (!definition.reasoningField || setting === 'off' || schema) {
		return { reasoning: '', text: answer.text };
	}
	const thought = reasonAbout(messages, setting);
	return definition.reasoningField === 'think-tags'
		? { reasoning: '', text: `<think>\n${thought}\n</think>\n\n${answer.text}` }
		: { reasoning: thought, text: answer.text };
}

/** The text before the first of the stop strings. */
function cutAtStop(text: string, stop: readonly string[]): { text: string; isCut: boolean } {
	const places = stop.map((it) => (it === '' ? -1 : text.indexOf(it))).filter((at) => at !== -1);
	if (places.length === 0) return { text, isCut: false };
	return { text: text.slice(0, Math.min(...places)), isCut: true };
}
