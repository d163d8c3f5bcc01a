import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { MessageOf } from '#lib/protocol/message.ts';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { chooseModel } from '#lib/core/catalog/choose-model.ts';
import { findInstance, findModel } from '#lib/core/catalog/model-keys.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type {
	Clock,
	EndpointReport,
	Failure,
	GenerationRequest,
	HashText,
	ModelClient,
	NewId
} from '#lib/core/ports.ts';
import { createAnswerPublisher, type AnswerPublisher } from './answer-publisher.ts';
import { contextFor, DEFAULT_ANSWER_TOKENS, fit } from './fit.ts';
import type { PromptSource, RenderedPrompt } from './prompt-source.ts';

export interface AnalysisPorts {
	client: ModelClient;
	prompts: PromptSource;
	clock: Clock;
	newId: NewId;
	hashText: HashText;
}

/** How many ended requests are remembered, so that a repeated id is not run twice. */
const REMEMBERED_REQUESTS = 256;

/**
 * Serves `llm_request` on a bus: renders the template, holds the prompt against the loaded context, generates, and ends
 * each request with exactly one final `llm_chunk`, after one `error` where it failed.
 *
 * A request repeated with the same id is answered once; the same id with another payload is an `id_conflict`.
 *
 * @returns a function that ends every running request and stops serving
 */
export function serveAnalysis(bus: Bus, ports: AnalysisPorts): () => void {
	const running = new Map<string, AbortController>();
	const seen = new Map<string, string>();

	const stopRequests = bus.subscribe({ type: 'llm_request' }, (message) => {
		const requestId = message.id ?? ports.newId();
		const payload = JSON.stringify(message.data);
		const before = seen.get(requestId);
		if (before === payload) return;
		if (before !== undefined) {
			reportConflict(bus, requestId);
			return;
		}
		remember(seen, requestId, payload);
		const abort = new AbortController();
		running.set(requestId, abort);
		void answer(bus, ports, requestId, message, abort.signal).finally(() =>
			running.delete(requestId)
		);
	});
	const stopCancels = bus.subscribe({ type: 'cancel' }, (message) => {
		running.get(message.data.request_id)?.abort();
	});

	return () => {
		stopRequests();
		stopCancels();
		for (const abort of running.values()) abort.abort();
	};
}

async function answer(
	bus: Bus,
	ports: AnalysisPorts,
	requestId: string,
	message: MessageOf<'llm_request'>,
	signal: AbortSignal
): Promise<void> {
	const publisher = createAnswerPublisher(bus, ports.clock, requestId);
	try {
		await generateAnswer(bus, ports, requestId, message, publisher, signal);
	} catch (error) {
		publisher.fail({
			code: 'internal',
			message: `The analysis broke off: ${error instanceof Error ? error.message : String(error)}`,
			suggestion:
				'Try again; if it happens again, copy the messages from the inspector into a report.',
			retryable: true
		});
	}
}

async function generateAnswer(
	bus: Bus,
	ports: AnalysisPorts,
	requestId: string,
	{ data, from }: MessageOf<'llm_request'>,
	publisher: AnswerPublisher,
	signal: AbortSignal
): Promise<void> {
	const contentHash = await ports.hashText(data.content);
	bus.publish({
		type: 'request_started',
		request_id: requestId,
		data: {
			request_id: requestId,
			template: data.template,
			content_hash: contentHash,
			...(data.model === undefined ? {} : { model: data.model }),
			...(from === undefined ? {} : { from })
		}
	});
	publisher.phase('queued');
	const [rendered, report] = await Promise.all([
		ports.prompts.render(data),
		ports.client.inspect(signal)
	]);
	if (signal.aborted) {
		publisher.cancel();
		return;
	}
	if (!rendered.ok) {
		publisher.fail(rendered.failure);
		return;
	}
	const model =
		data.model === undefined
			? chooseModel(report.models, 'chat')
			: findModel(report.models, data.model);
	const key = data.model ?? model?.key;
	if (key === undefined) {
		publisher.fail(noModelFailure(report));
		return;
	}

	const plan = planRequest(rendered.prompt, data, key, model);
	if (plan.failure) {
		publisher.fail(plan.failure);
		return;
	}
	publisher.expect({
		estimatedInputTokens: plan.promptTokens,
		contextLength: findInstance(report.models, key)?.context_length ?? plan.request.contextLength
	});
	await ports.client.generate(plan.request, publisher.onEvent, signal);
}

