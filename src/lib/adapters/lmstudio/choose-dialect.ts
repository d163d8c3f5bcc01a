/** Which of LM Studio's two interfaces for answers a request goes to, and how it is written there. */
import type { GenerationRequest, PromptMessage } from '#lib/core/ports.ts';
import type { ReasoningEffort } from '#lib/protocol/chat-schemas.ts';
import { withoutGaps } from './without-gaps.ts';

/**
 * `native` is `POST /api/v1/chat`, which alone tells progress and speeds, and refuses every field it does not know.
 * `openai` is `POST /v1/chat/completions`, which takes conversations, schemas, seeds and stop words.
 */
export type Dialect = 'native' | 'openai';

/** The most that the native endpoint is documented to take. */
const NATIVE_MAX_TEMPERATURE = 1;

/** What native takes for `reasoning`, by its documentation. */
const NATIVE_REASONING: readonly ReasoningEffort[] = ['off', 'low', 'medium', 'high', 'on'];

/** Native wherever it can say all of the request. */
export function chooseDialect(request: GenerationRequest): Dialect {
	const { temperature = 0, reasoning } = request;
	const isNative =
		plainPrompt(request.messages) !== undefined &&
		request.seed === undefined &&
		!request.stop?.length &&
		request.jsonSchema === undefined &&
		temperature <= NATIVE_MAX_TEMPERATURE &&
		(reasoning === undefined || NATIVE_REASONING.includes(reasoning));
	return isNative ? 'native' : 'openai';
}

/** The path and the body of a request in a dialect. A native body needs a request that {@link chooseDialect} sends there. */
export function writeRequest(
	request: GenerationRequest,
	dialect: Dialect
): { path: string; body: Record<string, unknown> } {
	return dialect === 'native'
		? { path: '/api/v1/chat', body: nativeBody(request) }
		: { path: '/v1/chat/completions', body: openAiBody(request) };
}

function nativeBody(request: GenerationRequest): Record<string, unknown> {
	const prompt = plainPrompt(request.messages);
	return withoutGaps({
		model: request.model,
		input: prompt?.input,
		system_prompt: prompt?.system,
		stream: true,
		// By default the server would keep every prompt and answer.
		store: false,
		temperature: request.temperature,
		top_p: request.topP,
		max_output_tokens: request.maxOutputTokens,
		context_length: request.contextLength,
		reasoning: request.reasoning
	});
}

function openAiBody(request: GenerationRequest): Record<string, unknown> {
	const { jsonSchema, stop, reasoning } = request;
	return withoutGaps({
		model: request.model,
		messages: request.messages.map(({ role, text }) => ({ role, content: text })),
		stream: true,
		stream_options: { include_usage: true },
		temperature: request.temperature,
		top_p: request.topP,
		max_tokens: request.maxOutputTokens,
		seed: request.seed,
		stop: stop?.length ? stop : undefined,
		reasoning_effort: reasoning && openAiEffort(reasoning),
		response_format: jsonSchema && {
			type: 'json_schema',
			json_schema: { name: jsonSchema.name, strict: true, schema: jsonSchema.schema }
		}
	});
}

/** The words differ for off and on only. */
function openAiEffort(reasoning: ReasoningEffort): string {
	if (reasoning === 'off') return 'none';
	return reasoning === 'on' ? 'medium' : reasoning;
}

/** The prompt as native takes it: one text of the user, and before it perhaps one of the system. */
function plainPrompt(
	messages: readonly PromptMessage[]
): { input: string; system: string | undefined } | undefined {
	const [first, second] = messages;
	if (messages.length === 1 && first?.role === 'user') {
		return { input: first.text, system: undefined };
	}
	const isPair = messages.length === 2 && first?.role === 'system' && second?.role === 'user';
	return isPair ? { input: second.text, system: first.text || undefined } : undefined;
}
