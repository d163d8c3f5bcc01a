import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { startFaultProxy, type Faults } from '../support/fault-proxy.ts';
import { createStrictReader } from '../support/strict-reader.ts';
import {
	closeAfterTest,
	createClient,
	isType,
	openClient,
	openLink,
	openRelay,
	openSimulator,
	parse
} from './relay-world.ts';

async function openProxy(port: number, faults: Faults = {}) {
	const proxy = await startFaultProxy(port, faults);
	closeAfterTest(() => proxy.close());
	return proxy;
}

const QUESTION = {
	type: 'llm_request',
	id: 'ask',
	data: { content: 'The server failed at 10:00. It was restarted.', template: 'parsing_analysis' }
};
const isEnd = (frame: string) => isType('llm_chunk')(frame) && frame.includes('"is_final":true');

describe('a connection that', () => {
	test.each(['reset', 'end', 'half-close'] as const)(
		'breaks by %s is left, and its request goes on to its end',
		async (how) => {
			const simulator = await openSimulator({ tokensPerSecond: 200 });
			const relay = await openRelay({ upstream: simulator.url });
			const proxy = await openProxy(relay.port);
			const client = await openLink(proxy, 'test');
			const watcher = await openLink(relay, 'test');
			client.send(QUESTION);
			await client.until(isType('llm_chunk'));
			proxy.cut(how);
			await client.closed;
			await watcher.until((frame) => parse(frame).data['count'] === 1);
			const reader = createStrictReader();
			await watcher.until(isEnd).catch(() => []);
			reader.read(watcher.frames.map(parse));
			expect(reader.ends.get('ask')).toEqual(['stop']);
		}
	);

	test('comes byte by byte, both ways, is served like any other', async () => {
		const relay = await openRelay();
		const proxy = await openProxy(relay.port, { slice: true });
		const client = await openLink(proxy, 'test');
		client.send(QUESTION);
		await client.until(isEnd);
		const reader = createStrictReader();
		reader.read(client.frames.map(parse));
		expect(reader.ends.get('ask')).toEqual(['stop']);
	});

	test('F37 goes dark in both directions is given up on after the silence that is allowed', async () => {
		const relay = await openRelay({ limits: { pingMs: 40, deadMs: 120 } });
		const proxy = await openProxy(relay.port);
		await openLink(proxy, 'test');
		const watcher = await openLink(relay, 'test');
		proxy.set({ blackhole: true });
		const gone = await watcher.until(
			(frame) => isType('presence')(frame) && parse(frame).data['count'] === 1
		);
		expect(gone.length).toBeGreaterThan(0);
	});

	test('F41 answers no ping is closed with its code', async () => {
		const relay = await openRelay({ limits: { pingMs: 30, deadMs: 90 } });
		const client = createClient(relay, 'test', { autoPong: false });
		await once(client.socket, 'open');
		expect(await client.closed).toEqual({ code: 4001, reason: 'no pong' });
	});

	test('F40 goes through a proxy that ends idle connections is kept open by pings', async () => {
		const relay = await openRelay({ limits: { pingMs: 40, deadMs: 10_000 } });
		const proxy = await openProxy(relay.port, { idleMs: 400 });
		const client = await openClient(proxy, 'test');
		let pings = 0;
		await new Promise<void>((resolve) => {
			client.socket.on('ping', () => {
				pings += 1;
				if (pings === 30) resolve();
			});
		});
		expect(proxy.open).toBe(1);
	});

	test('F42 could not be heard while the relay itself stood still is not given up on', async () => {
		const relay = await openRelay({ limits: { pingMs: 40, deadMs: 120 } });
		const client = await openLink(relay, 'test');
		// The relay runs in this process, so this stops both its timers and its reading.
		const until = performance.now() + 600;
		while (performance.now() < until);
		client.send({ type: 'ping', data: { t: 1 } });
		expect(parse((await client.until(isType('pong'))).at(-1) ?? '').data['t']).toBe(1);
	});
});

describe('a relay', () => {
	test('F15 that starts anew without a state has another epoch, and says so', async () => {
		const simulator = await openSimulator();
		const first = await openRelay({ upstream: simulator.url });
		const client = await openLink(first, 'test');
		client.send(QUESTION);
		await client.until(isEnd);
		const reader = createStrictReader();
		reader.read(client.frames.map(parse));
		await first.close();
		const second = await openRelay({ upstream: simulator.url, port: first.port });
		const again = await openLink(second, 'test', {
			subs: [{ channel: 'test', ...reader.position }]
		});
		expect(again.welcome.data['subs']).toMatchObject([
			{ recovered: 'fresh', reason: 'epoch_changed', active: [] }
		]);
	});

	test('that drains says so, refuses what is new, lets answers end, and sends everybody away', async () => {
		const simulator = await openSimulator({ tokensPerSecond: 300 });
		const relay = await openRelay({ upstream: simulator.url });
		const [client, plain] = [await openLink(relay, 'test'), await openClient(relay, 'test')];
		client.send(QUESTION);
		await client.until(isType('llm_chunk'));
		const drained = relay.drain();
		await client.until(isType('drain'));
		expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
		expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
		client.send({ ...QUESTION, id: 'late' });
		await client.closed;
		await drained;
		const frames = client.frames.map(parse);
		const refused = frames.find(({ type, data }) => type === 'error' && data['re'] === 'late');
		expect(refused?.data).toMatchObject({ code: 'draining', retryable: true });
		const reader = createStrictReader();
		reader.read(frames);
		expect(reader.ends.get('ask')).toEqual(['stop']);
		expect((await client.closed).code).toBe(1012);
		expect((await plain.closed).code).toBe(1012);
	});

	test('that drains ends as interrupted what takes too long', async () => {
		const simulator = await openSimulator({ tokensPerSecond: 5 });
		const relay = await openRelay({ upstream: simulator.url, limits: { drainMs: 100 } });
		const client = await openLink(relay, 'test');
		client.send(QUESTION);
		await client.until(isType('llm_chunk'));
		await relay.drain();
		await client.closed;
		const frames = client.frames.map(parse);
		const reader = createStrictReader();
		reader.read(frames);
		expect(reader.ends.get('ask')).toEqual(['interrupted']);
		expect(frames.find(({ type }) => type === 'error')?.data['code']).toBe('interrupted');
	});
});
