/** The token goes to one exact origin, and into no text that anybody reads. */
import { expect, test } from 'vitest';
import { ModelClientError, type ModelClient } from '#lib/core/ports.ts';
import {
	ADDRESS,
	MODEL,
	PLAIN,
	SEEDED,
	chatEnd,
	delta,
	eventsOf,
	json,
	named,
	startClient,
	stream
} from './fakes.ts';

const TOKEN = 'sk-lm-AbCdEfGh:abcdefghijklmnopqrst';
const TWIN = 'http://localhost:1234';

test('goes with every request, and a plain GET without one carries no header at all', async () => {
	const { server, client } = startClient({ token: () => TOKEN });
	server.on('GET /api/v1/models', () => json({ models: [] }));
	server.on('POST /api/v1/chat', () => stream([named(delta('a'), chatEnd())]));
	await client.inspect();
	await eventsOf(client, PLAIN);
	expect(server.requests.map(({ headers }) => headers.get('Authorization'))).toEqual([
		`Bearer ${TOKEN}`,
		`Bearer ${TOKEN}`
	]);

	const open = startClient();
	await open.client.inspect();
	expect([...(open.server.requests[0]?.headers.keys() ?? ['missing'])]).toEqual([]);
});

test('is read anew for each request', async () => {
	let token = '';
	const { server, client } = startClient({ token: () => token });
	await client.inspect();
	token = ` ${TOKEN}\n`;
	await client.inspect();
	const sent = server.requests.map(({ headers }) => headers.get('Authorization'));
	expect([sent[0], sent.at(-1)]).toEqual([null, `Bearer ${TOKEN}`]);
});

test('is not sent to the twin of its address', async () => {
	const { server, client } = startClient({ endpoint: TWIN, token: () => TOKEN });
	server.on('GET /api/v1/models', () => json({ models: [] }));
	await client.inspect();
	await eventsOf(client, PLAIN);
	const sent = server.requests.map(({ origin, headers }) => [origin, headers.get('Authorization')]);
	expect(sent.length).toBeGreaterThan(1);
	expect(sent).toEqual(sent.map(() => [ADDRESS, null]));
});

test('is told to belong to its address where only the twin answers, and asks for one', async () => {
	const { server, client } = startClient({ endpoint: TWIN, token: () => TOKEN });
	server.token = TOKEN;
	expect(await client.inspect()).toMatchObject({
		state: 'unauthorized',
		endpoint: ADDRESS,
		detail: `LM Studio at ${ADDRESS} requires an API token, and the one that is set belongs to ${TWIN} alone.`
	});
});

/** Everything that a client tells anybody, in one text. */
async function everythingTold(client: ModelClient): Promise<string> {
	const calls = [
		client.load({ model: MODEL }),
		client.unload(MODEL),
		client.embed({ model: MODEL, texts: ['a'], purpose: 'document' })
	];
	const thrown = await Promise.all(
		calls.map((call) =>
			call.then(
				() => 'nothing',
				(error: unknown) =>
					error instanceof ModelClientError
						? [error.message, error.stack, error.failure, String(error.cause)]
						: 'another error'
			)
		)
	);
	const reports = [
		await client.inspect(),
		await eventsOf(client, PLAIN),
		await eventsOf(client, SEEDED)
	];
	return JSON.stringify([reports, thrown]);
}

test.each([
	['a wrong one', TOKEN],
	['one that no header can hold', `${TOKEN}\u0007é`],
	['one with a line end inside', `sk-lm-AbCdEfGh:\nabcdefghijklmnopqrst`]
])('does not stand in any message, not even in part: %s', async (_case, token) => {
	const { server, client } = startClient({ token: () => token });
	server.token = 'another';
	const told = await everythingTold(client);
	expect(told).toContain('unauthorized');
	expect(told).not.toContain('another error');
	expect(told).not.toMatch(/AbCd|abcdef/);
});

test('does not stand in a message that repeats what the server said', async () => {
	const { server, client } = startClient({ token: () => TOKEN });
	for (const path of ['/api/v1/models/unload', '/v1/embeddings', '/api/v1/chat']) {
		server.on(`POST ${path}`, () => json({ error: `Not for ${TOKEN}!` }, 400));
	}
	server.on('GET /api/v1/models', () => json({ error: `Not for ${TOKEN}!` }, 403));
	const told = await everythingTold(client);
	expect(told).toContain('Not for sk-lm-…!');
	expect(told).not.toMatch(/AbCd|abcdef/);
});

test('does not stand in a message either where it has another form than those of LM Studio', async () => {
	const { server, client } = startClient({ token: () => 'of-a-proxy' });
	const error = { message: 'Not for of-a-proxy!' };
	server.on('POST /api/v1/models/unload', () => json({ error }, 400));
	server.on('POST /api/v1/chat', () => stream([named(['error', { error }])]));
	const told = await everythingTold(client);
	expect(told).toContain('Not for …!');
	expect(told).not.toContain('of-a-proxy');
});
