import { expect, test } from 'vitest';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { createFakeClock } from '#lib/core/fakes.ts';
import type { GenerationEvent } from '#lib/core/ports.ts';
import { createActions } from './create-actions.ts';
import { ADDRESS, createFakeServer, json } from './fakes.ts';
import { createLateClient } from './late-client.ts';

/** A client whose actions cannot be loaded the first time. */
function start() {
	const server = createFakeServer();
	let loads = 0;
	const options = {
		endpoint: ADDRESS,
		fetch: server.fetch,
		clock: createFakeClock(),
		random: () => 0
	};
	const client = createLateClient(options, (made) => {
		loads += 1;
		if (loads === 1) return Promise.reject(new Error('The file is gone'));
		return Promise.resolve(createActions(made, { slots: createPageSlots(1) }));
	});
	return { client, server, loads: () => loads };
}

test('looks at the server without anything being loaded', async () => {
	const { client, server, loads } = start();
	server.on('GET /api/v1/models', () => json({ models: [] }));
	expect(await client.inspect()).toMatchObject({ state: 'no_model', api: 'v1' });
	expect(loads()).toBe(0);
});

test('a request whose code cannot be loaded fails, and the next one asks for it again', async () => {
	const { client, server, loads } = start();
	server.on('POST /api/v1/models/unload', () => json({ instance_id: 'llama' }));
	await expect(client.unload('llama')).rejects.toMatchObject({ code: 'internal' });
	await client.unload('llama');
	await client.unload('llama');
	expect(loads()).toBe(2);
});

test('a generation whose code cannot be loaded tells so as its only event', async () => {
	const { client } = start();
	const events: GenerationEvent[] = [];
	const request = { model: 'llama', messages: [] };
	await client.generate(request, (event) => events.push(event), new AbortController().signal);
	expect(events).toMatchObject([{ type: 'failed', failure: { code: 'internal' } }]);
});
