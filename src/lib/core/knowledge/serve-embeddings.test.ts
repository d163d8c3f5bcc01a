import { describe, expect, test } from 'vitest';
import type { EmbeddingRequestData } from '#lib/protocol/service-schemas.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import {
	createFakeIds,
	createFakeModelClient,
	createGate,
	fakeModel,
	fakeReport,
	settle
} from '#lib/core/fakes.ts';
import { ModelClientError } from '#lib/core/ports.ts';
import { serveEmbeddings } from './serve-embeddings.ts';

const nomic = 'text-embedding-nomic-embed-text-v1.5';
const withNomic = fakeReport({
	models: [fakeModel(), fakeModel({ key: nomic, kind: 'embedding' })]
});
const data: EmbeddingRequestData = { texts: ['pump', 'valve'], purpose: 'document' };

function startService(report = withNomic) {
	const { bus, published } = createFakeBus();
	const client = createFakeModelClient({ report });
	const stop = serveEmbeddings(bus, { client, newId: createFakeIds() });
	return {
		bus,
		client,
		stop,
		ask: (id: string, fields: Partial<EmbeddingRequestData> = {}) =>
			bus.publish({ type: 'embedding_request', id, data: { ...data, ...fields } }),
		cancel: (requestId: string) => bus.publish({ type: 'cancel', data: { request_id: requestId } }),
		/** What was told of a request, in order. */
		told: (requestId: string) =>
			published
				.filter(({ request_id }) => request_id === requestId)
				.map(({ type, data: told }) => ({ type, data: told }))
	};
}

/** Embedding that waits for the test, and gives up when its signal aborts. */
function holdEmbedding(client: ReturnType<typeof createFakeModelClient>) {
	const gate = createGate();
	const embed = client.embed.bind(client);
	client.embed = async (request, signal) => {
		await gate.passed;
		return embed(request, signal);
	};
	return gate;
}

const result = {
	type: 'embedding_result',
	data: {
		vectors: [
			[1, 0],
			[0, 1]
		],
		model: nomic,
		dimensions: 2
	}
};
const stopped = {
	type: 'error',
	data: { code: 'cancelled', message: 'The embedding was stopped.', retryable: true }
};

test('answers with a vector for each text, by the default model', async () => {
	const { ask, client, told } = startService();
	ask('r');
	await settle();
	expect(client.embedded).toEqual([
		{ model: nomic, texts: ['pump', 'valve'], purpose: 'document' }
	]);
	expect(told('r')).toEqual([result]);
});

test('takes the model that was asked for, without looking for another', async () => {
	const { ask, client } = startService();
	ask('r', { model: 'other', purpose: 'query' });
	await settle();
	expect(client.inspections).toBe(0);
	expect(client.embedded).toMatchObject([{ model: 'other', purpose: 'query' }]);
});

test('gives a request without an id one of its own', async () => {
	const { bus, told } = startService();
	bus.publish({ type: 'embedding_request', data });
	await settle();
	expect(told('id-0001')).toEqual([result]);
});

test('answers several requests, each under its own id', async () => {
	const { ask, told } = startService();
	ask('a');
	ask('b');
	await settle();
	expect([told('a'), told('b')]).toEqual([[result], [result]]);
});

describe('a request ends with one error', () => {
	test('where there is no embedding model', async () => {
		const { ask, told, client } = startService(fakeReport());
		ask('r');
		await settle();
		expect(told('r')).toEqual([
			{
				type: 'error',
				data: {
					code: 'no_model',
					message: 'The server offers no embedding model.',
					suggestion:
						'Download one in LM Studio, or run `lms get text-embedding-nomic-embed-text-v1.5`.',
					retryable: true
				}
			}
		]);
		expect(client.embedded).toEqual([]);
	});

	test('that says what is wrong with the server, where something is', async () => {
		const report = fakeReport({ state: 'unreachable', models: [], detail: 'Nothing answers.' });
		const { ask, told } = startService(report);
		ask('r');
		await settle();
		expect(told('r')).toMatchObject([{ type: 'error', data: { message: 'Nothing answers.' } }]);
	});

	test('with the failure of the client', async () => {
		const { ask, told, client } = startService();
		client.embed = () =>
			Promise.reject(
				new ModelClientError({
					code: 'rate_limited',
					message: 'Too many requests.',
					retryable: true,
					retryAfterMs: 5000
				})
			);
		ask('r');
		await settle();
		expect(told('r')).toEqual([
			{
				type: 'error',
				data: {
					code: 'rate_limited',
					message: 'Too many requests.',
					retryable: true,
					retry_after_ms: 5000
				}
			}
		]);
	});

	test('when the client breaks down', async () => {
		const { ask, told, client } = startService();
		client.embed = () => Promise.reject(new TypeError('x is undefined'));
		ask('r');
		await settle();
		expect(told('r')).toMatchObject([
			{
				type: 'error',
				data: { code: 'internal', message: 'The embedding broke off: x is undefined' }
			}
		]);
	});

	test('when it is cancelled, and the others go on', async () => {
		const { ask, cancel, client, told } = startService();
		const gate = holdEmbedding(client);
		ask('a');
		ask('b');
		await settle();
		cancel('a');
		cancel('unknown');
		gate.open();
		await settle();
		expect([told('a'), told('b')]).toEqual([[stopped], [result]]);
	});

	test('when serving stops; nothing is answered after that', async () => {
		const { ask, client, stop, told } = startService();
		const gate = holdEmbedding(client);
		ask('a');
		await settle();
		stop();
		ask('b');
		gate.open();
		await settle();
		expect([told('a'), told('b')]).toEqual([[stopped], []]);
	});
});

test('a request that has ended is not touched by a late cancel', async () => {
	const { ask, cancel, told } = startService();
	ask('r');
	await settle();
	cancel('r');
	await settle();
	expect(told('r')).toEqual([result]);
});
