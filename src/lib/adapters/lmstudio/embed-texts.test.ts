import { expect, test } from 'vitest';
import { json, page, settle, startClient, type FakeRequest, type Handler } from './fakes.ts';

const NOMIC = 'text-embedding-nomic-embed-text-v1.5@f16';
const OTHER = 'text-embedding-mxbai';
const ROUTE = 'POST /v1/embeddings';

const inputOf = ({ body }: FakeRequest) => (body as { input: string[] }).input;

/** Embeds by the length of a text, in the given dimensions, the last text first. */
const embedByLength =
	(dimensions: number): Handler =>
	(request) =>
		json({
			object: 'list',
			data: inputOf(request)
				.map((text, index) => ({ object: 'embedding', index, embedding: vector(text, dimensions) }))
				.reverse(),
			model: 'text-embedding-nomic-embed-text-v1.5',
			usage: { prompt_tokens: 0, total_tokens: 0 }
		});

const vector = (text: string, dimensions: number) =>
	Array.from({ length: dimensions }, (_, at) => (at === 0 ? text.length : at === 1 ? 100 : 0));

const lengthOf = (vector: readonly number[]) => Math.hypot(...vector);

function startEmbedding(handler: Handler) {
	const world = startClient();
	world.server.on(ROUTE, handler);
	return world;
}

test('embeds in the order of the texts, with vectors of unit length', async () => {
	const { client } = startEmbedding(embedByLength(3));
	const texts = ['a', 'bb', 'ccc'];
	const { vectors, model, dimensions } = await client.embed({
		model: OTHER,
		texts,
		purpose: 'document'
	});
	expect({ model, dimensions }).toEqual({
		model: 'text-embedding-nomic-embed-text-v1.5',
		dimensions: 3
	});
	expect(vectors.map((vector) => Math.round((vector[0] ?? 0) * 10_000))).toEqual([100, 200, 300]);
	expect(vectors.map(lengthOf)).toEqual([
		expect.closeTo(1, 12),
		expect.closeTo(1, 12),
		expect.closeTo(1, 12)
	]);
});

test.each([
	['document', NOMIC, ['search_document: Hi']],
	['query', NOMIC, ['search_query: Hi']],
	['query', OTHER, ['Hi']]
] as const)(
	'writes a %s for %s with the prefix that the model wants',
	async (purpose, model, input) => {
		const { client, server } = startEmbedding(embedByLength(768));
		await client.embed({ model, texts: ['Hi'], purpose });
		expect(server.requests[0]?.body).toEqual({ model, input, encoding_format: 'float' });
	}
);

test('sends at most 32 texts at a time, one batch after another, whoever asks', async () => {
	let atOnce = 0;
	let mostAtOnce = 0;
	const { client, server } = startEmbedding(async (request) => {
		atOnce += 1;
		mostAtOnce = Math.max(mostAtOnce, atOnce);
		await settle();
		atOnce -= 1;
		return embedByLength(3)(request);
	});
	const texts = Array.from({ length: 70 }, (_, at) => 'x'.repeat(at + 1));
	const [first, second] = await Promise.all([
		client.embed({ model: OTHER, texts, purpose: 'document' }),
		client.embed({ model: OTHER, texts: ['?'], purpose: 'query' })
	]);
	expect(mostAtOnce).toBe(1);
	expect(server.requests.map((request) => inputOf(request).length)).toEqual([32, 1, 32, 6]);
	expect([first.vectors.length, second.vectors.length]).toEqual([70, 1]);
});

test('asks nothing for no texts', async () => {
	const { client, server } = startEmbedding(embedByLength(3));
	expect(await client.embed({ model: OTHER, texts: [], purpose: 'query' })).toEqual({
		vectors: [],
		model: OTHER,
		dimensions: 0
	});
	expect(server.requests).toEqual([]);
});

test('goes by the position where a server tells no index', async () => {
	const { client } = startEmbedding(() =>
		json({ data: [{ embedding: [1] }, { embedding: [-2] }] })
	);
	expect(await client.embed({ model: OTHER, texts: ['a', 'b'], purpose: 'query' })).toEqual({
		vectors: [[1], [-1]],
		model: OTHER,
		dimensions: 1
	});
});

