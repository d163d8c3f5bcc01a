import type { LoadedInstance, ModelInfo } from '#lib/protocol/service-schemas.ts';

/** Room for the answer when neither the person nor the template limits it, in tokens. */
export const DEFAULT_ANSWER_TOKENS = 1024;

/** Contexts that are offered when a model is to be loaded: multiples of this, in tokens. */
const CONTEXT_STEP = 4096;

/** Tokens that a model's own chat template adds around each prompt. */
const CHAT_TEMPLATE_TOKENS = 24;

/** Whether a prompt and its answer fit a context. All counts are tokens; `neededTokens` is estimated. */
export type Fit =
	/** The server does not tell its context, or the model is not loaded and will be loaded large enough. */
	| { state: 'unknown'; neededTokens: number }
	| { state: 'fits'; neededTokens: number; contextLength: number }
	| {
			state: 'too_long';
			neededTokens: number;
			contextLength: number;
			/** A context to load the model with; absent where not even its largest is enough. */
			loadWith: number | undefined;
			/** How many tokens the content may have so that everything fits. 0: not even the instructions do. */
			contentTokens: number;
	  };

export interface FitQuestion {
	/** Estimated tokens of the whole prompt, the content included. */
	promptTokens: number;
	/** Estimated tokens of the content alone. */
	contentTokens: number;
	answerTokens: number;
	/** The copy in memory that would answer; `undefined` while the model is not loaded. */
	instance: LoadedInstance | undefined;
	/** The context that this run asks for if it has to load the model. */
	contextAtLoad: number | undefined;
	model: ModelInfo | undefined;
}

/** Holds template, text and room for the answer against the context that is loaded, or that would be. */
export function fit(question: FitQuestion): Fit {
	const { promptTokens, contentTokens, answerTokens, instance, model } = question;
	const neededTokens = promptTokens + answerTokens + CHAT_TEMPLATE_TOKENS;
	const contextLength = instance
		? instance.context_length
		: (question.contextAtLoad ?? model?.max_context_length);
	if (contextLength === undefined) return { state: 'unknown', neededTokens };
	if (neededTokens <= contextLength) return { state: 'fits', neededTokens, contextLength };
	return {
		state: 'too_long',
		neededTokens,
		contextLength,
		loadWith: contextFor(neededTokens, model?.max_context_length),
		contentTokens: Math.max(0, contextLength - (neededTokens - contentTokens))
	};
}

/** The smallest round context that holds `neededTokens`; `undefined` where the model's own maximum does not. */
export function contextFor(
	neededTokens: number,
	maxContextLength: number | undefined
): number | undefined {
	const round = Math.ceil(neededTokens / CONTEXT_STEP) * CONTEXT_STEP;
	if (maxContextLength === undefined || round <= maxContextLength) return round;
	return neededTokens <= maxContextLength ? maxContextLength : undefined;
}

/** Below this share of the estimate the server has cut the text; estimates err upwards by up to a third. */
const CUT_SHARE = 0.6;

/** Estimates of short prompts are too rough to judge by, in tokens. */
const MIN_JUDGED_TOKENS = 300;

/** Whether the server reported so few input tokens that it must have cut the prompt without saying so. */
export function wasCut(estimatedTokens: number, reportedTokens: number | undefined): boolean {
	return (
		reportedTokens !== undefined &&
		reportedTokens > 0 &&
		estimatedTokens >= MIN_JUDGED_TOKENS &&
		reportedTokens < estimatedTokens * CUT_SHARE
	);
}
