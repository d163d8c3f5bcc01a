import { expect, test } from 'vitest';
import type { LoadReport } from '#lib/core/ports.ts';
import { json, settle, startClient, unexpectedEndpoint, type FakeServer } from './fakes.ts';

interface HostedModel {
	key: string;
	max: number;
	variants?: string[];
	instances: { id: string; context: number }[];
}

const LLAMA = 'llama-3.2-3b-instruct';
const NOMIC = 'text-embedding-nomic-embed-text-v1.5';

/** Models in memory, as LM Studio keeps them: each `load` makes one more copy, with the context that fits. */
function hostModels(server: FakeServer, models: HostedModel[], mostContext = Infinity) {
	const list = () => ({
		models: models.map(({ key, max, variants, instances }) => ({
			key,
			max_context_length: max,
			variants,
			loaded_instances: instances.map(({ id, context }) => ({
				id,
				config: { context_length: context }
			}))
		}))
	});
	server.on('GET /api/v1/models', () => json(list()));
	server.on('POST /api/v1/models/load', async ({ body }) => {
		const { model, context_length = 4096 } = body as { model: string; context_length?: number };
		await settle();
		const found = models.find(({ key, variants = [] }) => [key, ...variants].includes(model));
		if (!found) return json({ error: { type: 'model_not_found', message: model } }, 404);
		const id =
			found.instances.length === 0 ? found.key : `${found.key}:${found.instances.length + 1}`;
		found.instances.push({ id, context: Math.min(context_length, mostContext) });
		return json({
			type: 'llm',
			instance_id: id,
			load_time_seconds: 9.099,
			status: 'loaded',
			load_config: { context_length }
		});
	});
	server.on('POST /api/v1/models/unload', ({ body }) => {
		const { instance_id } = body as { instance_id: string };
		const owner = models.find(({ instances }) => instances.some(({ id }) => id === instance_id));
		if (!owner) return json({ error: { type: 'model_not_found', message: instance_id } }, 404);
		owner.instances = owner.instances.filter(({ id }) => id !== instance_id);
		return json({ instance_id });
	});
}

function startHost(models: HostedModel[], mostContext?: number) {
	const world = startClient();
	hostModels(world.server, models, mostContext);
	const posts = () => world.server.requests.filter(({ method }) => method === 'POST');
	return { ...world, posts };
}

const model = (key: string, ...contexts: number[]): HostedModel => ({
	key,
	max: 131072,
	instances: contexts.map((context, at) => ({ id: at === 0 ? key : `${key}:${at + 1}`, context }))
});

const report = (changes: Partial<LoadReport>): LoadReport => ({
	model: LLAMA,
	instanceId: LLAMA,
	requestedContextLength: undefined,
	grantedContextLength: 8192,
	loadTimeSeconds: undefined,
	alreadyLoaded: true,
	...changes
});

test('loads a model with the context that is asked, and reads back what was granted', async () => {
	const { client, posts } = startHost([model(LLAMA)], 6000);
	expect(await client.load({ model: LLAMA, contextLength: 8192 })).toEqual(
		report({
			requestedContextLength: 8192,
			grantedContextLength: 6000,
			loadTimeSeconds: 9.099,
			alreadyLoaded: false
		})
	);
	expect(posts().map(({ body }) => body)).toEqual([
		{ model: LLAMA, context_length: 8192, echo_load_config: true }
	]);
});

test.each([
	['no wish', undefined],
	['less', 4096],
	['just enough', 8192]
])('finds a model loaded with enough context for %s, and loads nothing', async (_case, wish) => {
	const { client, posts } = startHost([model(LLAMA, 8192)]);
	const request = wish === undefined ? { model: LLAMA } : { model: LLAMA, contextLength: wish };
	expect(await client.load(request)).toEqual(report({ requestedContextLength: wish }));
	expect(posts()).toEqual([]);
});

test('finds the copy that has enough context', async () => {
	const { client } = startHost([model(LLAMA, 2048, 8192)]);
	expect(await client.load({ model: LLAMA, contextLength: 8000 })).toEqual(
		report({ instanceId: `${LLAMA}:2`, requestedContextLength: 8000 })
	);
});

