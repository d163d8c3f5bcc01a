/**
 * One reader for the four shapes in which LM Studio tells an error, and what each known text means for a person.
 * The texts are those that servers from 0.3.9 to 0.4.25 were seen to send.
 */
import type { Failure } from '#lib/core/ports.ts';
import { isRecord } from './is-record.ts';

/** What the server said, whatever shape it said it in. */
export interface ServerError {
	message: string;
	type: string | undefined;
	code: string | undefined;
}

/**
 * Reads `{error: "text"}`, `{error: {message, type, code}}` of either API, and the body of an `error` event, which
 * repeats the message beside `error`. Answers `undefined` for a body that tells no error.
 */
export function readServerError(body: unknown): ServerError | undefined {
	if (!isRecord(body)) return undefined;
	const { error } = body;
	if (error === undefined || error === null || error === false) return undefined;
	const inner = isRecord(error) ? error : {};
	const message = [error, inner['message'], body['message']].find(isText) ?? 'no reason was given';
	return { message: tidy(message), type: textOf(inner['type']), code: textOf(inner['code']) };
}

/** LM Studio answers an unknown path with this text and status 200; old ones do so for the whole native API. */
export function isUnexpectedEndpoint(error: ServerError | undefined): boolean {
	return error !== undefined && /unexpected endpoint or method/i.test(error.message);
}

/** Whether the error is about the model and not about the path, both of which are told by 404. */
export function isUnknownModel(error: ServerError | undefined): boolean {
	if (!error) return false;
	return (
		error.type === 'model_not_found' ||
		error.code === 'model_not_found' ||
		/invalid model identifier|model "[^"]*" not found/i.test(error.message)
	);
}

/** A failure without its `retryable`, which the HTTP status decides where the text does not. */
type Meaning = Omit<Failure, 'retryable'> & { retryable?: boolean };

/**
 * What an error means for a person.
 *
 * @param status the HTTP status; 200 for an error inside a stream
 */
export function failureOfServerError(error: ServerError, status: number): Failure {
	const meaning = meaningOf(error) ?? meaningOfStatus(status, error.message);
	return { retryable: false, ...meaning };
}

/** What a status means whose body told no error. */
export function failureOfStatus(status: number): Failure {
	return { retryable: false, ...meaningOfStatus(status, undefined) };
}

function meaningOf(error: ServerError): Meaning | undefined {
	const { message } = error;
	if (isUnexpectedEndpoint(error)) {
		return {
			code: 'upstream_error',
			message: `The server does not know this request: ${message}`,
			suggestion:
				'Update LM Studio. The address in Settings is the root of the server, without /v1.'
		};
	}
	if (error.code === 'unrecognized_keys') {
		return {
			code: 'bad_request',
			message: `LM Studio does not know a setting of the request: ${message}`,
			suggestion: 'Leave that setting at its default, or update LM Studio.'
		};
	}
	if (/^reasoning setting .* is not supported/i.test(message)) {
		return {
			code: 'bad_request',
			message,
			suggestion: 'Choose one of the supported reasoning settings, or leave it at its default.'
		};
	}
	if (/no models loaded/i.test(message)) {
		return {
			code: 'no_model',
			message: 'LM Studio has no model loaded.',
			suggestion: 'Load one on the Models page, in LM Studio, or with `lms load`.'
		};
	}
	if (isUnknownModel(error)) {
		return {
			code: 'model_not_found',
			message: `LM Studio does not have this model: ${message}`,
			suggestion: 'Choose another model, or download this one in LM Studio.'
		};
	}
	return overflow(message) ?? troubleWithTheModel(message);
}

const OVERFLOW =
	/n_keep.*n_ctx|greater than the context length|context (?:size|length|window) (?:has been |was )?exceeded|not fit in(?:to)? (?:the )?context|exceeds? the (?:available |maximum |model's )?context/is;

const OVERFLOW_NUMBERS = [
	/n_keep\D{0,4}(\d+)\D*n_ctx\D{0,4}(\d+)/i,
	/has (\d+) tokens\D*supports (\d+) tokens/i
];

function overflow(message: string): Meaning | undefined {
	if (!OVERFLOW.test(message)) return undefined;
	const numbers = OVERFLOW_NUMBERS.map((pattern) => pattern.exec(message)).find(Boolean);
	return {
		code: 'context_overflow',
		message: numbers
			? `The prompt has ${numbers[1] ?? ''} tokens, but the model is loaded with a context of ${numbers[2] ?? ''}.`
			: 'The prompt is longer than the context that the model is loaded with.',
		suggestion: 'Shorten the text, or load the model with a larger context on the Models page.'
	};
}

function troubleWithTheModel(message: string): Meaning | undefined {
	if (/model has crashed/i.test(message)) {
		return {
			code: 'model_crashed',
			message: `The model crashed: ${message}`,
			suggestion:
				'Load it again on the Models page. If it crashes again, load it with a smaller context, or choose a smaller model.',
			retryable: true
		};
	}
	if (/failed to load|insufficient (?:system )?(?:resources|memory)/i.test(message)) {
		return {
			code: 'load_failed',
			message: `LM Studio did not load the model: ${message}`,
			suggestion:
				'Load it with a smaller context, unload other models first, or choose a smaller model.'
		};
	}
	if (/model (?:was |has been |is )?unloaded/i.test(message)) {
		return {
			code: 'no_model',
			message: `The model was unloaded while it was needed: ${message}`,
			suggestion:
				'Load it on the Models page: models loaded there are not evicted. Or turn off "Only keep last JIT loaded model" in LM Studio.'
		};
	}
	return undefined;
}

function meaningOfStatus(status: number, said: string | undefined): Meaning {
	const told = said ?? `HTTP status ${status}`;
	switch (status) {
		case 403:
			return {
				code: 'forbidden',
				message: `LM Studio does not permit this: ${told}`,
				suggestion:
					'Give the API token the permission in LM Studio under Developer → Server Settings → Manage Tokens.'
			};
		case 408:
		case 504:
			return {
				code: 'upstream_timeout',
				message: `The server gave up waiting: ${told}`,
				suggestion: 'Try again. If a proxy stands between, raise its time limit.',
				retryable: true
			};
		case 413:
			return {
				code: 'too_large',
				message: `The server refused the request for its size: ${told}`,
				suggestion: 'Shorten the text.'
			};
		case 429:
			return {
				code: 'rate_limited',
				message: `The server asks for a pause between requests: ${told}`,
				suggestion: 'Wait a little, then try again.',
				retryable: true
			};
		case 502:
		case 503:
			return {
				code: 'upstream_unavailable',
				message: `The server is not ready: ${told}`,
				suggestion: 'Look whether LM Studio is running behind this address, then try again.',
				retryable: true
			};
		case 400:
		case 422:
			return {
				code: 'bad_request',
				message: `LM Studio refused the request: ${told}`,
				suggestion: 'Change the setting that it names, then try again.'
			};
		default:
			return {
				code: 'upstream_error',
				message: `LM Studio reported an error: ${told}`,
				suggestion: 'Look into the log of LM Studio under Developer, then try again.',
				retryable: status >= 500
			};
	}
}

const LONGEST_MESSAGE = 400;

/** One line, short enough to show, and without anything that looks like an API token. */
function tidy(message: string): string {
	const line = message
		.replace(/\s+/g, ' ')
		.replace(/sk-lm-[\w:]*/gi, 'sk-lm-…')
		.trim();
	return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
