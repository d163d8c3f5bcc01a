import { askServer } from './ask-server.ts';
import type { Call } from './connection.ts';
import { notLmStudio } from './answer-failures.ts';
import { raise } from './failures.ts';
import { failureOfReply } from './failure-of-reply.ts';
import { describeReply } from './read-reply.ts';
import type { Server } from './server.ts';

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