test('unloads what has too little context before it loads, so that there is never a second copy', async () => {
	const { client, posts } = startHost([model(LLAMA, 2048, 4096)]);
	expect(await client.load({ model: LLAMA, contextLength: 8192 })).toEqual(
		report({ requestedContextLength: 8192, loadTimeSeconds: 9.099, alreadyLoaded: false })
	);
	expect(posts().map(({ body }) => body)).toEqual([
		{ instance_id: LLAMA },
		{ instance_id: `${LLAMA}:2` },
		{ model: LLAMA, context_length: 8192, echo_load_config: true }
	]);
});

test('does not load anew a model that has all the context it can take', async () => {
	const small = { ...model(NOMIC, 2048), max: 2048 };
	const { client, posts } = startHost([small]);
	expect(await client.load({ model: NOMIC, contextLength: 8192 })).toEqual(
		report({
			model: NOMIC,
			instanceId: NOMIC,
			requestedContextLength: 8192,
			grantedContextLength: 2048
		})
	);
	expect(posts()).toEqual([]);
});

test.each([
	['another case', 'LLaMA-3.2-3B-Instruct'],
	['a quantisation', `${LLAMA}@q4_k_m`],
	['the id of its copy', `${LLAMA}:2`]
])('finds a loaded model by %s', async (_case, name) => {
	const { client, posts } = startHost([model('other', 4096), model(LLAMA, 4096, 8192)]);
	expect(await client.load({ model: name })).toMatchObject({ model: LLAMA, alreadyLoaded: true });
	expect(posts()).toEqual([]);
});

test('takes the very key before one that differs in its quantisation', async () => {
	const { client } = startHost([model(`${NOMIC}@q4_k_m`, 2048), model(`${NOMIC}@f16`, 2048)]);
	expect(await client.load({ model: `${NOMIC}@f16` })).toMatchObject({ model: `${NOMIC}@f16` });
});

test('asks for the quantisation where the server has it, and for the key where not', async () => {
	const variants = [`${NOMIC}@q4_k_m`, `${NOMIC}@f16`];
	const { client, posts } = startHost([{ ...model(NOMIC), variants }, model(LLAMA)]);
	await client.load({ model: `${NOMIC}@F16` });
	await client.load({ model: `${LLAMA}@f16` });
	expect(posts().map(({ body }) => body)).toEqual([
		{ model: `${NOMIC}@f16`, echo_load_config: true },
		{ model: LLAMA, echo_load_config: true }
	]);
});

test('loads a model once for callers who ask at the same time', async () => {
	const { client, posts } = startHost([model(LLAMA), model(NOMIC)]);
	const reports = await Promise.all([
		client.load({ model: LLAMA }),
		client.load({ model: LLAMA }),
		client.load({ model: NOMIC }),
		client.load({ model: LLAMA.toUpperCase() })
	]);
	expect(reports.map(({ alreadyLoaded }) => alreadyLoaded)).toEqual([false, true, false, true]);
	expect(posts()).toHaveLength(2);
});

test('goes on with the next load after one that failed', async () => {
	const { client, server } = startHost([model(LLAMA)]);
	const failing = client.load({ model: 'unknown' });
	const next = client.load({ model: LLAMA });
	await expect(failing).rejects.toMatchObject({ code: 'model_not_found' });
	expect(await next).toMatchObject({ instanceId: LLAMA });
	expect(server.requests.at(-1)?.path).toBe('/api/v1/models');
});

test('goes by the echoed configuration where the list cannot be read back', async () => {
	const { client, server } = startHost([model(LLAMA)]);
	server.on(
		'GET /api/v1/models',
		() => json({ models: [{ key: LLAMA }] }),
		() => json({}, 503)
	);
	expect(await client.load({ model: LLAMA, contextLength: 8192 })).toMatchObject({
		grantedContextLength: 8192
	});
});

