import { anthropicFailure } from '../errors.ts';
import type { Dialect } from '../generation/dialect.ts';
import type { StopReason } from '../generation/plan.ts';
import type { GenerationResult, Step } from '../generation/run.ts';
import type { Frame } from '../http/sse-writer.ts';
import type { JsonObject } from '../json.ts';

/** The events of `/v1/messages` in Anthropic's public shapes. */
export function createMessagesDialect(id: string, toolId: string): Dialect {
	let model = '';
	let open: Step['type'] | undefined;
	let index = -1;

	/** Ends the block that is open and begins one for `step`, where it is of another kind. */
	function turnTo(step: Step | undefined): Frame[] {
		if (step?.type === open) return [];
		const ending = open ? [event('content_block_stop', { index })] : [];
		open = step?.type;
		if (!step) return ending;
		index += 1;
		return [...ending, event('content_block_start', { index, content_block: blockOf(step) })];
	}

	function blockOf(step: Step): JsonObject {
		if (step.type === 'reasoning') return { type: 'thinking', thinking: '', signature: '' };
		if (step.type === 'tool_arguments') {
			return { type: 'tool_use', id: toolId, name: step.name, input: {} };
		}
		return { type: 'text', text: '' };
	}

	function delta(step: Step, content: JsonObject): Frame[] {
		return [...turnTo(step), event('content_block_delta', { index, delta: content })];
	}

	return {
		tellsLoading: false,
		opening(instanceId) {
			model = instanceId;
			return [];
		},
		frames(step) {
			switch (step.type) {
				case 'prompt_start':
					return [
						event('message_start', {
							message: {
								id,
								type: 'message',
								role: 'assistant',
								content: [],
								model,
								stop_reason: null,
								stop_sequence: null,
								usage: {
									input_tokens: step.inputTokens,
									output_tokens: 0,
									cache_read_input_tokens: 0
								}
							}
						})
					];
				case 'reasoning':
					return delta(step, { type: 'thinking_delta', thinking: step.text });
				case 'text':
					return delta(step, { type: 'text_delta', text: step.text });
				case 'tool_arguments':
					return delta(step, { type: 'input_json_delta', partial_json: step.text });
				default:
					return [];
			}
		},
		failure: (failure) => [{ event: 'error', data: JSON.stringify(anthropicFailure(failure)) }],
		closing: (result) => [
			...turnTo(undefined),
			event('message_delta', {
				delta: { stop_reason: stopReasonOf(result.stopReason), stop_sequence: null },
				usage: { output_tokens: result.outputTokens }
			}),
			event('message_stop')
		]
	};
}

export function stopReasonOf(reason: StopReason): string {
	switch (reason) {
		case 'eosFound':
			return 'end_turn';
		case 'stopStringFound':
			return 'stop_sequence';
		case 'maxPredictedTokensReached':
		case 'contextLengthReached':
			return 'max_tokens';
		case 'toolCalls':
			return 'tool_use';
	}
}

/** The `usage` of a whole message. */
export function messagesUsage(result: GenerationResult): JsonObject {
	return {
		input_tokens: result.inputTokens,
		output_tokens: result.outputTokens,
		cache_read_input_tokens: 0
	};
}

function event(type: string, rest: JsonObject = {}): Frame {
	return { event: type, data: JSON.stringify({ type, ...rest }) };
}
