/** Trying again: only before the first token, only for what may pass, visibly, and not for ever. */
import { expect, test } from 'vitest';
import type { Failure, GenerationEvent } from '#lib/core/ports.ts';
import {
	ADDRESS,
	PLAIN,
	SEEDED,
	broken,
	chatEnd,
	delta,
	finished,
	json,
	named,
	page,
	settle,
	startClient,
	startGeneration,
	stream,
	text,
	type FakeServer,
	type Handler
} from './fakes.ts';

const NATIVE = 'POST /api/v1/chat';
const good: Handler = () => stream([named(delta('a'), chatEnd())]);

/** A generation that meets these responses, told after all its pauses. */
async function eventsAfter(...handlers: Handler[]) {
	const world = startClient();
	world.server.on(NATIVE, ...handlers);
	const { events, done } = startGeneration(world.client, PLAIN);
	await world.clock.advance(300_000);
	await done;
	return { events, ...world };
}

function pauses(events: readonly GenerationEvent[]): number[] {
	return events.flatMap((event) => (event.type === 'retrying' ? [event.delayMs] : []));
}

const UNREACHABLE: Failure = {
	code: 'unreachable',
	message: `Nothing answers at ${ADDRESS}.`,
	suggestion:
		'Start the server in LM Studio (Developer → Start server), or run `lms server start`. If it listens elsewhere, change the address in Settings.',
	retryable: true
};

test('tries a refused connection three times, and tells each pause', async () => {
	const { server, client, clock } = startClient();
	server.origins = [];
	const { events, done } = startGeneration(client, PLAIN);
	await clock.advance(60_000);
	await done;
	expect(events).toEqual([
		{ type: 'retrying', attempt: 2, attempts: 3, delayMs: 500, failure: UNREACHABLE },
		{ type: 'retrying', attempt: 3, attempts: 3, delayMs: 999, failure: UNREACHABLE },
		{
			type: 'failed',
			failure: UNREACHABLE,
			usage: {},
			stats: { total_seconds: 0, measured_by: 'client', endpoint: 'native' },
			model: undefined
		}
	]);
});

test('answers when the server comes up meanwhile', async () => {
	const { server, client, clock } = startClient();
	server.on(NATIVE, good);
	server.origins = [];
	const { events, done } = startGeneration(client, PLAIN);
	await settle();
	server.origins = [ADDRESS];
	await clock.advance(500);
	await done;
	expect(events.slice(1)).toEqual([text('a'), finished('native')]);
});

test('tries again after a connection that broke before any byte', async () => {
	const { events } = await eventsAfter(broken, () => stream([], 'breaks'), good);
	expect(events.map(({ type }) => type)).toEqual([
		'retrying',
		'retrying',
		'text_delta',
		'finished'
	]);
});

test.each([408, 429, 502, 503, 504])('tries status %i three times', async (status) => {
	const { events, server } = await eventsAfter(() => json({}, status));
	expect(pauses(events)).toEqual([500, 999]);
	expect(server.requests).toHaveLength(3);
});

test('tries status 500 once more', async () => {
	const { events, server } = await eventsAfter(() => json({ error: 'Boom' }, 500));
	expect(events).toMatchObject([
		{ type: 'retrying', attempt: 2, attempts: 2 },
		{ type: 'failed', failure: { code: 'upstream_error' } }
	]);
	expect(server.requests).toHaveLength(2);
});

test.each([
	['an empty body', PLAIN, () => new Response('')],
	['an empty stream', PLAIN, () => stream([])],
	['a stream of [DONE] only', SEEDED, () => stream(['data: [DONE]\n\n'])],
	['a stream that ends without a text', PLAIN, () => stream([named(chatEnd())])]
])('tries %s once more, then fails as an empty answer', async (_case, request, handler) => {
	const { server, client, clock } = startClient();
	server.on(NATIVE, handler);
	server.on('POST /v1/chat/completions', handler);
	const { events, done } = startGeneration(client, request);
	await clock.advance(60_000);
	await done;
	expect(events).toMatchObject([
		{ type: 'retrying', attempt: 2, attempts: 2, failure: { code: 'empty_answer' } },
		{ type: 'failed', failure: { code: 'empty_answer', retryable: true } }
	]);
});

test('takes an empty answer for an answer where a stop word was asked', async () => {
	const { server, client } = startClient();
	server.on('POST /v1/chat/completions', () =>
		stream(['data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'])
	);
	const { events, done } = startGeneration(client, { ...PLAIN, stop: ['.'] });
	await done;
	expect(events).toMatchObject([{ type: 'finished', reason: 'stop' }]);
});

test('makes three attempts in all, whatever the failures are', async () => {
	const { server } = await eventsAfter(
		() => new Response(''),
		() => json({}, 500),
		() => json({}, 503)
	);
	expect(server.requests).toHaveLength(3);
});

