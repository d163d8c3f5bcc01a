import { errorText } from '#lib/core/error-text.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { ModelClientError, type Failure } from '#lib/core/ports.ts';

/** A failure as the `error` message tells it. */
export function errorData(failure: Failure): ErrorData {
	return {
		code: failure.code,
		message: failure.message,
		retryable: failure.retryable,
		...(failure.suggestion === undefined ? {} : { suggestion: failure.suggestion }),
		...(failure.retryAfterMs === undefined ? {} : { retry_after_ms: failure.retryAfterMs })
	};
}

/**
 * The failure that a caught error stands for. What no port promises to throw is a fault of ours, and `internal`.
 *
 * @param what the work that broke off, as the subject of a sentence: "The embedding"
 */
export function failureOf(error: unknown, what: string): Failure {
	if (error instanceof ModelClientError) return error.failure;
	return {
		code: 'internal',
		message: `${what} broke off: ${errorText(error)}`,
		suggestion:
			'Try again; if it happens again, copy the messages from the inspector into a report.',
		retryable: true
	};
}
