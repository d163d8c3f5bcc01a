import type { Failure } from '#lib/core/ports.ts';
import type { Connection } from './connection.ts';
import {
	notLmStudio,
	tokenForAnotherAddress,
	tokenMissing,
	tokenRefused
} from './answer-failures.ts';
import { describeReply, type Reply } from './read-reply.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Server } from './server.ts';
import { failureOfServerError, failureOfStatus, readServerError } from './server-error.ts';

/** What is wrong by a reply's own words or its status; `undefined` where nothing is. */
export function failureOfReply(server: Server, reply: Reply): Failure | undefined {
	const { connection, clock } = server;
	const error = readServerError(reply.json);
	if (reply.status === 401 || error?.code === 'invalid_api_key') return unauthorized(connection);
	const isForeign = reply.status < 400 ? isRedirect(reply) : [404, 405].includes(reply.status);
	if (!error && isForeign) return notLmStudio(connection.address, describeReply(reply));
	if (!error && reply.status < 400) return undefined;
	const failure = error ? failureOfServerError(error, reply.status) : failureOfStatus(reply.status);
	const pauseMs = failure.retryable ? retryAfterMs(reply.headers, clock.now()) : undefined;
	return {
		...failure,
		message: connection.hideToken(failure.message),
		...(pauseMs === undefined ? {} : { retryAfterMs: pauseMs })
	};
}

function isRedirect({ status }: Reply): boolean {
	return status === 0 || status >= 300;
}

function unauthorized(connection: Connection): Failure {
	if (connection.sendsToken()) return tokenRefused(connection.address);
	return connection.keepsTokenBack()
		? tokenForAnotherAddress(connection.address, connection.endpoint)
		: tokenMissing(connection.address);
}
