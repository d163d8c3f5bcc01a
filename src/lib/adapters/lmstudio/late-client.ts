import type { ModelClient } from '#lib/core/ports.ts';
import { createInspect } from './create-inspect.ts';
import type { ServerActions } from './create-actions.ts';
import { createServer, type LmStudioClientOptions } from './create-server.ts';
import { internalFailure, raise } from './failures.ts';
import { createListModels } from './list-models.ts';

/**
 * The client of {@link createLmStudioClient} for a page that starts: it looks at the server at once, what reads an answer
 * comes with the first answer, and all that a server is asked to do when it is first asked.
 */
export function createLateClient(options: LmStudioClientOptions): ModelClient {
	const server = createServer(options);
	const listModels = createListModels(async () => (await import('./read-listing.ts')).readListing);
	let actions: ServerActions | undefined;

	/** What failed to load is tried again by the next request. */
	async function loadActions(): Promise<ServerActions> {
		try {
			const { createActions } = await import('./create-actions.ts');
			return (actions ??= createActions(server, options));
		} catch (error) {
			throw raise(internalFailure(), error);
		}
	}

	return {
		inspect: createInspect(server, listModels),
		load: async (request, signal) => (await loadActions()).load(request, signal),
		unload: async (instanceId, signal) => (await loadActions()).unload(instanceId, signal),
		embed: async (request, signal) => (await loadActions()).embed(request, signal),
		async generate(request, onEvent, signal) {
			let loaded: ServerActions;
			try {
				loaded = await loadActions();
			} catch {
				const failure = internalFailure();
				onEvent({ type: 'failed', failure, usage: {}, stats: {}, model: undefined });
				return;
			}
			await loaded.generate(request, onEvent, signal);
		}
	};
}
