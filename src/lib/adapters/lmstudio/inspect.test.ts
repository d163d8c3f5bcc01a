import { expect, test } from 'vitest';
import type { EndpointReport } from '#lib/core/ports.ts';
import {
	ADDRESS,
	MODEL,
	broken,
	json,
	page,
	settle,
	startClient,
	type FakeServer
} from './fakes.ts';
import type { LmStudioClientOptions } from './create-lm-studio-client.ts';

const NATIVE = 'GET /api/v1/models';
const OLDER = 'GET /api/v0/models';
const OPENAI = 'GET /v1/models';
const GREETING = 'GET /lmstudio-greeting';
const TWIN = 'http://localhost:1234';

const loaded = {
	models: [
		{ type: 'llm', key: MODEL, loaded_instances: [{ id: MODEL, config: { context_length: 4096 } }] }
	]
};
const unloaded = { models: [{ type: 'llm', key: MODEL, loaded_instances: [] }] };
const chatModel = { key: MODEL, kind: 'chat', display_name: MODEL };

/** Looks once at a server that the test has set up, and lets as much time pass as it takes. */
async function look(
	setUp: (server: FakeServer) => void,
	options: Partial<LmStudioClientOptions> = {}
): Promise<EndpointReport> {
	const { server, client, clock } = startClient(options);
	setUp(server);
	const report = client.inspect();
	await clock.advance(30_000);
	return report;
}

test('reports a server with a loaded chat model as connected', async () => {
	expect(await look((server) => server.on(NATIVE, () => json(loaded)))).toEqual({
		state: 'connected',
		endpoint: ADDRESS,
		api: 'v1',
		models: [{ ...chatModel, loaded: [{ id: MODEL, context_length: 4096 }] }],
		detail: undefined
	});
});

test('takes an endpoint with a slash at its end', async () => {
	const report = await look((server) => server.on(NATIVE, () => json(loaded)), {
		endpoint: `${ADDRESS}/`
	});
	expect(report).toMatchObject({ state: 'connected', endpoint: ADDRESS });
});

test('asks the older list where the native one is an unexpected endpoint with status 200', async () => {
	const report = await look((server) =>
		server.on(OLDER, () =>
			json({
				data: [{ id: MODEL, type: 'llm', state: 'loaded', loaded_context_length: 4096 }]
			})
		)
	);
	expect(report).toEqual({
		state: 'connected',
		endpoint: ADDRESS,
		api: 'v0',
		models: [{ ...chatModel, vision: false, loaded: [{ id: MODEL, context_length: 4096 }] }],
		detail: undefined
	});
});

test('asks the OpenAI-like list last, which does not tell what is loaded', async () => {
	const report = await look((server) =>
		server.on(OPENAI, () => json({ object: 'list', data: [{ id: MODEL, object: 'model' }] }))
	);
	expect(report).toEqual({
		state: 'connected',
		endpoint: ADDRESS,
		api: 'openai',
		models: [{ ...chatModel, loaded: [] }],
		detail: undefined
	});
});

test.each([
	['none is loaded', unloaded, 'but no chat model is loaded (downloaded: 1).'],
	['there is none', { models: [] }, 'but it has no chat model.'],
	[
		'only an embedding model is loaded',
		{ models: [{ type: 'embedding', key: 'e', loaded_instances: [{ id: 'e' }] }] },
		'but it has no chat model.'
	]
])('reports that no chat model is ready where %s', async (_case, body, detail) => {
	const report = await look((server) => {
		server.on(NATIVE, () => json(body));
		server.on(GREETING, () => json({ lmstudio: true, simulator: 'assay' }));
	});
	expect(report).toMatchObject({
		state: 'no_model',
		api: 'v1',
		detail: `LM Studio answers at ${ADDRESS}, ${detail}`
	});
	expect(report.models).toHaveLength(body.models.length);
});

test('says that a simulator is one', async () => {
	const report = await look((server) => {
		server.on(NATIVE, () => json(loaded));
		server.on(GREETING, () => json({ lmstudio: true, simulator: 'assay' }));
	});
	expect(report.state).toBe('simulated');
});

test('takes a greeting that fails for one without a simulator', async () => {
	const report = await look((server) => {
		server.on(NATIVE, () => json(loaded));
		server.on(GREETING, broken);
	});
	expect(report.state).toBe('connected');
});

const NOTHING = { api: undefined, models: [] };

