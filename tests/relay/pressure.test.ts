import { describe, expect, test } from 'vitest';
import type { Bus } from '#lib/core/bus/bus.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { createStrictReader } from '../support/strict-reader.ts';
import { makeLongText } from '../support/long-text.ts';
import { closeAfterTest, isType, openClient, openLink, openRelay, parse } from './relay-world.ts';

/** The only service of its relay: it answers every line with a long text, piece by piece, one each turn of the event loop. */
function createTalker(pieces: number, piece: string) {
	let buses = 0;
	const attach = (bus: Bus) => {
		buses += 1;
		return bus.subscribe({ type: 'chat_message' }, ({ id }) => {
			if (id === undefined) return;
			let at = 0;
			const say = () => {
				bus.publish({
					type: 'llm_chunk',
					request_id: id,
					kind: 'text',
					off: at * piece.length,
					data: { chunk: piece, is_final: false }
				});
				at += 1;
				if (at < pieces) setImmediate(say);
				else {
					bus.publish({
						type: 'chat_message',
						request_id: id,
						data: { content: '', is_final: true }
					});
				}
			};
			say();
		});
	};
	return { attach, buses: () => buses, whole: piece.repeat(pieces) };
}

const LINE = { type: 'chat_message', id: 'line', data: { content: 'Talk.', workspace: 'w' } };
const isEnd = (frame: string) =>
	frame.startsWith('{"type":"chat_message"') && frame.includes('"is_final":true');
/** More than what the system itself takes in for a reader that does not read. */
const MUCH = { answerCharacters: 64 * 1024 * 1024, gatherCharacters: 1 };

describe('a reader', () => {
	test('F30 that stops reading costs the others nothing, and a bounded amount of memory', async () => {
		const talker = createTalker(240, 'x'.repeat(50_000));
		const relay = await openRelay({ attach: talker.attach, limits: MUCH });
		const slow = await openLink(relay, 'test');
		slow.socket.pause();
		const others = await Promise.all(Array.from({ length: 5 }, () => openLink(relay, 'test')));
		others[0]?.send(LINE);
		for (const other of others) {
			await other.until(isEnd);
			const reader = createStrictReader();
			reader.read(other.frames.map(parse));
			expect(reader.texts.get('line')).toBe(talker.whole);
		}
		expect(relay.unwritten()).toBeLessThan(64 * 1024 + 2 * 50_100);
		expect(relay.unwritten()).toBeGreaterThan(0);
		slow.socket.resume();
		const reader = createStrictReader();
		reader.read([slow.welcome]);
		while (reader.texts.get('line') !== talker.whole) reader.read([parse(await slow.next())]);
		const moved = slow.frames.map(parse).find(({ type }) => type === 'subscribed');
		expect(moved?.data).toMatchObject({ recovered: 'snapshot', reason: 'trimmed' });
	});

	test('F31 of a slow line ends with the whole text', async () => {
		const talker = createTalker(200, 'slow text '.repeat(20));
		const relay = await openRelay({
			attach: talker.attach,
			limits: { gatherCharacters: 1, unwrittenBytes: 4096 }
		});
		const proxy = await startFaultProxy(relay.port);
		closeAfterTest(() => proxy.close());
		const slow = await openLink(proxy, 'test');
		proxy.set({ bytesPerSecond: 40_000 });
		slow.send(LINE);
		await slow.until(isEnd);
		const reader = createStrictReader();
		reader.read(slow.frames.map(parse));
		expect(reader.texts.get('line')).toBe(talker.whole);
	});

	test('that takes nothing for too long is sent away', async () => {
		const talker = createTalker(240, 'x'.repeat(50_000));
		const relay = await openRelay({ attach: talker.attach, limits: { ...MUCH, stuckMs: 150 } });
		const slow = await openLink(relay, 'test');
		const watcher = await openLink(relay, 'test');
		slow.socket.pause();
		watcher.send(LINE);
		const frames = await watcher.until(
			(frame) => isType('presence')(frame) && parse(frame).data['count'] === 1
		);
		expect(frames.length).toBeGreaterThan(0);
	});

	test('F35 may go away in hundreds of copies while it is written to', async () => {
		const talker = createTalker(400, 'x'.repeat(500));
		const relay = await openRelay({
			attach: talker.attach,
			limits: { gatherCharacters: 1, connections: 5000 }
		});
		const watcher = await openLink(relay, 'test');
		for (let round = 0; round < 10; round += 1) {
			const crowd = await Promise.all(Array.from({ length: 25 }, () => openClient(relay, 'test')));
			if (round === 0) watcher.send(LINE);
			for (const [at, { socket }] of crowd.entries()) {
				if (at % 2 === 0) socket.terminate();
				else socket.close();
			}
		}
		if (!watcher.frames.some(isEnd)) await watcher.until(isEnd);
		const reader = createStrictReader();
		reader.read(watcher.frames.map(parse));
		expect(reader.texts.get('line')).toBe(talker.whole);
		expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
	});

	test('F36 that comes and goes leaves no listener behind: each piece is published once', async () => {
		const talker = createTalker(3, 'piece ');
		const relay = await openRelay({ attach: talker.attach });
		for (let at = 0; at < 30; at += 1) {
			const { socket, closed } = await openLink(relay, 'test');
			socket.close();
			await closed;
		}
		const last = await openLink(relay, 'test');
		last.send(LINE);
		await last.until(isEnd);
		const reader = createStrictReader();
		reader.read(last.frames.map(parse));
		expect(reader.texts.get('line')).toBe(talker.whole);
		expect(talker.buses()).toBe(1);
	});
});

describe('a writer', () => {
	test('F33 that floods is read more slowly, refused nothing, and keeps nobody else waiting', async () => {
		const relay = await openRelay({ limits: { rate: 200, burst: 10 } });
		const [flooder, other] = [await openLink(relay, 'test'), await openLink(relay, 'test')];
		const started = performance.now();
		for (let at = 0; at < 100; at += 1) flooder.send({ type: 'ping', data: { t: at } });
		other.send({ type: 'ping', data: { t: -1 } });
		await other.until(isType('pong'));
		const pongs = [];
		while (pongs.length < 100) {
			const frame = parse(await flooder.next());
			if (frame.type === 'pong') pongs.push(frame.data['t']);
			expect(frame.type).not.toBe('error');
		}
		expect(pongs).toEqual(Array.from({ length: 100 }, (_, at) => at));
		// 90 of them had to wait for their turn, 200 a second.
		expect(performance.now() - started).toBeGreaterThan(300);
	});

	test('F34 of a frame beyond all limits is refused before it reaches the bus', async () => {
		const relay = await openRelay();
		const [writer, other] = [await openLink(relay, 'test'), await openLink(relay, 'test')];
		writer.send({
			type: 'llm_request',
			id: 'huge',
			data: { content: makeLongText(33 * 1024 * 1024), template: 'summary_brief' }
		});
		expect((await writer.closed).code).toBe(1009);
		const refused = writer.frames.map(parse).find(({ type }) => type === 'error');
		expect(refused?.data['code']).toBe('too_large');
		other.send({ type: 'ping', data: { t: 1 } });
		await other.until(isType('pong'));
		expect(other.frames.map((frame) => parse(frame).type)).not.toContain('request_started');
	});
});
