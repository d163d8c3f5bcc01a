import type { StreamEffects } from '../effects.ts';
import type { ServerFailure } from '../errors.ts';
import type { Dialect } from '../generation/dialect.ts';
import type { StopReason } from '../generation/plan.ts';
import type { GenerationResult, Step } from '../generation/run.ts';
import type { Frame } from '../http/sse-writer.ts';
import type { Ids } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { ReasoningField } from '../models/model-definition.ts';

interface ChatStreamOptions {
	id: string;
	/** Epoch seconds. */
	created: number;
	includesUsage: boolean;
	/** Where the model's reasoning goes; known only once the model is. */
	reasoningField: () => ReasoningField | undefined;
	effects: StreamEffects;
	ids: Ids;
}

const DONE: Frame = { data: '[DONE]' };

/** The chunks of `/v1/chat/completions` and its v0 twin. Silent until the first token. */
export function createChatDialect(options: ChatStreamOptions): Dialect {
	const { effects } = options;
	let model = '';
	let deltaCount = 0;
	let toolId = '';

	function chunk(rest: JsonObject): Frame {
		return {
			data: JSON.stringify({
				id: options.id,
				object: 'chat.completion.chunk',
				created: options.created,
				model,
				system_fingerprint: model,
				...rest
			})
		};
	}

	function choice(delta: JsonObject, finishReason: string | null): Frame {
		return chunk({
			choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }]
		});
	}

	function delta(content: JsonObject): Frame[] {
		deltaCount += 1;
		const isRoleTold = deltaCount > 1 && !effects.roleOnEveryDelta;
		return [choice({ ...(isRoleTold ? {} : { role: 'assistant' }), ...content }, null)];
	}

	function toolDelta(name: string, text: string): Frame[] {
		const call = (rest: JsonObject) => delta({ tool_calls: [{ index: 0, ...rest }] });
		const piece = {
			type: 'function',
			function: { ...(effects.emptyToolNames ? { name: '' } : {}), arguments: text }
		};
		if (toolId !== '') return call(piece);
		toolId = options.ids.number();
		const first = { id: toolId, type: 'function', function: { name, arguments: '' } };
		return [...call(first), ...call(piece)];
	}

	return {
		tellsLoading: false,
		opening(instanceId) {
			model = instanceId;
			return [];
		},
		frames(step: Step) {
			switch (step.type) {
				case 'text':
					return delta({ content: step.text });
				case 'reasoning':
					return delta(
						options.reasoningField() === 'reasoning'
							? { reasoning: step.text }
							: { reasoning_content: step.text }
					);
				case 'tool_arguments':
					return toolDelta(step.name, step.text);
				default:
					return [];
			}
		},
		failure: (failure) => [errorFrame(failure)],
		closing: (result) => [
			choice({}, finishReasonOf(result.stopReason)),
			...(options.includesUsage ? [chunk({ choices: [], usage: usageOf(result) })] : []),
			DONE
		]
	};
}

/** How the OpenAI-compatible streams tell an error: the message twice, and no `[DONE]` after it. */
export function errorFrame({ message }: ServerFailure): Frame {
	return { event: 'error', data: JSON.stringify({ error: { message }, message }) };
}

export function finishReasonOf(reason: StopReason): 'stop' | 'length' | 'tool_calls' {
	switch (reason) {
		case 'eosFound':
		case 'stopStringFound':
			return 'stop';
		case 'maxPredictedTokensReached':
		case 'contextLengthReached':
			return 'length';
		case 'toolCalls':
			return 'tool_calls';
	}
}

/** `usage` of the current server. */
export function usageOf(result: GenerationResult): JsonObject {
	return {
		prompt_tokens: result.inputTokens,
		completion_tokens: result.outputTokens,
		total_tokens: result.inputTokens + result.outputTokens,
		completion_tokens_details: { reasoning_tokens: result.reasoningTokens }
	};
}
