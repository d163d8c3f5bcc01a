import { raise } from './failures.ts';
import { failureOfReply } from './failure-of-reply.ts';
import { createListModels, type ReadListing } from './list-models.ts';
import { readNativeModels, readOlderModels, readOpenAiModels } from './read-models.ts';

const READERS = { v1: readNativeModels, v0: readOlderModels, openai: readOpenAiModels } as const;

export const readListing: ReadListing = (server, api, reply) => {
	const models = READERS[api](reply.json);
	// What refuses everybody, or is broken, is so on every path.
	const isFinal = [401, 403].includes(reply.status) || reply.status >= 500;
	const failure = models || !isFinal ? undefined : failureOfReply(server, reply);
	if (failure) throw raise(failure);
	return models;
};

/** Lists the models of the server, with the readers at hand. */
export const listModels = createListModels(() => readListing);
