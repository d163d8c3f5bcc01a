import type { EndpointReport } from '#lib/core/ports.ts';
import { notLmStudio } from './answer-failures.ts';
import { askServer, readWhole } from './ask-server.ts';
import { MODELS_PATH } from './connection.ts';
import { failureOfReply } from './failure-of-reply.ts';
import { raise } from './failures.ts';
import {
	readNativeModels,
	readOlderModels,
	readOpenAiModels,
	type ListedModel
} from './read-models.ts';
import { describeReply } from './read-reply.ts';
import type { Server } from './server.ts';

/** What the server offers, and which of its interfaces told so. */
export interface Listing {
	api: NonNullable<EndpointReport['api']>;
	models: ListedModel[];
}

/** From the most telling to the least. LM Studio has the first since 0.4.0 and the second since 0.3.6. */
const SOURCES = [
	{ api: 'v1', path: MODELS_PATH, read: readNativeModels },
	{ api: 'v0', path: '/api/v0/models', read: readOlderModels },
	{ api: 'openai', path: '/v1/models', read: readOpenAiModels }
] as const;

const MAX_LIST_BYTES = 8 * 1024 * 1024;

/**
 * Lists the models of the server, and remembers them.
 *
 * @param first what the server answers to the first question, where it was asked already
 * @throws {ModelClientError}
 */
export async function listModels(
	server: Server,
	signal: AbortSignal | undefined,
	first?: Response
): Promise<Listing> {
	let got = 'no answer';
	for (const { api, path, read } of SOURCES) {
		const reply =
			first && api === 'v1'
				? await readWhole(server, first, signal, MAX_LIST_BYTES)
				: await askServer(server, { path, signal }, MAX_LIST_BYTES);
		const models = read(reply.json);
		if (models) {
			server.memory.models = models.map(({ info }) => info);
			server.memory.lacksNativeChat = api !== 'v1';
			return { api, models };
		}
		// What refuses everybody, or is broken, is so on every path.
		if ([401, 403].includes(reply.status) || reply.status >= 500) {
			const failure = failureOfReply(server, reply);
			if (failure) throw raise(failure);
		}
		got = describeReply(reply);
	}
	throw raise(notLmStudio(server.connection.address, got));
}
