import type { ErrorCode } from '#lib/protocol/error-codes.ts';

const OF_SERVER = new Set<ErrorCode>([
	'unreachable',
	'cors_blocked',
	'permission_needed',
	'unauthorized',
	'token_expired',
	'forbidden',
	'not_lmstudio',
	'no_model',
	'model_not_found',
	'load_failed',
	'upstream_unavailable',
	'rate_limited',
	'busy',
	'draining'
]);

/** Whether a failure says nothing about the document: it would be the same for every other. */
export function isOfServer(code: ErrorCode): boolean {
	return OF_SERVER.has(code);
}

/** Whether a document is too long: for the model's context, or for what gets through. */
export function isOfSize(code: ErrorCode): boolean {
	return code === 'context_overflow' || code === 'too_large';
}