test('reports a dead server as unreachable', async () => {
	expect(await look((server) => (server.origins = []))).toEqual({
		state: 'unreachable',
		endpoint: ADDRESS,
		detail: `Nothing answers at ${ADDRESS}.`,
		...NOTHING
	});
});

test('tells CORS off from a dead server by asking blindly', async () => {
	expect(await look((server) => (server.cors = 'off'))).toEqual({
		state: 'cors_blocked',
		endpoint: ADDRESS,
		detail: `A server answers at ${ADDRESS}, but the browser may not read it: CORS is off, or a token is required.`,
		...NOTHING
	});
});

test('finds that the preflight for the token is refused where plain requests are not', async () => {
	const report = await look(
		(server) => {
			server.on(NATIVE, () => json(loaded));
			server.refusesPreflight = true;
		},
		{ token: () => 'sk-lm-abc' }
	);
	expect(report).toEqual({
		state: 'cors_blocked',
		endpoint: ADDRESS,
		detail: `The server at ${ADDRESS} can be read without a token, but refuses the browser's preflight for one.`,
		...NOTHING
	});
});

test.each([
	['none', undefined],
	['a wrong one', 'sk-lm-wrong']
])('names both causes where the refusal of %s cannot be read', async (_case, token) => {
	const report = await look(
		(server) => Object.assign(server, { token: 'sk-lm-right', hidesRefusal: true }),
		{ token: () => token }
	);
	expect(report).toMatchObject({
		state: 'cors_blocked',
		detail: `A server answers at ${ADDRESS}, but the browser may not read it: CORS is off, or a token is required.`
	});
});

test.each([
	['missing', undefined, `LM Studio at ${ADDRESS} requires an API token, and none was sent.`],
	['empty', '  ', `LM Studio at ${ADDRESS} requires an API token, and none was sent.`],
	['wrong', 'sk-lm-wrong', `LM Studio at ${ADDRESS} refused the API token.`]
])('tells a %s token apart', async (_case, token, detail) => {
	const report = await look((server) => (server.token = 'sk-lm-right'), { token: () => token });
	expect(report).toEqual({ state: 'unauthorized', endpoint: ADDRESS, detail, ...NOTHING });
});

test('reports missing rights as unauthorized', async () => {
	const error = { message: 'Permission denied.', type: 'invalid_request', code: null };
	const report = await look((server) => server.on(NATIVE, () => json({ error }, 403)));
	expect(report).toMatchObject({
		state: 'unauthorized',
		detail: 'LM Studio does not permit this: Permission denied.'
	});
});

test.each([
	['a web page', () => page(), 'a web page'],
	['other JSON', () => json({ hello: 'world' }), 'JSON of another kind'],
	['nothing', () => new Response(null, { status: 204 }), 'an empty answer (status 204)'],
	['a redirect', () => new Response(null, { status: 301 }), 'a redirect'],
	[
		'something of another type',
		() => new Response('\u0000', { headers: { 'Content-Type': 'image/png' } }),
		'something else (image/png)'
	]
])('says that it is not LM Studio where the answer is %s', async (_case, handler, got) => {
	const report = await look((server) => {
		for (const route of [NATIVE, OLDER, OPENAI]) server.on(route, handler);
	});
	expect(report).toEqual({
		state: 'not_lmstudio',
		endpoint: ADDRESS,
		detail: `Expected LM Studio at ${ADDRESS}, got ${got}.`,
		...NOTHING
	});
});

test('says that it is not LM Studio where the list is endless', async () => {
	const endless = () => json({ models: ['x'.repeat(9 * 1024 * 1024)] });
	const report = await look((server) => server.on(NATIVE, endless));
	expect(report.state).toBe('not_lmstudio');
});

test('reports a proxy without a server behind it as unreachable', async () => {
	const report = await look((server) => server.on(NATIVE, () => page('Bad Gateway', 502)));
	expect(report).toMatchObject({
		state: 'unreachable',
		detail: 'The server is not ready: HTTP status 502'
	});
});

test('reports an answer that breaks off as unreachable', async () => {
	const breaking = () =>
		new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError()) }));
	const report = await look((server) => server.on(NATIVE, breaking));
	expect(report).toMatchObject({
		state: 'unreachable',
		detail: `The connection to ${ADDRESS} broke before an answer came.`
	});
});

