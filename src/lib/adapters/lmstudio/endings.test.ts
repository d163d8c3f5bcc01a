/** How an answer ends: by the stream's own marks, by silence, by a broken connection, by the person. */
import { expect, test } from 'vitest';
import type { GenerationEvent } from '#lib/core/ports.ts';
import {
	PLAIN,
	SEEDED,
	chatEnd,
	chunk,
	delta,
	eventsOf,
	finished,
	liveStream,
	named,
	settle,
	startClient,
	startGeneration,
	stream,
	text,
	unnamed
} from './fakes.ts';

/** A generation whose answer comes as the test sends it. */
async function startLive(dialect: 'native' | 'openai') {
	const world = startClient();
	const live = liveStream();
	const route = dialect === 'native' ? 'POST /api/v1/chat' : 'POST /v1/chat/completions';
	world.server.on(route, () => live.response);
	const generation = startGeneration(world.client, dialect === 'native' ? PLAIN : SEEDED);
	await settle();
	return { ...world, live, ...generation };
}

test('ends at chat.end and closes the connection, which the server left open', async () => {
	const { server, client } = startClient();
	const body = named(delta('a'), chatEnd(), delta('b'));
	server.on('POST /api/v1/chat', () => stream([body], 'stays open'));
	expect(await eventsOf(client, PLAIN)).toEqual([text('a'), finished('native')]);
	expect(server.closedBodies).toBe(1);
});

test('ends at [DONE] and closes the connection, which the server left open', async () => {
	const { server, client } = startClient();
	const body = unnamed(chunk({ content: 'a' }, 'stop'), '[DONE]');
	server.on('POST /v1/chat/completions', () => stream([body], 'stays open'));
	expect(await eventsOf(client, SEEDED)).toEqual([text('a'), finished('openai')]);
	expect(server.closedBodies).toBe(1);
});

test('waits a second for the usage after a finish_reason, and no longer', async () => {
	const { live, clock, events, done, server } = await startLive('openai');
	live.send(unnamed(chunk({ content: 'a' }), chunk({}, 'stop')));
	await clock.advance(999);
	expect(events).toEqual([text('a')]);
	await clock.advance(1);
	await done;
	expect(events).toEqual([text('a'), finished('openai')]);
	expect(server.closedBodies).toBe(1);
});

test('takes the usage that comes within that second', async () => {
	const { live, clock, events, done } = await startLive('openai');
	live.send(unnamed(chunk({ content: 'a' }, 'stop')));
	await clock.advance(500);
	live.send(unnamed({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } }, '[DONE]'));
	await done;
	expect(events.at(-1)).toEqual(
		finished('openai', { usage: { input_tokens: 3, output_tokens: 1 } })
	);
});

test('is complete when the connection breaks after the finish_reason', async () => {
	const { server, client } = startClient();
	const body = unnamed(chunk({ content: 'a' }, 'stop'));
	server.on('POST /v1/chat/completions', () => stream([body], 'breaks'));
	expect(await eventsOf(client, SEEDED)).toEqual([text('a'), finished('openai')]);
});

test('waits a second for chat.end after an error, and no longer', async () => {
	const { live, clock, events, done } = await startLive('native');
	live.send(named(['error', { error: { message: 'Boom', type: 'unknown' } }]));
	await clock.advance(1000);
	await done;
	expect(events).toMatchObject([{ type: 'failed', failure: { code: 'upstream_error' } }]);
});

test.each([
	['native', 'ends', 'POST /api/v1/chat', PLAIN, named(delta('a'))],
	['native', 'breaks', 'POST /api/v1/chat', PLAIN, named(delta('a'))],
	['OpenAI-like', 'ends', 'POST /v1/chat/completions', SEEDED, unnamed(chunk({ content: 'a' }))],
	['OpenAI-like', 'breaks', 'POST /v1/chat/completions', SEEDED, unnamed(chunk({ content: 'a' }))]
] as const)(
	'is interrupted, with the text kept, when a %s stream %s without its mark',
	async (_dialect, end, route, request, body) => {
		const { server, client } = startClient();
		server.on(route, () => stream([body], end));
		expect(await eventsOf(client, request)).toMatchObject([
			text('a'),
			{
				type: 'failed',
				failure: {
					code: 'interrupted',
					message: 'The connection to LM Studio broke in the middle of the answer.',
					retryable: false
				}
			}
		]);
	}
);

test('is interrupted when the stream ends while the prompt is read', async () => {
	const { server, client } = startClient();
	const progress = named(['prompt_processing.progress', { progress: 0.5 }]);
	server.on('POST /api/v1/chat', () => stream([progress]));
	const events = await eventsOf(client, PLAIN);
	expect(events).toMatchObject([
		{ type: 'prompt_progress' },
		{
			type: 'failed',
			failure: {
				code: 'interrupted',
				message: 'The connection to LM Studio broke while it was preparing the answer.',
				retryable: true
			}
		}
	]);
	expect(server.requests).toHaveLength(1);
});

