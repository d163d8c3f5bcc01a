import type { ModelClient, Slots } from '#lib/core/ports.ts';
import { createGenerate } from './create-generate.ts';
import { embedTexts } from './embed-texts.ts';
import { inSlot } from './in-slot.ts';
import { loadModel, unloadInstance } from './load-model.ts';
import type { Server } from './server.ts';
import { createSingleSlot } from './single-slot.ts';

/** What a server is asked to do, beside being looked at. */
export type ServerActions = Omit<ModelClient, 'inspect'>;

/** Where those wait who ask for much at once. */
export interface ActionSlots {
	/** Places for generations. A browser opens six connections to a host, over all its tabs. */
	slots: Slots;
	/** One place, for one batch of texts at a time; by default among the callers of this client. */
	embeddingSlots?: Slots | undefined;
	/** One place, for loading and unloading; by default among the callers of this client. */
	loadSlots?: Slots | undefined;
}

export function createActions(server: Server, options: ActionSlots): ServerActions {
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