test('waits as long as Retry-After says, in seconds', async () => {
	const { events } = await eventsAfter(() => json({}, 429, { 'Retry-After': '5' }), good);
	expect(events[0]).toMatchObject({
		type: 'retrying',
		delayMs: 5000,
		failure: { code: 'rate_limited', retryAfterMs: 5000 }
	});
});

test('waits until the date that Retry-After says', async () => {
	const world = startClient();
	const date = new Date(world.clock.now() + 7000).toUTCString();
	world.server.on(NATIVE, () => json({}, 503, { 'Retry-After': date }), good);
	const { events, done } = startGeneration(world.client, PLAIN);
	await world.clock.advance(60_000);
	await done;
	expect(pauses(events)).toEqual([7000]);
});

test.each([
	['an hour', '3600', 60_000],
	['the past', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
	['nonsense', 'soon', 500]
])('waits a minute at most, and never less than nothing: %s', async (_case, told, delayMs) => {
	const { events } = await eventsAfter(() => json({}, 429, { 'Retry-After': told }), good);
	expect(pauses(events)).toEqual([delayMs]);
});

test.each([
	['400', () => json({ error: 'bad' }, 400), 'bad_request'],
	['403', () => json({ error: 'no' }, 403), 'forbidden'],
	['413', () => page('Too large', 413), 'too_large'],
	['422', () => json({ error: 'bad' }, 422), 'bad_request'],
	[
		'an overflow, even with status 500',
		() => json({ error: 'Context size has been exceeded.' }, 500),
		'context_overflow'
	],
	[
		'a crash',
		() => json({ error: 'The model has crashed without additional information.' }, 400),
		'model_crashed'
	]
])('does not try %s again', async (_case, handler, code) => {
	const { events, server } = await eventsAfter(handler);
	expect(events).toMatchObject([{ type: 'failed', failure: { code } }]);
	expect(server.requests).toHaveLength(1);
});

test('never tries again after the first token', async () => {
	const { events, server } = await eventsAfter(() => stream([named(delta('a'))], 'breaks'), good);
	expect(events).toMatchObject([text('a'), { type: 'failed', failure: { code: 'interrupted' } }]);
	expect(server.requests).toHaveLength(1);
});

test('never tries again after the first thought', async () => {
	const thinking = named(['reasoning.delta', { content: 'Hm' }]);
	const { server } = await eventsAfter(() => stream([thinking]), good);
	expect(server.requests).toHaveLength(1);
});

test('ends at once when aborted in a pause', async () => {
	const { server, client, clock } = startClient();
	server.on(NATIVE, () => json({}, 429, { 'Retry-After': '60' }));
	const { events, done, abort } = startGeneration(client, PLAIN);
	await clock.advance(1000);
	abort();
	await done;
	expect(events.slice(1)).toEqual([
		{ type: 'finished', reason: 'cancelled', usage: {}, stats: {}, model: undefined }
	]);
	await clock.advance(600_000);
	expect(server.requests).toHaveLength(1);
});

test.each<[string, string, string | undefined, Partial<FakeServer>]>([
	['CORS is off', 'cors_blocked', undefined, { cors: 'off' }],
	['the preflight is refused', 'cors_blocked', 'sk-lm-a', { refusesPreflight: true }],
	['a token is missing', 'unauthorized', undefined, { token: 'sk-lm-b' }],
	['a token is wrong', 'unauthorized', 'sk-lm-a', { token: 'sk-lm-b' }]
])('does not try again, and says what is wrong, where %s', async (_case, code, token, world) => {
	const { server, client } = startClient({ token: () => token });
	Object.assign(server, world);
	const { events, done } = startGeneration(client, PLAIN);
	await done;
	expect(events).toMatchObject([{ type: 'failed', failure: { code, retryable: false } }]);
});

test('does not try again where the browser forbids requests to this computer', async () => {
	const { server, client } = startClient({ permission: () => Promise.resolve('denied') });
	server.origins = [];
	const { events, done } = startGeneration(client, PLAIN);
	await done;
	expect(events).toMatchObject([{ type: 'failed', failure: { code: 'permission_needed' } }]);
});

test('goes to the twin of an address where nothing answers', async () => {
	const { server, client } = startClient({ endpoint: 'http://localhost:1234/' });
	server.on(NATIVE, good);
	const { events, done } = startGeneration(client, PLAIN);
	await done;
	expect(events).toEqual([text('a'), finished('native')]);
	expect(server.requests.at(-1)).toMatchObject({ origin: ADDRESS, path: '/api/v1/chat' });
});

test('names a connection that Node reports as broken, and not the server, as the cause', async () => {
	const { server, client, clock } = startClient();
	server.runtime = 'node';
	server.on(NATIVE, () => {
		throw new TypeError('fetch failed', {
			cause: Object.assign(new Error(), { code: 'ECONNRESET' })
		});
	});
	const { events, done } = startGeneration(client, PLAIN);
	await clock.advance(60_000);
	await done;
	expect(events.at(-1)).toMatchObject({
		type: 'failed',
		failure: { message: `The connection to ${ADDRESS} broke before an answer came.` }
	});
});
