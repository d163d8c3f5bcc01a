import { z } from './zod.ts';

/**
 * What can go wrong, as `error.data.code` names it. A program switches on the code; a person reads `message` and
 * `suggestion`.
 */
export const ErrorCode = z.enum([
	// What the sender did.
	'bad_json',
	'bad_message',
	'unknown_type',
	'unsupported_version',
	'bad_request',
	'bad_template',
	'unknown_template',
	'missing_variable',
	'too_large',
	'id_conflict',
	'forbidden',
	// Who may.
	'unauthorized',
	'token_expired',
	'permission_needed',
	// The model server.
	'unreachable',
	'cors_blocked',
	'not_lmstudio',
	'no_model',
	'model_not_found',
	'load_failed',
	'context_overflow',
	'model_crashed',
	'empty_answer',
	'bad_answer',
	'upstream_unavailable',
	'upstream_timeout',
	'upstream_error',
	// How a request ended early.
	'cancelled',
	'interrupted',
	// The relay.
	'unknown_channel',
	'channel_limit',
	'rate_limited',
	'busy',
	'slow_consumer',
	'draining',
	'not_found',
	'internal'
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
