import { ModelClientError } from '#lib/core/ports.ts';
import type { Call } from './connection.ts';
import { explainSilence } from './explain-silence.ts';
import { cancelled, raise } from './failures.ts';
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
