import { Agent, fetch as undiciFetch } from 'undici';
import type { Fetch } from '#lib/adapters/lmstudio/connection.ts';
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import {
	createSwitchableClient,
	type SwitchableClient
} from '#lib/core/models/switchable-client.ts';
import type { Clock } from '#lib/core/ports.ts';
import { shareInspections } from './share-inspections.ts';

/** The relay's client for LM Studio. Its token stays here. */
export function createUpstreamClient(options: {
	endpoint: string;
	token: string | undefined;
	streams: number;
	clock: Clock;
	random: () => number;
}): { client: SwitchableClient; close: () => Promise<void> } {
	const { endpoint, token, streams, clock, random } = options;
	// A model that loads, or reads a long prompt, sends nothing for minutes.
	const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
	const send: Fetch = async (address, init) => {
		// Undici's own types of the same things differ in names only.
		const response = await undiciFetch(address, {
			...(init as Parameters<typeof undiciFetch>[1]),
			dispatcher: agent
		});
		return response as unknown as Response;
	};
	const client = createLmStudioClient({
		endpoint,
		token: () => token,
		fetch: send,
		slots: createPageSlots(streams),
		clock,
		random
	});
	return {
		client: shareInspections(createSwitchableClient({ endpoint, client })),
		close: () => agent.destroy()
	};
}
