import type { EndpointReport } from '#lib/core/ports.ts';
import { askServer } from './call-server.ts';
import { MODELS_PATH } from './connection.ts';
import { notLmStudio, raise } from './failures.ts';
import type { ListedModel } from './read-models.ts';
import { describeReply, type Reply } from './read-reply.ts';
import type { Server } from './server.ts';

type Api = NonNullable<EndpointReport['api']>;

/** What the server offers, and which of its interfaces told so. */
export interface Listing {
	api: Api;
	models: ListedModel[];
}

/** Lists the models of the server, and remembers them. What it throws is a `ModelClientError`. */
export type ListModels = (server: Server, signal: AbortSignal | undefined) => Promise<Listing>;

/**
 * Reads what an interface replied; `undefined` where the reply is no list of that interface.
 *
 * @throws {ModelClientError} for a reply that every interface of the server would give
 */
export type ReadListing = (server: Server, api: Api, reply: Reply) => ListedModel[] | undefined;

/** From the most telling to the least. LM Studio has the first since 0.4.0 and the second since 0.3.6. */
const SOURCES = [
	{ api: 'v1', path: MODELS_PATH },
	{ api: 'v0', path: '/api/v0/models' },
	{ api: 'openai', path: '/v1/models' }
] as const;

const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** @param reader brings what reads a reply: needed by those alone whom a server answers */
export function createListModels(reader: () => ReadListing | Promise<ReadListing>): ListModels {
	return async (server, signal) => {
		let got = 'no answer';
		for (const { api, path } of SOURCES) {
			const reply = await askServer(server, { path, signal }, MAX_LIST_BYTES);
			const readListing = await reader();
			const models = readListing(server, api, reply);
			if (models) {
				server.memory.models = models.map(({ info }) => info);
				server.memory.lacksNativeChat = api !== 'v1';
				return { api, models };
			}
			got = describeReply(reply);
		}
		throw raise(notLmStudio(server.connection.address, got));
	};
}