test('drops what a stream holds after an event that it cuts within the JSON', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream([named(delta('a')), 'data: {"conte']));
	expect(await eventsOf(client, PLAIN)).toMatchObject([
		text('a'),
		{ type: 'failed', failure: { code: 'interrupted' } }
	]);
});

test('keeps what a think tag held back when the stream breaks', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream([named(delta('<thi'))], 'breaks'));
	expect(await eventsOf(client, PLAIN)).toMatchObject([text('<thi'), { type: 'failed' }]);
});

test('waits for the first token as long as it takes', async () => {
	const { live, clock, events, done } = await startLive('native');
	live.send(named(['prompt_processing.start', {}]));
	await clock.advance(3 * 60 * 60 * 1000);
	expect(events).toEqual([{ type: 'prompt_progress', progress: 0 }]);
	live.send(named(delta('a'), chatEnd()));
	await done;
	expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'stop' });
});

test('tells of silence after the first token at 15 s, and again each time it has doubled', async () => {
	const { live, clock, events, done } = await startLive('native');
	live.send(named(delta('a')));
	await clock.advance(120_000);
	const idle = (idleMs: number): GenerationEvent => ({ type: 'idle', idleMs });
	expect(events).toEqual([text('a'), idle(15_000), idle(30_000), idle(60_000), idle(120_000)]);
	live.send(named(delta('b')));
	await clock.advance(14_999);
	expect(events.at(-1)).toEqual(text('b'));
	await clock.advance(1);
	expect(events.at(-1)).toEqual(idle(15_000));
	live.send(named(chatEnd()));
	await done;
	await clock.advance(600_000);
	expect(events.at(-1)).toMatchObject({ type: 'finished', reason: 'stop' });
});

test('counts the silence from the last token, not from the first', async () => {
	const { live, clock, events, abort, done } = await startLive('native');
	for (let at = 0; at < 5; at += 1) {
		live.send(named(delta('a')));
		await clock.advance(10_000);
	}
	expect(events.filter(({ type }) => type === 'idle')).toEqual([]);
	await clock.advance(5000);
	expect(events.at(-1)).toEqual({ type: 'idle', idleMs: 15_000 });
	abort();
	await done;
});

test('does not take comments, by which a proxy keeps a connection awake, for life of the model', async () => {
	const { live, clock, events, abort, done } = await startLive('native');
	live.send(named(delta('a')));
	await clock.advance(10_000);
	live.send(': ping\n\n');
	await clock.advance(5000);
	expect(events.at(-1)).toEqual({ type: 'idle', idleMs: 15_000 });
	abort();
	await done;
});

test.each(['native', 'openai'] as const)(
	'ends cancelled and closes the connection when a %s answer is aborted',
	async (dialect) => {
		const { live, clock, events, abort, done, server } = await startLive(dialect);
		live.send(dialect === 'native' ? named(delta('a')) : unnamed(chunk({ content: 'a' })));
		await clock.advance(2000);
		abort();
		await done;
		live.send(named(delta('b')));
		await settle();
		expect(events).toMatchObject([text('a'), { type: 'finished', reason: 'cancelled' }]);
		expect(server.closedBodies).toBeLessThanOrEqual(1);
	}
);

test('ends cancelled when aborted before the head of the answer came', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => new Promise(() => undefined));
	const { events, abort, done } = startGeneration(client, PLAIN);
	await settle();
	abort();
	await done;
	expect(events).toEqual([
		{
			type: 'finished',
			reason: 'cancelled',
			usage: {},
			stats: { total_seconds: 0, measured_by: 'client', endpoint: 'native' },
			model: undefined
		}
	]);
});

test('tells nothing of the piece in which the listener aborts', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () =>
		stream([named(delta('a'), delta('b'), chatEnd({ stats: { input_tokens: 1 } }))])
	);
	const controller = new AbortController();
	const events: GenerationEvent[] = [];
	await client.generate(
		PLAIN,
		(event) => {
			events.push(event);
			controller.abort();
		},
		controller.signal
	);
	expect(events).toMatchObject([text('a'), { type: 'finished', reason: 'cancelled' }]);
});

test('asks nothing of the server when aborted beforehand', async () => {
	const { server, client } = startClient();
	const generation = startGeneration(client, PLAIN);
	generation.abort();
	await generation.done;
	expect(generation.events).toMatchObject([{ type: 'finished', reason: 'cancelled' }]);
	const aborted: GenerationEvent[] = [];
	await client.generate(PLAIN, (event) => aborted.push(event), AbortSignal.abort());
	expect(aborted).toMatchObject([{ type: 'finished', reason: 'cancelled' }]);
	expect(server.requests).toEqual([]);
});

test('fails once, and never rejects, when the listener throws', async () => {
	const { server, client } = startClient();
	server.on('POST /api/v1/chat', () => stream([named(delta('a'), delta('b'))], 'stays open'));
	const types: string[] = [];
	await client.generate(
		PLAIN,
		({ type }) => {
			types.push(type);
			throw new Error('The listener is broken');
		},
		new AbortController().signal
	);
	expect(types).toEqual(['text_delta', 'failed']);
	expect(server.closedBodies).toBe(1);
});
