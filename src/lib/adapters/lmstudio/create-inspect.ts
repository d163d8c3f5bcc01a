import { ModelClientError, type EndpointReport, type ModelClient } from '#lib/core/ports.ts';
import { callServer } from './call-server.ts';
import { MODELS_PATH } from './connection.ts';
import { internalFailure, permissionAsked, tooSlow } from './failures.ts';
import { reportOf } from './report-of.ts';
import type { Server } from './server.ts';

/** After this long a browser that asks for permission has shown its question. */
const QUESTION_AFTER_MS = 1500;

/** LM Studio lists its models within milliseconds, also while it generates. */
const LOOK_LIMIT_MS = 10_000;

/**
 * Reads what a server answers to the first question of a look, and asks it for the rest.
 *
 * @throws {ModelClientError}
 */
export type ReadLook = (
	server: Server,
	response: Response,
	signal: AbortSignal
) => Promise<EndpointReport>;

/** Brings what reads an answer: needed by those alone whom a server answers. */
export type LookReader = () => ReadLook | Promise<ReadLook>;

/** Makes the look at the server: one report in every case, within ten seconds. */
export function createInspect(server: Server, reader: LookReader): ModelClient['inspect'] {
	const { clock, connection } = server;
	/**
	 * A look that waits for the browser's question about local servers. It is neither aborted, which could close the
	 * question, nor doubled, which would only wait beside it.
	 */
	let waiting: Promise<EndpointReport> | undefined;

	return (signal) =>
		new Promise((resolve) => {
			const controller = new AbortController();
			const look = waiting ?? lookAt(server, reader, controller.signal);
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
	reader: LookReader,
	signal: AbortSignal
): Promise<EndpointReport> {
	try {
		const response = await callServer(server, { path: MODELS_PATH, signal });
		const readLook = await reader();
		return await readLook(server, response, signal);
	} catch (error) {
		const failure = error instanceof ModelClientError ? error.failure : internalFailure();
		return reportOf(failure, server.connection.address);
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
