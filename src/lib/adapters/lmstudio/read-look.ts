import { ModelClientError } from '#lib/core/ports.ts';
import { noChatModel } from './answer-failures.ts';
import { askServer } from './ask-server.ts';
import { GREETING_PATH } from './connection.ts';
import type { ReadLook } from './create-inspect.ts';
import { isRecord } from './is-record.ts';
import { listModels } from './list-models.ts';
import { reportOf } from './report-of.ts';
import type { Server } from './server.ts';

const MAX_GREETING_BYTES = 64 * 1024;

/** Reads what a server offers that has answered, and whether it is a simulator. */
export const readLook: ReadLook = async (server, response, signal) => {
	const { api, models } = await listModels(server, signal, response);
	const { address } = server.connection;
	const infos = models.map(({ info }) => info);
	const chatModels = infos.filter(({ kind }) => kind === 'chat');
	// The OpenAI list does not tell what is loaded: there every listed model may be asked.
	const ready =
		api === 'openai' ? chatModels : chatModels.filter(({ loaded }) => loaded.length > 0);
	if (ready.length === 0) {
		return { ...reportOf(noChatModel(address, chatModels.length), address), api, models: infos };
	}
	const state = (await isSimulator(server, signal)) ? 'simulated' : 'connected';
	return { state, endpoint: address, api, models: infos, detail: undefined };
};

async function isSimulator(server: Server, signal: AbortSignal): Promise<boolean> {
	try {
		const { json } = await askServer(server, { path: GREETING_PATH, signal }, MAX_GREETING_BYTES);
		return isRecord(json) && typeof json['simulator'] === 'string';
	} catch (error) {
		// The list was just read, so the server is there; without a greeting it does not call itself a simulator.
		if (error instanceof ModelClientError) return false;
		throw error;
	}
}
