import type { ModelClient } from '#lib/core/ports.ts';
import { createInspect } from './create-inspect.ts';
import type { ServerActions } from './create-actions.ts';
import { createServer, type LmStudioServerOptions } from './create-server.ts';
import { internalFailure, raise } from './failures.ts';
import type { Server } from './server.ts';

/**
 * The client of `createLmStudioClient` for a page that starts: it looks at the server at once, what reads an answer comes with
 * the first answer, and all that a server is asked to do when it is first asked.
 *
 * @param load brings what a server is asked to do; what failed to load is asked for again by the next request
 */
export function createLateClient(
	options: LmStudioServerOptions,
	load: (server: Server) => Promise<ServerActions>
): ModelClient {
	const server = createServer(options);
	let actions: ServerActions | undefined;

	async function loadActions(): Promise<ServerActions> {
		if (actions) return actions;
		try {
			const loaded = await load(server);
			return (actions ??= loaded);
		} catch (error) {
			throw raise(internalFailure(), error);
		}
	}

	return {
		inspect: createInspect(server, async () => (await import('./read-look.ts')).readLook),
		load: async (request, signal) => (await loadActions()).load(request, signal),
		unload: async (instanceId, signal) => (await loadActions()).unload(instanceId, signal),
		embed: async (request, signal) => (await loadActions()).embed(request, signal),
		async generate(request, onEvent, signal) {
			const loaded = await loadActions().catch(() => undefined);
			if (loaded) return loaded.generate(request, onEvent, signal);
			const failure = internalFailure();
			onEvent({ type: 'failed', failure, usage: {}, stats: {}, model: undefined });
		}
	};
}
