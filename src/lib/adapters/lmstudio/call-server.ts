import { ModelClientError, type Failure } from '#lib/core/ports.ts';
import type { Call, Connection } from './connection.ts';
import { explainSilence } from './explain-silence.ts';
import {
	cancelled,
	connectionLost,
	notLmStudio,
	raise,
	tokenForAnotherAddress,
	tokenMissing,
	tokenRefused
} from './failures.ts';
import { describeReply, readReply, type Reply } from './read-reply.ts';
import { retryAfterMs } from './retry-after.ts';
import { failureOfServerError, failureOfStatus, readServerError } from './server-error.ts';
import type { Server } from './server.ts';

/**
 * Sends a request and waits for the head of the answer, as long as it takes. Where only the twin of the address answers,
 * the request goes there.
 *
 * @throws {ModelClientError} `cancelled` when the signal aborts; else what {@link explainSilence} found
 */
export async function callServer(server: Server, call: Call, mayMove = true): Promise<Response> {
	const { connection } = server;
	try {
		return await connection.call(call);
	} catch (error) {
		if (error instanceof ModelClientError) throw error;
		if (call.signal?.aborted) throw raise(cancelled(), error);
		const { address } = connection;
		const failure = await explainSilence(server, error, call.signal);
		if (call.signal?.aborted) throw raise(cancelled(), error);
		if (mayMove && connection.address !== address) return callServer(server, call, false);
		throw raise(failure, error);
	}
}

/**
 * Sends a request and reads the whole answer, whatever it says.
 *
 * @throws {ModelClientError}
 */
export async function askServer(server: Server, call: Call, maxBytes: number): Promise<Reply> {
	const response = await callServer(server, call);
	try {
		return await readReply(response, maxBytes);
	} catch (error) {
		if (error instanceof ModelClientError) throw error;
		throw raise(
			call.signal?.aborted ? cancelled() : connectionLost(server.connection.address),
			error
		);
	}
}

/**
 * Sends a request and reads the JSON of the answer.
 *
 * @throws {ModelClientError} also for an answer that tells an error or is no JSON
 */
export async function askForJson(server: Server, call: Call, maxBytes: number): Promise<unknown> {
	const reply = await askServer(server, call, maxBytes);
	const failure = failureOfReply(server, reply);
	if (failure) throw raise(failure);
	if (reply.json === undefined) {
		throw raise(notLmStudio(server.connection.address, describeReply(reply)));
	}
	return reply.json;
}

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
