import type { ModelClient } from '#lib/core/ports.ts';
import { createGenerate } from './create-generate.ts';
import type { LmStudioClientOptions } from './create-server.ts';
import { embedTexts } from './embed-texts.ts';
import { inSlot } from './in-slot.ts';
import { loadModel, unloadInstance } from './load-model.ts';
import type { Server } from './server.ts';
import { createSingleSlot } from './single-slot.ts';

/** What a server is asked to do, beside being looked at. */
export type ServerActions = Omit<ModelClient, 'inspect'>;

export function createActions(server: Server, options: LmStudioClientOptions): ServerActions {
	const embeddingSlots = options.embeddingSlots ?? createSingleSlot();
	const loadSlots = options.loadSlots ?? createSingleSlot();

	const load: ModelClient['load'] = (request, signal) =>
		inSlot(loadSlots, signal, () => loadModel(server, request, signal));

	return {
		load,
		unload: (instanceId, signal) =>
			inSlot(loadSlots, signal, () => unloadInstance(server, instanceId, signal)),
		generate: createGenerate(server, options.slots, load),
		embed: (request, signal) => embedTexts(server, embeddingSlots, request, signal)
	};
}
