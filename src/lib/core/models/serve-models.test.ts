import { describe, expect, test } from 'vitest';
import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { ModelsRequestData } from '#lib/protocol/service-schemas.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import {
	createFakeClock,
	createFakeModelClient,
	createGate,
	fakeModel,
	fakeReport,
	settle
} from '#lib/core/fakes.ts';
import { ModelClientError, type EndpointReport } from '#lib/core/ports.ts';
import { serveModels } from './serve-models.ts';
import { createSwitchableClient } from './switchable-client.ts';

const ADDRESS = 'http://127.0.0.1:1234';
const SIMULATOR = 'http://127.0.0.1:4174';
const model = 'llama-3.2-3b-instruct';

function startService(report: EndpointReport = fakeReport()) {
	const clock = createFakeClock();
	const { bus, published, errors } = createFakeBus({ clock });
	const server = createFakeModelClient({ report });
	const demo = createFakeModelClient({
		report: fakeReport({ state: 'simulated', endpoint: SIMULATOR })
	});
	const client = createSwitchableClient(
		{ endpoint: ADDRESS, client: server },
		{ endpoint: SIMULATOR, client: demo }
	);
	let wake = () => {};
	const stop = serveModels(bus, {
		client,
		clock,
		onWake: (listener) => {
			wake = listener;
			return () => (wake = () => {});
		}
	});
	return {
		bus,
		clock,
		errors,
		published,
		server,
		stop,
		wake: () => wake(),
		ask: (id: string, data: ModelsRequestData) => bus.publish({ type: 'models_request', id, data })
	};
}

/** A service that has looked once and said so; `news` is what it says from then on. */
async function startSteadyService(report?: EndpointReport) {
	const service = startService(report);
	await settle();
	const before = service.published.length;
	return { ...service, news: () => service.published.slice(before) };
}

/** A message in a few words. */
function brief({ type, data, request_id }: Message): string {
	const what =
		type === 'models_state' ? data.endpoint_state : type === 'error' ? `error ${data.code}` : type;
	return request_id === undefined ? what : `${what} for ${request_id}`;
}

function stateIn(messages: readonly Message[]): MessageOf<'models_state'>['data'] | undefined {
	return messages.findLast((message) => message.type === 'models_state')?.data;
}

test('says first that it is connecting, and then what it found', async () => {
	const { published } = startService();
	expect(published.map(({ data }) => data)).toEqual([
		{ endpoint_state: 'connecting', models: [], endpoint: ADDRESS }
	]);
	await settle();
	expect(published.slice(1).map(({ data }) => data)).toEqual([
		{ endpoint_state: 'connected', models: [fakeModel()], endpoint: ADDRESS, api: 'v1' }
	]);
});

test('passes on what is wrong, and which server could be used instead', async () => {
	const { server, news, clock } = await startSteadyService();
	server.report = fakeReport({
		state: 'unreachable',
		api: undefined,
		models: [],
		detail: 'Nothing answers.'
	});
	clock.elapse(30_000);
	await settle();
	expect(news().map(({ data }) => data)).toEqual([
		{
			endpoint_state: 'unreachable',
			models: [],
			endpoint: ADDRESS,
			detail: 'Nothing answers.',
			alternative: SIMULATOR
		}
	]);
});

describe('unasked it speaks', () => {
	test('only when something has changed', async () => {
		const { server, news, clock } = await startSteadyService();
		for (let look = 0; look < 3; look += 1) {
			clock.elapse(30_000);
			await settle();
		}
		expect(server.inspections).toBe(4);
		expect(news()).toEqual([]);
		server.report = fakeReport({ models: [fakeModel({ loaded: [] })] });
		clock.elapse(30_000);
		await settle();
		expect(news().map(brief)).toEqual(['connected']);
	});

	test('not of what it has just told in an answer', async () => {
		const { server, ask, news, clock } = await startSteadyService();
		server.report = fakeReport({ models: [] });
		ask('r', { action: 'list' });
		await settle();
		clock.elapse(30_000);
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'connected for r']);
	});

	test('not of what it has just told after loading', async () => {
		const { ask, news, clock } = await startSteadyService();
		ask('r', { action: 'load', model });
		await settle();
		clock.elapse(30_000);
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'connected for r']);
	});
});

describe('it looks', () => {
	test.each([
		['connected', 30_000],
		['no_model', 5000],
		['cors_blocked', 5000]
	] as const)('at a server that is %s again after %d ms', async (state, delayMs) => {
		const { server, clock } = await startSteadyService(fakeReport({ state }));
		clock.elapse(delayMs - 1);
		await settle();
		expect(server.inspections).toBe(1);
		clock.elapse(1);
		await settle();
		expect(server.inspections).toBe(2);
	});

	test('on waking', async () => {
		const { server, wake } = await startSteadyService();
		wake();
		expect(server.inspections).toBe(2);
	});

	test('after a generation, at its final chunk only', async () => {
		const { bus, server } = await startSteadyService();
		bus.publish({ type: 'llm_chunk', data: { chunk: 'a', is_final: false } });
		expect(server.inspections).toBe(1);
		bus.publish({ type: 'llm_chunk', data: { chunk: '', is_final: true } });
		expect(server.inspections).toBe(2);
	});

	test('never with more than one timer waiting, however often it is asked', async () => {
		const { ask, wake, clock } = await startSteadyService();
		for (const id of ['a', 'b', 'c']) {
			ask(id, { action: 'list' });
			wake();
		}
		await settle();
		expect(clock.waiting).toBe(1);
	});

	test('and what an older look saw never replaces what a newer one did', async () => {
		const { server, wake, ask, news } = await startSteadyService();
		const gate = createGate();
		const inspect = server.inspect.bind(server);
		const old = fakeReport({ models: [] });
		server.inspect = async () => {
			await gate.passed;
			return old;
		};
		ask('r', { action: 'list' });
		await settle();
		server.inspect = inspect;
		server.report = fakeReport({ state: 'no_model' });
		wake();
		await settle();
		gate.open();
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'no_model', 'no_model for r']);
	});
});

