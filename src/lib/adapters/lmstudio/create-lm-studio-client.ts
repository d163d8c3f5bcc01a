import type { ModelClient } from '#lib/core/ports.ts';
import { createActions, type ActionSlots } from './create-actions.ts';
import { createInspect } from './create-inspect.ts';
import { createServer, type LmStudioServerOptions } from './create-server.ts';
import { readLook } from './read-look.ts';

export interface LmStudioClientOptions extends LmStudioServerOptions, ActionSlots {}

/** A client for LM Studio, by its native interface where that can say what is asked, else by the OpenAI-like one. */
export function createLmStudioClient(options: LmStudioClientOptions): ModelClient {
	const server = createServer(options);
	return { inspect: createInspect(server, () => readLook), ...createActions(server, options) };
}
