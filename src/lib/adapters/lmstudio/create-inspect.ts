import {
	ModelClientError,
	type EndpointReport,
	type Failure,
	type ModelClient
} from '#lib/core/ports.ts';
import { askServer } from './call-server.ts';
import { GREETING_PATH } from './connection.ts';
import { internalFailure, noChatModel, permissionAsked, tooSlow } from './failures.ts';
import { isRecord } from './is-record.ts';
import type { ListModels } from './list-models.ts';
import type { Server } from './server.ts';

/** After this long a browser that asks for permission has shown its question. */
const QUESTION_AFTER_MS = 1500;

/** LM Studio lists its models within milliseconds, also while it generates. */
const LOOK_LIMIT_MS = 10_000;

const MAX_GREETING_BYTES = 64 * 1024;

/** Makes the look at the server: one report in every case, within ten seconds. */
export function createInspect(server: Server, listModels: ListModels): ModelClient['inspect'] {
	const { clock, connection } = server;
	/**
	 * A look that waits for the browser's question about local servers. It is neither aborted, which could close the
	 * question, nor doubled, which would only wait beside it.
	 */
	let waiting: Promise<EndpointReport> | undefined;

	return (signal) =>
		new Promise((resolve) => {
			const controller = new AbortController();
			const look = waiting ?? lookAt(server, listModels, controller.signal);
			let isOver = false;

			const end = (report: EndpointReport) => {
				isOver = true;
				stopClock();
				stopLooking();
				signal?.removeEventListener('abort', onAbort);
				resolve(report);
			};
			const giveUp = (report: EndpointReport) => {
				if (isOver) return;
				end(report);
				// Not the look of somebody else, which goes on behind the browser's question.
				controller.abort();
			};
			const onAbort = () => giveUp(stopped(connection.address));
			const askAboutQuestion = async () => {
				const permission = await server.permission();
				if (isOver || permission !== 'prompt') return;
				waiting = look;
				end(reportOf(permissionAsked(connection.address), connection.address));
			};

			const stopClock = clock.after(QUESTION_AFTER_MS, () => void askAboutQuestion());
			const stopLooking = clock.after(LOOK_LIMIT_MS, () =>
				giveUp(reportOf(tooSlow(connection.address, LOOK_LIMIT_MS), connection.address))
			);
			signal?.addEventListener('abort', onAbort, { once: true });
			if (signal?.aborted) onAbort();
			void look.then((report) => {
				if (look === waiting) waiting = undefined;
				if (!isOver) end(report);
			});
		});
}

/** Looks once. Never rejects; an aborted look answers something that nobody reads. */
async function lookAt(
	server: Server,
	listModels: ListModels,
	signal: AbortSignal
): Promise<EndpointReport> {
	try {
		const { api, models } = await listModels(server, signal);
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
	} catch (error) {
		const failure = error instanceof ModelClientError ? error.failure : internalFailure();
		return reportOf(failure, server.connection.address);
	}
}

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

function stopped(endpoint: string): EndpointReport {
	return {
		state: 'connecting',
		endpoint,
		api: undefined,
		models: [],
		detail: 'The check was stopped before the server answered.'
	};
}

function reportOf(failure: Failure, endpoint: string): EndpointReport {
	return {
		state: stateOf(failure),
		endpoint,
		api: undefined,
		models: [],
		detail: failure.message
	};
}

function stateOf({ code }: Failure): EndpointReport['state'] {
	switch (code) {
		case 'cors_blocked':
		case 'unauthorized':
		case 'permission_needed':
		case 'not_lmstudio':
		case 'no_model':
			return code;
		case 'forbidden':
			return 'unauthorized';
		case 'bad_answer':
			return 'not_lmstudio';
		default:
			return 'unreachable';
	}
}