test('takes a copy whose context is not told as it is', async () => {
	const { client, server } = startClient();
	server.on('GET /api/v1/models', () =>
		json({ models: [{ key: LLAMA, loaded_instances: [{ id: LLAMA }] }] })
	);
	expect(await client.load({ model: LLAMA, contextLength: 8192 })).toEqual(
		report({ requestedContextLength: 8192, grantedContextLength: undefined })
	);
});

test('says what happened when the server does not load', async () => {
	const { client, server } = startHost([model(LLAMA)]);
	const error = `Failed to load model "${LLAMA}". Error: Operation canceled.`;
	server.on('POST /api/v1/models/load', () => json({ error }, 400));
	await expect(client.load({ model: LLAMA })).rejects.toMatchObject({
		name: 'ModelClientError',
		failure: {
			code: 'load_failed',
			message: `LM Studio did not load the model: ${error}`,
			suggestion:
				'Load it with a smaller context, unload other models first, or choose a smaller model.',
			retryable: false
		}
	});
});

test('refuses a load without the id of what was loaded', async () => {
	const { client, server } = startHost([model(LLAMA)]);
	server.on('POST /api/v1/models/load', () => json({ status: 'loaded' }));
	await expect(client.load({ model: LLAMA })).rejects.toMatchObject({ code: 'bad_answer' });
});

test('says that an old LM Studio cannot be told to load, unless the model is loaded', async () => {
	const { client, server } = startClient();
	const entry = { id: LLAMA, type: 'llm', state: 'loaded', loaded_context_length: 4096 };
	server.on('GET /api/v0/models', () => json({ data: [entry] }));
	expect(await client.load({ model: LLAMA, contextLength: 4096 })).toEqual(
		report({ requestedContextLength: 4096, grantedContextLength: 4096 })
	);
	await expect(client.load({ model: LLAMA, contextLength: 8192 })).rejects.toMatchObject({
		code: 'load_failed',
		message: 'This version of LM Studio cannot be told to load a model: that takes 0.4.0 or later.'
	});
	expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
});

test('says that another server cannot be told to load', async () => {
	const { client, server } = startClient();
	server.on('GET /v1/models', () => json({ data: [{ id: LLAMA }] }));
	await expect(client.load({ model: LLAMA })).rejects.toMatchObject({
		code: 'load_failed',
		message: 'This server cannot be told to load a model.'
	});
});

test.each([
	['unreachable', (server: FakeServer) => (server.origins = [])],
	['cors_blocked', (server: FakeServer) => (server.cors = 'off')],
	['unauthorized', (server: FakeServer) => (server.token = 'sk-lm-x')]
])('says that the server is %s', async (code, setUp) => {
	const { client, server } = startClient();
	setUp(server);
	await expect(client.load({ model: LLAMA })).rejects.toMatchObject({ code });
});

test('ends a load that is aborted, and one that waits for it', async () => {
	const { client, server } = startHost([model(LLAMA)]);
	server.on('POST /api/v1/models/load', () => new Promise(() => undefined));
	const controller = new AbortController();
	const running = client.load({ model: LLAMA }, controller.signal);
	const waiting = client.load({ model: LLAMA }, controller.signal);
	await settle();
	controller.abort();
	await expect(running).rejects.toMatchObject({ code: 'cancelled' });
	await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});

test('unloads an instance by its very id', async () => {
	const { client, posts } = startHost([model(LLAMA, 4096, 4096)]);
	await client.unload(`${LLAMA}:2`);
	expect(posts().map(({ body }) => body)).toEqual([{ instance_id: `${LLAMA}:2` }]);
});

test('says that there is no such instance', async () => {
	const { client } = startHost([model(LLAMA)]);
	await expect(client.unload('nobody')).rejects.toMatchObject({ code: 'model_not_found' });
});

test('says that an old LM Studio cannot be told to unload', async () => {
	const { client, server } = startClient();
	server.on('POST /api/v1/models/unload', () => unexpectedEndpoint('POST /api/v1/models/unload'));
	await expect(client.unload(LLAMA)).rejects.toMatchObject({ code: 'upstream_error' });
});