test('looks at the twin of an address where nothing answers, and uses it from then on', async () => {
	const { server, client } = startClient({ endpoint: TWIN });
	server.on(NATIVE, () => json(loaded));
	expect(await client.inspect()).toMatchObject({ state: 'connected', endpoint: ADDRESS });
	server.requests.length = 0;
	await client.inspect();
	expect(server.requests.map(({ origin }) => origin)).toEqual([ADDRESS]);
});

test('finds CORS off at the twin', async () => {
	const report = await look((server) => (server.cors = 'off'), { endpoint: TWIN });
	expect(report).toMatchObject({ state: 'cors_blocked', endpoint: TWIN });
	expect(report.detail).toContain(ADDRESS);
});

test('looks at the twin from Node as well', async () => {
	const report = await look(
		(server) => {
			server.runtime = 'node';
			server.on(NATIVE, () => json(loaded));
		},
		{ endpoint: TWIN }
	);
	expect(report).toMatchObject({ state: 'connected', endpoint: ADDRESS });
});

test('comes back from the twin when only the configured address answers again', async () => {
	const { server, client } = startClient({ endpoint: TWIN });
	server.on(NATIVE, () => json(loaded));
	await client.inspect();
	server.origins = [TWIN];
	expect(await client.inspect()).toMatchObject({ state: 'connected', endpoint: TWIN });
});

test.each([['127.0.0.1:1234'], ['ftp://127.0.0.1'], [''], ['http://me:secret@127.0.0.1:1234']])(
	'reports that "%s" is no address, without repeating a password',
	async (endpoint) => {
		const report = await look(() => undefined, { endpoint });
		expect(report.state).toBe('unreachable');
		expect(report.detail).toMatch(/^Expected an address that begins with http/);
		expect(JSON.stringify(report)).not.toContain('secret');
	}
);

test('gives up after ten seconds without an answer', async () => {
	const { server, client, clock } = startClient();
	server.on(NATIVE, () => new Promise(() => undefined));
	const report = client.inspect();
	await clock.advance(10_000);
	expect(await report).toEqual({
		state: 'unreachable',
		endpoint: ADDRESS,
		detail: `The server at ${ADDRESS} did not answer within 10 seconds.`,
		...NOTHING
	});
});

test('reports that it knows nothing when it is stopped', async () => {
	const { server, client } = startClient();
	server.on(NATIVE, () => new Promise(() => undefined));
	const controller = new AbortController();
	const report = client.inspect(controller.signal);
	await settle();
	controller.abort();
	expect(await report).toMatchObject({ state: 'connecting', endpoint: ADDRESS });
	expect(await client.inspect(AbortSignal.abort())).toMatchObject({ state: 'connecting' });
});

test('reports a permission that was denied', async () => {
	const report = await look((server) => (server.origins = []), {
		permission: () => Promise.resolve('denied')
	});
	expect(report).toEqual({
		state: 'permission_needed',
		endpoint: ADDRESS,
		detail: `The browser forbids this page to reach ${ADDRESS} on your own computer.`,
		...NOTHING
	});
});

test('reports after a second and a half that the browser is asking', async () => {
	const { server, client, clock } = startClient({ permission: () => Promise.resolve('prompt') });
	let letThrough: (response: Response) => void = () => undefined;
	server.on(NATIVE, () => new Promise((resolve) => (letThrough = resolve)));
	const report = client.inspect();
	await clock.advance(1500);
	expect(await report).toEqual({
		state: 'permission_needed',
		endpoint: ADDRESS,
		detail: `The browser is asking whether this page may reach ${ADDRESS} on your own computer.`,
		...NOTHING
	});

	// The question stands for as long as it is not answered: the next look neither closes nor doubles it.
	const next = client.inspect();
	await clock.advance(1000);
	letThrough(json(loaded));
	expect(await next).toMatchObject({ state: 'connected' });
	expect(server.requests).toHaveLength(1);
});

test.each(['granted', undefined] as const)(
	'waits for a slow server where the permission is %s',
	async (state) => {
		const { server, client, clock } = startClient({ permission: () => Promise.resolve(state) });
		let answer: (response: Response) => void = () => undefined;
		server.on(NATIVE, () => new Promise((resolve) => (answer = resolve)));
		const report = client.inspect();
		await clock.advance(9000);
		answer(json(loaded));
		expect(await report).toMatchObject({ state: 'connected' });
	}
);
