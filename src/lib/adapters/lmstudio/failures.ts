/**
 * The failures of a server that does not answer, and of what was asked, as a person reads them. What an answer tells of is in
 * `answer-failures.ts`: it is needed by those alone who get one.
 */
import { ModelClientError, type Failure } from '#lib/core/ports.ts';

const START_THE_SERVER =
	'Start the server in LM Studio (Developer → Start server), or run `lms server start`. If it listens elsewhere, change the address in Settings.';
/** Where a person makes tokens, as the middle of a sentence. */
export const WHERE_TOKENS_ARE = 'LM Studio under Developer → Server Settings → Manage Tokens';

export function badAddress(address: string): Failure {
	return {
		code: 'unreachable',
		message: `Expected an address that begins with http:// or https:// and holds no password, got "${address}".`,
		suggestion: 'Correct the address in Settings, for example to http://127.0.0.1:1234.',
		retryable: false
	};
}

export function unreachable(address: string): Failure {
	return {
		code: 'unreachable',
		message: `Nothing answers at ${address}.`,
		suggestion: START_THE_SERVER,
		retryable: true
	};
}

/** The configured address is dead, and its twin (`localhost` for `127.0.0.1` and back) answered. */
export function answersElsewhere(address: string, twin: string): Failure {
	return {
		code: 'unreachable',
		message: `Nothing answers at ${address}, but something does at ${twin}.`,
		suggestion: `Change the address in Settings to ${twin}.`,
		retryable: true
	};
}

export function tooSlow(address: string, limitMs: number): Failure {
	return {
		code: 'unreachable',
		message: `The server at ${address} did not answer within ${limitMs / 1000} seconds.`,
		suggestion: 'Look whether LM Studio hangs or the computer is out of memory, and restart it.',
		retryable: true
	};
}

/** The connection broke after the request was sent and before any of the answer came. */
export function connectionLost(address: string): Failure {
	return {
		code: 'unreachable',
		message: `The connection to ${address} broke before an answer came.`,
		suggestion: 'Look whether LM Studio is still running, then try again.',
		retryable: true
	};
}

export function corsBlocked(address: string): Failure {
	return {
		code: 'cors_blocked',
		message: `A server answers at ${address}, but the browser may not read it: CORS is off, or a token is required.`,
		suggestion:
			'Turn on "Enable CORS" in LM Studio under Developer → Server Settings, or run `lms server start --cors`. If the server requires a token, enter it in Settings.',
		retryable: false
	};
}

/** Plain requests are readable, those with a token are not: the browser's question beforehand is refused. */
export function preflightRefused(address: string): Failure {
	return {
		code: 'cors_blocked',
		message: `The server at ${address} can be read without a token, but refuses the browser's preflight for one.`,
		suggestion:
			'Update LM Studio, or turn off "Require Authentication" there and remove the token in Settings.',
		retryable: false
	};
}

export function tokenUnsendable(): Failure {
	return {
		code: 'unauthorized',
		message: 'The API token holds characters that no token can have, such as spaces or line ends.',
		suggestion: `Enter it again in Settings, exactly as ${WHERE_TOKENS_ARE} showed it.`,
		retryable: false
	};
}

export function permissionDenied(address: string): Failure {
	return {
		code: 'permission_needed',
		message: `The browser forbids this page to reach ${address} on your own computer.`,
		suggestion:
			'Open the site settings from the address bar, allow access to apps and services on this device, and reload.',
		retryable: false
	};
}

export function permissionAsked(address: string): Failure {
	return {
		code: 'permission_needed',
		message: `The browser is asking whether this page may reach ${address} on your own computer.`,
		suggestion: 'Choose Allow in the question that the browser shows.',
		retryable: true
	};
}

export function cancelled(): Failure {
	return { code: 'cancelled', message: 'The request was cancelled.', retryable: false };
}

/** Something broke that should not. The thrown text is left out: it may quote what the user typed. */
export function internalFailure(): Failure {
	return {
		code: 'internal',
		message: 'The request ended by a fault in this program.',
		suggestion: 'Run it again. If it stays so, reload the page.',
		retryable: false
	};
}

/** A failure as something to throw. */
export function raise(failure: Failure, cause?: unknown): ModelClientError {
	return new ModelClientError(failure, cause === undefined ? undefined : { cause });
}