const one = (embedding: unknown, index = 0) => ({ index, embedding });

test.each([
	['too few', [one([1, 0])]],
	['too many', [one([1, 0]), one([1, 0], 1), one([1, 0], 2)]],
	['an index twice', [one([1, 0]), one([1, 0])]],
	['an index out of range', [one([1, 0]), one([1, 0], 2)]],
	['a negative index', [one([1, 0]), one([1, 0], -1)]],
	['base64', [one([1, 0]), one('AACAPwAAAAA=', 1)]],
	['holes', [one([1, 0]), one([1, null], 1)]],
	['a number beyond all bounds', [one([1, 0]), one([1, '1e999'], 1)]],
	['no numbers', [one([1, 0]), one([], 1)]],
	['a vector without a direction', [one([1, 0]), one([0, 0], 1)]],
	['vectors of different dimensions', [one([1, 0]), one([1, 0, 0], 1)]]
])('refuses %s', async (_case, data) => {
	const body = JSON.stringify({ data }).replace('"1e999"', '1e999');
	const headers = { 'Content-Type': 'application/json' };
	const { client } = startEmbedding(() => new Response(body, { headers }));
	const embedding = client.embed({ model: OTHER, texts: ['a', 'b'], purpose: 'document' });
	await expect(embedding).rejects.toMatchObject({ name: 'ModelClientError', code: 'bad_answer' });
});

test('refuses dimensions that the nomic model does not have, as base64 read wrongly gives them', async () => {
	const { client } = startEmbedding(embedByLength(192));
	const embedding = client.embed({ model: NOMIC, texts: ['a'], purpose: 'document' });
	await expect(embedding).rejects.toMatchObject({
		code: 'bad_answer',
		message: "The server's answer could not be read: expected embeddings of 768 numbers, got 192."
	});
});

test('refuses dimensions that change from batch to batch', async () => {
	const { client, server } = startClient();
	server.on(ROUTE, embedByLength(3), embedByLength(4));
	const texts = Array.from({ length: 33 }, () => 'a');
	await expect(client.embed({ model: OTHER, texts, purpose: 'document' })).rejects.toMatchObject({
		code: 'bad_answer'
	});
});

test.each([
	[
		'no model is loaded',
		() => json({ error: 'No models loaded. Please load a model.' }, 400),
		'no_model'
	],
	[
		'the path is unknown',
		() => json({ error: 'Unexpected endpoint or method. (POST /v1/embeddings)' }),
		'upstream_error'
	],
	['the answer is a web page', () => page(), 'not_lmstudio'],
	['the answer is other JSON', () => json({ data: 'none' }), 'bad_answer'],
	['the token is wrong', () => json({ error: 'no' }, 401), 'unauthorized']
])('says what is wrong where %s', async (_case, handler, code) => {
	const { client } = startEmbedding(handler);
	await expect(
		client.embed({ model: OTHER, texts: ['a'], purpose: 'document' })
	).rejects.toMatchObject({ code });
});

test('ends when aborted, in a batch and while waiting for one', async () => {
	const { client } = startEmbedding(() => new Promise(() => undefined));
	const controller = new AbortController();
	const request = { model: OTHER, texts: ['a'], purpose: 'document' } as const;
	const running = client.embed(request, controller.signal);
	const waiting = client.embed(request, controller.signal);
	await settle();
	controller.abort();
	await expect(running).rejects.toMatchObject({ code: 'cancelled' });
	await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
});

test('embeds the next texts after a batch that failed', async () => {
	const { client, server } = startClient();
	server.on(ROUTE, () => json({ error: 'Boom' }, 500), embedByLength(3));
	const request = { model: OTHER, texts: ['a'], purpose: 'document' } as const;
	await expect(client.embed(request)).rejects.toMatchObject({ code: 'upstream_error' });
	expect((await client.embed(request)).dimensions).toBe(3);
});
