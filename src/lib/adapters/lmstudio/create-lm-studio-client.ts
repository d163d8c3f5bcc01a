import { type Clock, type ModelClient, type Random, type Slots } from '#lib/core/ports.ts';
import { createConnection, type Fetch } from './connection.ts';
import { createGenerate } from './create-generate.ts';
import { createInspect } from './create-inspect.ts';
import { embedTexts } from './embed-texts.ts';
import { inSlot } from './in-slot.ts';
import { loadModel, unloadInstance } from './load-model.ts';
import type { Server } from './server.ts';
import { createSingleSlot } from './single-slot.ts';

export interface LmStudioClientOptions {
	/** The root of the server, for example `http://127.0.0.1:1234`. */
	endpoint: string;
	/** Read anew for each request, and sent to the exact origin of `endpoint` only. An empty text is no token. */
	token?: (() => string | undefined) | undefined;
	/**
	 * By default the one of the page. Node's own gives up on a response that brings no byte for 300 seconds, which a
	 * model that loads or a long prompt can take: there, pass one without time limits.
	 */
	fetch?: Fetch | undefined;
	/** Places for generations. A browser opens six connections to a host, over all its tabs. */
	slots: Slots;
	/** One place, for one batch of texts at a time; by default among the callers of this client. */
	embeddingSlots?: Slots | undefined;
	/** One place, for loading and unloading; by default among the callers of this client. */
	loadSlots?: Slots | undefined;
	clock: Clock;
	random: Random;
	/**
	 * Whether the browser lets the page reach servers on this computer. It must answer `undefined` where it does not ask
	 * for that: on pages from disk and from this computer, for which browsers claim `prompt` all the same.
	 */
	permission?: (() => Promise<PermissionState | undefined>) | undefined;
}

/** A client for LM Studio, by its native interface where that can say what is asked, else by the OpenAI-like one. */
export function createLmStudioClient(options: LmStudioClientOptions): ModelClient {
	const { clock, random } = options;
	// Called as a method of something else, a browser's own fetch throws.
	const pageFetch = options.fetch ?? fetch;
	const send: Fetch = (address, init) => pageFetch(address, init);
	const server: Server = {
		connection: createConnection(options.endpoint, send, options.token ?? (() => undefined)),
		clock,
		random,
		permission: async () => options.permission?.().catch(() => undefined),
		memory: { lacksNativeChat: false, models: [] }
	};
	const embeddingSlots = options.embeddingSlots ?? createSingleSlot();
	const loadSlots = options.loadSlots ?? createSingleSlot();

	const load: ModelClient['load'] = (request, signal) =>
		inSlot(loadSlots, signal, () => loadModel(server, request, signal));

	return {
		inspect: createInspect(server),
		load,
		unload: (instanceId, signal) =>
			inSlot(loadSlots, signal, () => unloadInstance(server, instanceId, signal)),
		generate: createGenerate(server, options.slots, load),
		embed: (request, signal) => embedTexts(server, embeddingSlots, request, signal)
	};
}