/** What is sent for a request, unless it does not fit the context: then nothing is. */
function planRequest(
	prompt: RenderedPrompt,
	data: LlmRequestData,
	key: string,
	model: ModelInfo | undefined
): { request: GenerationRequest; promptTokens: number; failure?: Failure } {
	const options = data.options ?? {};
	const promptTokens = prompt.messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
	const maxOutputTokens = options.max_output_tokens ?? prompt.defaults.maxOutputTokens;
	const answerTokens = maxOutputTokens ?? DEFAULT_ANSWER_TOKENS;
	const instance = findInstance(model ? [model] : [], key);
	const question = {
		promptTokens,
		contentTokens: estimateTokens(data.content),
		answerTokens,
		instance,
		contextAtLoad: options.context_length,
		model
	};
	const room = fit(question);
	const request: GenerationRequest = {
		model: key,
		messages: prompt.messages,
		temperature: options.temperature ?? prompt.defaults.temperature,
		maxOutputTokens,
		topP: options.top_p ?? prompt.defaults.topP,
		contextLength: instance
			? undefined
			: (options.context_length ?? contextFor(room.neededTokens, model?.max_context_length)),
		seed: options.seed,
		stop: options.stop,
		reasoning: options.reasoning
	};
	if (room.state !== 'too_long') return { request, promptTokens };
	return { request, promptTokens, failure: tooLongFailure(room) };
}

function tooLongFailure(room: Extract<ReturnType<typeof fit>, { state: 'too_long' }>): Failure {
	const needed = room.neededTokens.toLocaleString('en');
	return {
		code: 'too_large',
		message: `This text does not fit: it needs about ${needed} tokens with its instructions and room for the answer, and the model's context is ${room.contextLength.toLocaleString('en')}.`,
		suggestion:
			room.loadWith === undefined
				? 'Analyse a part of the text, or use a model with a larger context.'
				: `Load the model with a context of ${room.loadWith.toLocaleString('en')}, or analyse a part of the text.`,
		retryable: false
	};
}

/** Why there is no model to ask: the server's own trouble, where it has one, comes before "no model". */
function noModelFailure({ state, detail, endpoint }: EndpointReport): Failure {
	switch (state) {
		case 'unreachable':
		case 'cors_blocked':
		case 'unauthorized':
		case 'permission_needed':
		case 'not_lmstudio':
			return {
				code: state,
				message:
					detail ?? `The server at ${endpoint} cannot be used (${state.replaceAll('_', ' ')}).`,
				suggestion: 'Open Connection help: it says what to click or type.',
				retryable: true
			};
		case 'connected':
		case 'connecting':
		case 'simulated':
		case 'no_model':
			return {
				code: 'no_model',
				message: detail ?? 'The server offers no chat model.',
				suggestion: 'Download one in LM Studio, or run `lms get llama-3.2-3b-instruct`.',
				retryable: true
			};
	}
}

/** Told without the request's id: that request's own messages, and its one ending, are not touched by it. */
function reportConflict(bus: Bus, requestId: string) {
	bus.publish({
		type: 'error',
		data: {
			code: 'id_conflict',
			message: `The id '${requestId}' was used for another request already.`,
			suggestion: 'Give every request an id of its own.',
			retryable: false
		}
	});
}

function remember(seen: Map<string, string>, requestId: string, payload: string) {
	seen.set(requestId, payload);
	const oldest = seen.size > REMEMBERED_REQUESTS ? seen.keys().next() : undefined;
	if (oldest && !oldest.done) seen.delete(oldest.value);
}
