import type { ModelClient } from '#lib/core/ports.ts';
import { createActions } from './create-actions.ts';
import { createInspect } from './create-inspect.ts';
import { createServer, type LmStudioClientOptions } from './create-server.ts';
import { listModels } from './read-listing.ts';

/** A client for LM Studio, by its native interface where that can say what is asked, else by the OpenAI-like one. */
export function createLmStudioClient(options: LmStudioClientOptions): ModelClient {
	const server = createServer(options);
	return { inspect: createInspect(server, listModels), ...createActions(server, options) };
}
