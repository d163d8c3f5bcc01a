import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { chooseModel } from '#lib/core/catalog/choose-model.ts';
import { findInstance, findModel } from '#lib/core/catalog/model-keys.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import type { EndpointReport, Failure, GenerationRequest } from '#lib/core/ports.ts';
import { continueMessages } from './continue-answer.ts';
import type { Expectation } from './answer-publisher.ts';
import { contextFor, DEFAULT_ANSWER_TOKENS, fit, type Fit } from './fit.ts';
import type { RenderedPrompt } from './prompt-source.ts';

/** What is sent for a request, or why nothing is. */
export type Plan =
	| { ok: true; request: GenerationRequest; expectation: Expectation }
	| { ok: false; failure: Failure };

/** Chooses the model for a prompt, holds it against the model's context, and puts the request together. */
export function planRequest(
	prompt: RenderedPrompt,
	data: LlmRequestData,
	report: EndpointReport
): Plan {
	const options = data.options ?? {};
	const model =
		data.model === undefined
			? chooseModel(report.models, 'chat')
			: findModel(report.models, data.model);
	const key = data.model ?? model?.key;
	if (key === undefined) return { ok: false, failure: noModelFailure(report) };

	const messages = continueMessages(prompt.messages, data.partial_answer);
	const promptTokens = messages.reduce((sum, { text }) => sum + estimateTokens(text), 0);
	const maxOutputTokens = options.max_output_tokens ?? prompt.defaults.maxOutputTokens;
	const instance = findInstance(report.models, key);
	const room = fit({
		promptTokens,
		contentTokens: estimateTokens(data.content),
		answerTokens: maxOutputTokens ?? DEFAULT_ANSWER_TOKENS,
		instance,
		contextAtLoad: options.context_length,
		model
	});
	if (room.state === 'too_long') return { ok: false, failure: tooLongFailure(room) };
	const contextAtLoad = instance
		? undefined
		: (options.context_length ?? contextFor(room.neededTokens, model?.max_context_length));
	return {
		ok: true,
		request: {
			model: key,
			messages,
			temperature: options.temperature ?? prompt.defaults.temperature,
			maxOutputTokens,
			topP: options.top_p ?? prompt.defaults.topP,
			contextLength: contextAtLoad,
			seed: options.seed,
			stop: options.stop,
			reasoning: options.reasoning
		},
		expectation: {
			estimatedInputTokens: promptTokens,
			contextLength: instance ? instance.context_length : contextAtLoad
		}
	};
}

function tooLongFailure(room: Extract<Fit, { state: 'too_long' }>): Failure {
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
