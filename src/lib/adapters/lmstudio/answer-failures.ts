/**
 * What is wrong with an answer, found out by this client itself, as a person reads it. What the server says about itself is
 * read in `server-error.ts`.
 */
import type { Failure } from '#lib/core/ports.ts';
import { WHERE_TOKENS_ARE } from './failures.ts';

export function tokenMissing(address: string): Failure {
	return {
		code: 'unauthorized',
		message: `LM Studio at ${address} requires an API token, and none was sent.`,
		suggestion: `Create a token in ${WHERE_TOKENS_ARE}, and enter it in Settings.`,
		retryable: false
	};
}

/** A token exists, but for the configured address, and only the twin of that address answers. */
export function tokenForAnotherAddress(address: string, endpoint: string): Failure {
	return {
		code: 'unauthorized',
		message: `LM Studio at ${address} requires an API token, and the one that is set belongs to ${endpoint} alone.`,
		suggestion: `Change the address in Settings to ${address}, and enter the token again.`,
		retryable: false
	};
}

export function tokenRefused(address: string): Failure {
	return {
		code: 'unauthorized',
		message: `LM Studio at ${address} refused the API token.`,
		suggestion: `Check the token in Settings. Where it is lost, create a new one in ${WHERE_TOKENS_ARE}.`,
		retryable: false
	};
}

/** @param got what came instead, such as `HTML` or `a redirect` */
export function notLmStudio(address: string, got: string): Failure {
	return {
		code: 'not_lmstudio',
		message: `Expected LM Studio at ${address}, got ${got}.`,
		suggestion:
			'Check address and port in Settings. It is the root of the server, for example http://127.0.0.1:1234, without /v1.',
		retryable: false
	};
}

export function noChatModel(address: string, downloaded: number): Failure {
	return downloaded === 0
		? {
				code: 'no_model',
				message: `LM Studio answers at ${address}, but it has no chat model.`,
				suggestion: 'Download one in LM Studio, for example with `lms get llama-3.2-3b-instruct`.',
				retryable: false
			}
		: {
				code: 'no_model',
				message: `LM Studio answers at ${address}, but no chat model is loaded (downloaded: ${downloaded}).`,
				suggestion: 'Load one on the Models page, in LM Studio, or with `lms load`.',
				retryable: false
			};
}

/** The stream ended without its terminal marker. `hasText`: part of an answer came. */
export function interrupted(hasText: boolean): Failure {
	return {
		code: 'interrupted',
		message: hasText
			? 'The connection to LM Studio broke in the middle of the answer.'
			: 'The connection to LM Studio broke while it was preparing the answer.',
		suggestion: hasText
			? 'Continue from what came, or run it again.'
			: 'Look whether LM Studio is still running and the model still loaded, then run it again.',
		retryable: !hasText
	};
}

export function emptyAnswer(): Failure {
	return {
		code: 'empty_answer',
		message: 'LM Studio ended the request without an answer and without an error.',
		suggestion:
			'Run it again. If it stays so, the text may not fit: shorten it, or load the model with a larger context.',
		retryable: true
	};
}

/** @param problem what was expected and what came, as a clause: `expected …, got …` */
export function badAnswer(problem: string): Failure {
	return {
		code: 'bad_answer',
		message: `The server's answer could not be read: ${problem}.`,
		suggestion: 'Run it again. If it stays so, update LM Studio.',
		retryable: false
	};
}
