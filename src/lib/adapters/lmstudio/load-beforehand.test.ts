import { expect, test } from 'vitest';
import { chunk, eventsOf, json, MODEL, SEEDED, startClient, stream, unnamed } from './fakes.ts';

const ANSWER = unnamed(chunk({ content: 'a' }, 'stop'), '[DONE]');

/** A server with the model on disk and, with a context, in memory. */
function startHost(loadedContext?: number) {
	const world = startClient();
	let context = loadedContext;
	world.server.on('GET /api/v1/models', () =>
		json({
			models: [
				{
					key: MODEL,
					max_context_length: 131_072,
					loaded_instances:
						context === undefined ? [] : [{ id: MODEL, config: { context_length: context } }]
				}
			]
		})
	);
	world.server.on('POST /api/v1/models/load', ({ body }) => {
		context = (body as { context_length: number }).context_length;
		return json({ instance_id: MODEL });
	});
	world.server.on('POST /v1/chat/completions', () => stream([ANSWER]));
	const posts = () =>
		world.server.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);
	return { ...world, posts };
}

test('loads a model with the context of the request, which the OpenAI-like interface cannot', async () => {
	const { client, server, posts } = startHost();
	await client.inspect();
	const events = await eventsOf(client, { ...SEEDED, contextLength: 8192 });
	expect(posts()).toEqual(['/api/v1/models/load', '/v1/chat/completions']);
	expect(server.requests.find(({ path }) => path.endsWith('/load'))?.body).toMatchObject({
		model: MODEL,
		context_length: 8192
	});
	expect(events).toEqual([
		{ type: 'load_progress', progress: undefined },
		{ type: 'text_delta', text: 'a' },
		expect.objectContaining({ type: 'finished', reason: 'stop' })
	]);
});

test.each([
	['is loaded, with whatever context', 4096, 8192],
	['may be loaded with any context', undefined, undefined]
])('does not load a model that %s', async (_about, loadedContext, contextLength) => {
	const { client, posts } = startHost(loadedContext);
	await client.inspect();
	await eventsOf(client, { ...SEEDED, contextLength });
	expect(posts()).toEqual(['/v1/chat/completions']);
});

test('leaves loading to a server that cannot be told to', async () => {
	const { client, server, posts } = startHost();
	server.on('GET /api/v1/models', () => json({ error: 'Unexpected endpoint or method.' }));
	server.on('GET /v1/models', () => json({ object: 'list', data: [{ id: MODEL }] }));
	await client.inspect();
	await eventsOf(client, { ...SEEDED, contextLength: 8192 });
	expect(posts()).toEqual(['/v1/chat/completions']);
});

test('fails as the load fails', async () => {
	const { client, server, posts } = startHost();
	server.on('POST /api/v1/models/load', () =>
		json({ error: { type: 'internal_error', message: 'Failed to load model "x".' } }, 500)
	);
	await client.inspect();
	const events = await eventsOf(client, { ...SEEDED, contextLength: 8192 });
	expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'load_failed' } });
	expect(posts()).toEqual(['/api/v1/models/load']);
});
