import type { Dialect } from '../generation/dialect.ts';
import type { GenerationResult } from '../generation/run.ts';
import type { Frame } from '../http/sse-writer.ts';
import type { JsonObject } from '../json.ts';
import { errorFrame } from './chat-dialect.ts';
import type { ResponseBody } from './response-body.ts';

/**
 * The events of `/v1/responses` in OpenAI's order, since no capture of LM Studio's own is public. Reasoning comes in one
 * piece, as clients have reported.
 */
export function createResponsesDialect(response: ResponseBody, nowSeconds: () => number): Dialect {
	const place = { item_id: response.messageId, content_index: 0 };
	let sequence = 0;
	let model = '';
	let reasoning = '';
	let messageIndex: number | undefined;

	function event(type: string, rest: JsonObject): Frame {
		const data = JSON.stringify({ type, sequence_number: sequence, ...rest });
		sequence += 1;
		return { event: type, data };
	}

	function endReasoning(): Frame[] {
		if (reasoning === '') return [];
		const item = response.reasoningItem(reasoning);
		return [
			event('response.output_item.added', { output_index: 0, item }),
			event('response.reasoning_text.done', {
				item_id: response.reasoningId,
				output_index: 0,
				content_index: 0,
				text: reasoning
			}),
			event('response.output_item.done', { output_index: 0, item })
		];
	}

	function beginMessage(): Frame[] {
		if (messageIndex !== undefined) return [];
		const before = endReasoning();
		messageIndex = before.length > 0 ? 1 : 0;
		return [
			...before,
			event('response.output_item.added', {
				output_index: messageIndex,
				item: response.messageItem('', 'in_progress')
			}),
			event('response.content_part.added', {
				...place,
				output_index: messageIndex,
				part: { type: 'output_text', text: '', annotations: [], logprobs: [] }
			})
		];
	}

	function endMessage({ text }: GenerationResult): Frame[] {
		const at = { ...place, output_index: messageIndex };
		return [
			event('response.output_text.done', { ...at, text, logprobs: [] }),
			event('response.content_part.done', {
				...at,
				part: { type: 'output_text', text, annotations: [], logprobs: [] }
			}),
			event('response.output_item.done', {
				output_index: messageIndex,
				item: response.messageItem(text, 'completed')
			})
		];
	}

	return {
		tellsLoading: false,
		opening(instanceId) {
			model = instanceId;
			const begun = response.begun(model);
			return [
				event('response.created', { response: begun }),
				event('response.in_progress', { response: begun })
			];
		},
		frames(step) {
			if (step.type === 'reasoning') reasoning += step.text;
			if (step.type !== 'text') return [];
			return [
				...beginMessage(),
				event('response.output_text.delta', {
					...place,
					output_index: messageIndex,
					delta: step.text,
					logprobs: []
				})
			];
		},
		failure: (failure) => [errorFrame(failure)],
		closing: (result) => [
			...beginMessage(),
			...endMessage(result),
			event('response.completed', { response: response.completed(result, nowSeconds()) })
		]
	};
}
