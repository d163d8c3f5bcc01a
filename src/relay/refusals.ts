/** Why something is refused, as the `error` says it; both dialects use the same words. */
import type { ErrorData } from '#lib/protocol/service-schemas.ts';

export const UNAUTHORIZED: ErrorData = {
	code: 'unauthorized',
	message: 'This relay asks for a token, and the one given is none that it knows.',
	suggestion: 'Open the link that the relay showed when it started, or set the token in Settings.',
	retryable: false
};
export const TOKEN_EXPIRED: ErrorData = {
	code: 'token_expired',
	message: 'The token has run out.',
	retryable: true
};
export const HELLO_FIRST: ErrorData = {
	code: 'unauthorized',
	message: "Expected 'hello' as the first message.",
	retryable: false
};
export const CHANNEL_LIMIT: ErrorData = {
	code: 'channel_limit',
	message: 'No more channels can be opened.',
	suggestion: 'Leave another channel first, or use one that there is.',
	retryable: true
};
export const NOT_FOLLOWED: ErrorData = {
	code: 'unknown_channel',
	message: 'This connection does not follow that channel.',
	suggestion: 'Join the channel first.',
	retryable: false
};
export const FORBIDDEN_CHANNEL: ErrorData = {
	code: 'forbidden',
	message: 'The token is not for that channel.',
	retryable: false
};
export const NO_CONTENT: ErrorData = {
	code: 'not_found',
	message: 'That text is not kept any more.',
	retryable: false
};
export const BAD_REQUEST: ErrorData = {
	code: 'bad_request',
	message: 'This does not fit here.',
	retryable: false
};
