import { serveChat, type ChatServicePorts } from './agents/serve-chat.ts';
import { serveAnalysis } from './analysis/serve-analysis.ts';
import type { PromptSource } from './analysis/prompt-source.ts';
import type { Bus } from './bus/bus.ts';
import { serveEmbeddings } from './knowledge/serve-embeddings.ts';
import { serveModels } from './models/serve-models.ts';
import type { SwitchableClient } from './models/switchable-client.ts';
import type { Clock, HashText, NewId } from './ports.ts';

/** What the services need of the world, in the page as in the relay. */
export interface ServicePorts {
	client: SwitchableClient;
	prompts: PromptSource;
	clock: Clock;
	newId: NewId;
	hashText: HashText;
	/** What was said in a conversation before; absent where nobody keeps it. */
	recall?: NonNullable<ChatServicePorts['recall']>;
	/** Calls `listener` when the page comes to the front, or is back online; returns the unsubscribe. */
	onWake?: (listener: () => void) => () => void;
}

/**
 * Puts every service on a bus: the one place that names them all, for the page and for each channel of the relay.
 *
 * @returns a function that ends every running request and stops serving
 */
export function attachServices(bus: Bus, ports: ServicePorts): () => void {
	const detach = [attachAnswering(bus, ports), serveModels(bus, ports)];
	return () => {
		for (const stop of detach) stop();
	};
}

/** The services that answer, without the one that looks at the server: the page has that from the beginning. */
export function attachAnswering(bus: Bus, ports: ServicePorts): () => void {
	const detach = [serveAnalysis(bus, ports), serveChat(bus, ports), serveEmbeddings(bus, ports)];
	return () => {
		for (const stop of detach) stop();
	};
}
