import type { GenerationResult } from '../generation/run.ts';
import type { Ids } from '../ids.ts';
import type { JsonObject } from '../json.ts';

/** What of a request its response repeats. */
interface Repeated {
	previousId: string | null;
	instructions: string | null;
	maxTokens: number | null;
	temperature: number;
	effort: string | null;
	isStored: boolean;
}

/** The response object of `/v1/responses` at its stages, and the items in it. */
export interface ResponseBody {
	id: string;
	messageId: string;
	reasoningId: string;
	/** As `response.created` and `response.in_progress` carry it. */
	begun: (model: string) => JsonObject;
	/** Whole, and `completed` even where the limit cut it off. */
	completed: (result: GenerationResult, completedAt: number) => JsonObject;
	messageItem: (text: string, status: string) => JsonObject;
	reasoningItem: (text: string) => JsonObject;
}

export function createResponseBody(ids: Ids, createdAt: number, repeated: Repeated): ResponseBody {
	const id = `resp_${ids.hex(48)}`;
	const messageId = `msg_${ids.word(22)}`;
	const reasoningId = `rs_${ids.word(22)}`;

	function body(stage: {
		model: string;
		status: string;
		completedAt: number | null;
		output: JsonObject[];
		usage: JsonObject | null;
	}): JsonObject {
		return {
			id,
			object: 'response',
			created_at: createdAt,
			completed_at: stage.completedAt,
			status: stage.status,
			incomplete_details: null,
			model: stage.model,
			previous_response_id: repeated.previousId,
			instructions: repeated.instructions,
			output: stage.output,
			error: null,
			tools: [],
			tool_choice: 'auto',
			truncation: 'auto',
			parallel_tool_calls: true,
			text: { format: { type: 'text' } },
			// The next values are the server's own, odd as they are.
			top_p: false,
			presence_penalty: 0,
			frequency_penalty: 1.1,
			top_logprobs: 0,
			temperature: repeated.temperature,
			reasoning: { summary: null, effort: repeated.effort },
			usage: stage.usage,
			max_output_tokens: repeated.maxTokens,
			max_tool_calls: null,
			store: repeated.isStored,
			background: false,
			service_tier: 'default',
			metadata: {},
			safety_identifier: null,
			prompt_cache_key: null
		};
	}

	function messageItem(text: string, status: string): JsonObject {
		const content =
			status === 'completed' ? [{ type: 'output_text', text, annotations: [], logprobs: [] }] : [];
		return { id: messageId, type: 'message', role: 'assistant', status, content };
	}

	function reasoningItem(text: string): JsonObject {
		const content = [{ type: 'reasoning_text', text }];
		return { id: reasoningId, type: 'reasoning', summary: [], content };
	}

	return {
		id,
		messageId,
		reasoningId,
		messageItem,
		reasoningItem,
		begun: (model) =>
			body({ model, status: 'in_progress', completedAt: null, output: [], usage: null }),
		completed: (result, completedAt) =>
			body({
				model: result.instanceId,
				status: 'completed',
				completedAt,
				output: [
					...(result.reasoning === '' ? [] : [reasoningItem(result.reasoning)]),
					messageItem(result.text, 'completed')
				],
				usage: {
					input_tokens: result.inputTokens,
					output_tokens: result.outputTokens,
					total_tokens: result.inputTokens + result.outputTokens,
					input_tokens_details: { cached_tokens: 0 },
					output_tokens_details: { reasoning_tokens: result.reasoningTokens }
				}
			})
	};
}
