import { ModelClientError } from '#lib/core/ports.ts';
import { callServer } from './call-server.ts';
import type { Call } from './connection.ts';
import { cancelled, connectionLost, raise } from './failures.ts';
import { readReply, type Reply } from './read-reply.ts';
import type { Server } from './server.ts';

/**
 * Sends a request and reads the whole answer, whatever it says.
 *
 * @throws {ModelClientError}
 */
export async function askServer(server: Server, call: Call, maxBytes: number): Promise<Reply> {
	return readWhole(server, await callServer(server, call), call.signal, maxBytes);
}

/**
 * Reads the whole of an answer that has begun.
 *
 * @throws {ModelClientError}
 */
export async function readWhole(
	server: Server,
	response: Response,
	signal: AbortSignal | undefined,
	maxBytes: number
): Promise<Reply> {
	try {
		return await readReply(response, maxBytes);
	} catch (error) {
		if (error instanceof ModelClientError) throw error;
		throw raise(signal?.aborted ? cancelled() : connectionLost(server.connection.address), error);
	}
}