describe('a request', () => {
	test('to list is answered also when nothing has changed', async () => {
		const { ask, news } = await startSteadyService();
		ask('r', { action: 'list' });
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'connected for r']);
	});

	test('without an id is answered, too', async () => {
		const { bus, news } = await startSteadyService();
		bus.publish({ type: 'models_request', data: { action: 'list' } });
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'connected']);
	});

	test('to load is answered with what was granted', async () => {
		const { ask, news, server } = await startSteadyService();
		ask('r', { action: 'load', model, context_length: 8192 });
		await settle();
		expect(server.loaded).toEqual([{ model, contextLength: 8192 }]);
		expect(stateIn(news())).toEqual({
			endpoint_state: 'connected',
			models: [fakeModel({ loaded: [{ id: model, context_length: 8192 }] })],
			endpoint: ADDRESS,
			api: 'v1',
			load: {
				model,
				instance_id: model,
				requested_context_length: 8192,
				granted_context_length: 8192,
				load_time_seconds: 1.5
			}
		});
	});

	test('to unload is answered with what is left', async () => {
		const { ask, news, server } = await startSteadyService();
		ask('r', { action: 'unload', instance_id: model });
		await settle();
		expect(server.unloaded).toEqual([model]);
		expect(stateIn(news())?.models).toEqual([fakeModel({ loaded: [] })]);
	});

	test('to change over is answered by the other server', async () => {
		const { ask, news, server } = await startSteadyService();
		server.report = fakeReport({ state: 'unreachable', models: [] });
		ask('a', { action: 'list' });
		await settle();
		ask('b', { action: 'use_endpoint', endpoint: SIMULATOR });
		await settle();
		expect(news().map(brief)).toEqual([
			'models_request',
			'unreachable for a',
			'models_request',
			'simulated for b'
		]);
	});

	test.each<[string, ModelsRequestData, string]>([
		['load nothing', { action: 'load' }, "Expected 'model' in the request, got none."],
		['unload nothing', { action: 'unload' }, "Expected 'instance_id' in the request, got none."],
		[
			'change over to nothing',
			{ action: 'use_endpoint' },
			"Expected 'endpoint' in the request, got none."
		],
		[
			'change over to a server that was not offered',
			{ action: 'use_endpoint', endpoint: SIMULATOR },
			`Expected the address of a server that was offered, got '${SIMULATOR}'.`
		]
	])('to %s is refused', async (_, data, message) => {
		const { ask, news } = await startSteadyService();
		ask('r', data);
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'error bad_request for r']);
		expect(news().at(-1)?.data).toMatchObject({ message, retryable: false });
	});

	test('that the server refuses is answered by its failure, and a look at what is', async () => {
		const { ask, news, server } = await startSteadyService();
		server.load = () => {
			server.report = fakeReport({ state: 'no_model', models: [] });
			return Promise.reject(
				new ModelClientError({
					code: 'load_failed',
					message: 'There is not enough memory.',
					suggestion: 'Unload another model.',
					retryable: true,
					retryAfterMs: 5000
				})
			);
		};
		ask('r', { action: 'load', model });
		await settle();
		expect(news().slice(1).map(brief)).toEqual(['error load_failed for r', 'no_model']);
		expect(news()[1]?.data).toEqual({
			code: 'load_failed',
			message: 'There is not enough memory.',
			suggestion: 'Unload another model.',
			retryable: true,
			retry_after_ms: 5000
		});
	});

	test('ends with an error also when the client breaks down', async () => {
		const { ask, news, server } = await startSteadyService();
		server.unload = () => Promise.reject(new TypeError('x is undefined'));
		ask('r', { action: 'unload', instance_id: model });
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'error internal for r']);
	});
});

describe('once stopped', () => {
	test('it looks no more and answers no more', async () => {
		const { stop, ask, wake, clock, server, news, bus } = await startSteadyService();
		stop();
		ask('r', { action: 'list' });
		wake();
		bus.publish({ type: 'llm_chunk', data: { chunk: '', is_final: true } });
		clock.elapse(60_000);
		await settle();
		expect(server.inspections).toBe(1);
		expect(news().map(brief)).toEqual(['models_request', 'llm_chunk']);
		expect(clock.waiting).toBe(0);
	});

	test('a look under way is not told of, and sets no timer', async () => {
		const { stop, published, clock } = startService();
		stop();
		await settle();
		expect(published.map(brief)).toEqual(['connecting']);
		expect(clock.waiting).toBe(0);
	});

	test.each<[string, ModelsRequestData]>([
		['list', { action: 'list' }],
		['load', { action: 'load', model }]
	])('a request to %s that was under way ends as cancelled', async (_, data) => {
		const { stop, ask, news } = await startSteadyService();
		ask('r', data);
		stop();
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'error cancelled for r']);
	});

	test('a request whose work then breaks off ends as cancelled, too', async () => {
		const { stop, ask, news, server } = await startSteadyService();
		server.load = () => Promise.reject(new Error('aborted'));
		ask('r', { action: 'load', model });
		stop();
		await settle();
		expect(news().map(brief)).toEqual(['models_request', 'error cancelled for r']);
		expect(server.inspections).toBe(1);
	});

	test('by whoever hears of the state, it sets no timer', async () => {
		const { stop, bus, clock } = startService();
		bus.subscribe({ type: 'models_state' }, stop);
		await settle();
		expect(clock.waiting).toBe(0);
	});
});
