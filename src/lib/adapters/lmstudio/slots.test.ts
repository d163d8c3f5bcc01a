/** A generation has a place while it runs, and gives it back in every way out. */
import { expect, test } from 'vitest';
import {
	PLAIN,
	chatEnd,
	delta,
	eventsOf,
	finished,
	json,
	liveStream,
	named,
	settle,
	startClient,
	startGeneration,
	stream,
	text
} from './fakes.ts';
import { createSingleSlot } from './single-slot.ts';

const NATIVE = 'POST /api/v1/chat';
const good = () => stream([named(delta('a'), chatEnd())]);

test('tells that it waits, and starts when the place is free', async () => {
	const { server, client } = startClient({ slots: createSingleSlot() });
	const live = liveStream();
	server.on(NATIVE, () => live.response, good);
	const first = startGeneration(client, PLAIN);
	const second = startGeneration(client, PLAIN);
	await settle();
	expect(second.events).toEqual([{ type: 'queued' }]);
	expect(server.requests).toHaveLength(1);
	live.send(named(delta('b'), chatEnd()));
	await Promise.all([first.done, second.done]);
	expect(first.events).toEqual([text('b'), finished('native')]);
	expect(second.events).toEqual([{ type: 'queued' }, text('a'), finished('native')]);
});

test('ends cancelled when aborted while it waits', async () => {
	const slots = createSingleSlot();
	await slots.acquire(new AbortController().signal);
	const { server, client } = startClient({ slots });
	const { events, done, abort } = startGeneration(client, PLAIN);
	abort();
	await done;
	expect(events).toEqual([
		{ type: 'queued' },
		{ type: 'finished', reason: 'cancelled', usage: {}, stats: {}, model: undefined }
	]);
	expect(server.requests).toEqual([]);
});

test.each([
	['an answer', good],
	['an error', () => json({ error: 'no' }, 400)],
	['a broken stream', () => stream([named(delta('a'))], 'breaks')],
	['a stream that stays open', () => stream([named(delta('a'), chatEnd())], 'stays open')]
])('gives the place back after %s', async (_case, handler) => {
	const slots = createSingleSlot();
	const { server, client } = startClient({ slots });
	server.on(NATIVE, handler);
	await eventsOf(client, PLAIN);
	expect(await slots.acquire(new AbortController().signal)).toBeTypeOf('function');
});

test('gives the place back after an abort and after a listener that throws', async () => {
	const slots = createSingleSlot();
	const { server, client } = startClient({ slots });
	server.on(NATIVE, () => stream([named(delta('a'))], 'stays open'));
	const { done, abort } = startGeneration(client, PLAIN);
	await settle();
	abort();
	await done;
	const throwing = () => {
		throw new Error('The listener is broken');
	};
	await client.generate(PLAIN, throwing, new AbortController().signal);
	expect(await slots.acquire(new AbortController().signal)).toBeTypeOf('function');
});

test('fails, and does not reject, where there are no places at all', async () => {
	const { client } = startClient({
		slots: { acquire: () => Promise.reject(new Error('Locks are broken')) }
	});
	expect(await eventsOf(client, PLAIN)).toMatchObject([
		{ type: 'failed', failure: { code: 'internal' } }
	]);
});
