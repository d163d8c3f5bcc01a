import { describe, expect, test } from 'vitest';
import { finished, PAUSE } from '#lib/core/fakes.ts';
import { createStrictReader } from '../../tests/support/strict-reader.ts';
import { createAnalysingRelay, hello, question, type FakeSocket, type SentFrame } from './fakes.ts';

const delta = (text: string) => ({ type: 'text_delta', text }) as const;

/** Says hello from where the reader is, and reads what comes. */
function goOn(socket: FakeSocket, reader: ReturnType<typeof createStrictReader>) {
	socket.say(hello([{ channel: 'test', ...reader.position }]));
}

describe('a client that comes back', () => {
	test('F13 goes on exactly from the place before the oldest event, from the oldest, and from the newest', async () => {
		const relay = createAnalysingRelay([[]], { logEvents: 4 });
		const first = relay.link('test');
		first.say(hello(['test']));
		await relay.turn();
		for (let at = 0; at < 10; at += 1) {
			relay
				.bus('test')
				.publish({ type: 'graph_update', data: { nodes: [], edges: [], removed: [] } });
		}
		await relay.turn();
		const epoch = relay.rooms.find('test')?.log.epoch ?? '';

		for (const [seq, told] of [
			[5, { recovered: 'snapshot', reason: 'trimmed', from: 10 }],
			[6, { recovered: 'exact', reason: 'ok', from: 6 }],
			[7, { recovered: 'exact', reason: 'ok', from: 7 }],
			[10, { recovered: 'exact', reason: 'ok', from: 10 }]
		] as const) {
			const socket = relay.link('test');
			socket.say(hello([{ channel: 'test', epoch, seq }]));
			await relay.turn();
			const frames = socket.frames();
			expect(frames[0]?.data['subs']).toEqual([
				{ channel: 'test', epoch, seq: 10, first: 7, active: [], ...told }
			]);
			const events = frames.flatMap((frame) => frame.seq ?? []);
			expect(events).toEqual(
				told.recovered === 'exact' ? [7, 8, 9, 10].filter((each) => each > seq) : []
			);
			socket.cut();
		}
	});

	test('F04 hears of a request that was accepted and has brought no token yet', async () => {
		const relay = createAnalysingRelay([[PAUSE, delta('Late.')]]);
		const asker = relay.link('test');
		asker.say(hello(['test']));
		asker.say(question('ask'));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(asker.frames());
		asker.cut();

		const again = relay.link('test');
		goOn(again, reader);
		await relay.turn();
		const [welcome] = again.frames();
		expect(welcome?.data['subs']).toMatchObject([
			{ recovered: 'exact', active: [{ request_id: 'ask', state: 'queued', off: 0 }] }
		]);
		relay.client.resume();
		await relay.turn();
		reader.read(again.frames());
		expect(reader.texts.get('ask')).toBe('Late.');
		expect(reader.ends.get('ask')).toEqual(['stop']);
	});

	test('F05 replaces its old connection, which the relay still takes for alive', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const zombie = relay.link('test');
		zombie.say(hello(['test'], { session: 'session-1' }));
		await relay.turn();
		zombie.stall();
		const again = relay.link('test');
		again.say(hello(['test'], { session: 'session-1' }));
		await relay.turn();
		expect(zombie.closedWith).toEqual({ code: 4502, reason: 'replaced by the same session' });
		expect(again.closedWith).toBeUndefined();
		expect(relay.rooms.find('test')?.members.size).toBe(1);
	});

	test('F06 asks twice before the first answer, and reads everything once', async () => {
		const relay = createAnalysingRelay([[delta('Hello '), delta('world.')]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		await relay.turn();
		socket.cut();

		const again = relay.link('test');
		const { epoch } = relay.rooms.find('test')?.log ?? { epoch: '' };
		again.say(hello([{ channel: 'test', epoch, seq: 1 }]));
		again.say({ type: 'subscribe', id: 'one', data: { channel: 'test', epoch, seq: 1 } });
		again.say({ type: 'subscribe', id: 'two', data: { channel: 'test', epoch, seq: 1 } });
		await relay.turn();
		const frames = again.frames();
		expect(frames.filter(({ type }) => type === 'subscribed').map(({ re }) => re)).toEqual([
			'one',
			'two'
		]);
		const events = frames.flatMap(({ seq }) => seq ?? []);
		expect(events).toEqual(events.map((_, at) => at + 2));
	});

	test.each([
		['short', 40],
		['with characters of two units', 4000],
		['long', 60_000]
	])('F07 gets an answer whole whose beginning the log has lost: %s', async (_name, length) => {
		const text = 'ab😀c'.repeat(length / 5);
		const pieces = Array.from({ length: Math.ceil(text.length / 97) }, (_, at) =>
			delta(text.slice(at * 97, at * 97 + 97))
		);
		const relay = createAnalysingRelay([[...pieces, PAUSE, delta(' The end.')]], { logEvents: 3 });
		const socket = relay.link('test');
		socket.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(socket.frames());
		socket.stall();
		socket.say(question('ask', 'A text.'));
		for (let at = 0; at < 30; at += 1) await relay.turn();
		socket.cut();

		const again = relay.link('test');
		goOn(again, reader);
		await relay.turn();
		relay.clock.elapse(1000);
		await relay.turn();
		reader.read(again.frames());
		expect(reader.texts.get('ask')).toBe(text);
		relay.client.resume();
		for (let at = 0; at < 5; at += 1) await relay.turn();
		reader.read(again.frames());
		expect(reader.texts.get('ask')).toBe(`${text} The end.`);
		expect(reader.ends.get('ask')).toEqual(['stop']);
	});

	test('F08 learns that the log is another one, and what there is', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const socket = relay.link('test');
		socket.say(hello([{ channel: 'test', epoch: 'of-yesterday', seq: 12 }]));
		await relay.turn();
		const [welcome, ...rest] = socket.frames();
		expect(welcome?.data['subs']).toMatchObject([
			{ recovered: 'fresh', reason: 'epoch_changed', from: 0 }
		]);
		expect(rest.filter(({ type }) => type === 'snapshot')).toHaveLength(1);
	});

	test('F10 is ahead of the log, which begins anew for everybody at once', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const other = relay.link('test');
		other.say(hello(['test']));
		other.say(question('ask'));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(other.frames());
		const { epoch } = reader.position;

		const socket = relay.link('test');
		socket.say(hello([{ channel: 'test', epoch, seq: 1000 }]));
		await relay.turn();
		const [welcome] = socket.frames();
		expect(welcome?.data['subs']).toMatchObject([{ recovered: 'fresh', reason: 'ahead' }]);
		const told = other.frames();
		expect(told.find(({ type }) => type === 'subscribed')?.data).toMatchObject({
			recovered: 'fresh',
			reason: 'epoch_changed'
		});
		reader.read(told);
		expect(reader.position.epoch).not.toBe(epoch);
		expect(reader.texts.get('ask')).toBe('One.');
	});

	test.each([-1, 1.5, 2 ** 53, '7', null, [3]])(
		'F14 says a place that is none (%j), and is told so',
		async (seq) => {
			const relay = createAnalysingRelay([[]]);
			const socket = relay.link('test');
			socket.say(hello(['test']));
			socket.say({
				type: 'subscribe',
				id: 'again',
				data: { channel: 'test', epoch: 'x'.repeat(8), seq }
			});
			await relay.turn();
			expect(socket.frames().find(({ type }) => type === 'error')?.data).toMatchObject({
				code: 'bad_message',
				re: 'again',
				issues: ['data.seq']
			});
		}
	);

	test('F16 misses nothing that is said between its hello and the first write, and doubles nothing', async () => {
		const relay = createAnalysingRelay([[]]);
		const first = relay.link('test');
		first.say(hello(['test']));
		await relay.turn();
		const say = () =>
			relay
				.bus('test')
				.publish({ type: 'graph_update', data: { nodes: [], edges: [], removed: [] } });
		say();
		const late = relay.link('test');
		say();
		late.say(hello(['test']));
		say();
		await relay.turn();
		say();
		await relay.turn();
		const reader = createStrictReader();
		reader.read(late.frames());
		expect(reader.position.seq).toBe(4);
		expect(reader.applied).toHaveLength(2);
	});

	test('F17 F18 reads two answers of one channel, the second from its own beginning', async () => {
		const relay = createAnalysingRelay([[delta('First answer.')], [delta('Second.')]]);
		const watcher = relay.link('test');
		const asker = relay.link('test');
		watcher.say(hello(['test']));
		asker.say(hello(['test']));
		asker.say(question('one'));
		await relay.turn();
		asker.say(question('two', 'Another text.'));
		await relay.turn();
		const late = relay.link('test');
		late.say(hello(['test']));
		await relay.turn();
		for (const socket of [watcher, late]) {
			const reader = createStrictReader();
			reader.read(socket.frames());
			expect([...reader.texts]).toEqual([
				['one', 'First answer.'],
				['two', 'Second.']
			]);
			expect([...reader.ends]).toEqual([
				['one', ['stop']],
				['two', ['stop']]
			]);
		}
	});

	test('F25 finds the end that was lost with its connection', async () => {
		const relay = createAnalysingRelay([[delta('All.'), PAUSE, finished()]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		socket.say(question('ask'));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(socket.frames());
		expect(reader.ends.get('ask')).toBeUndefined();
		socket.stall();
		relay.client.resume();
		await relay.turn();
		socket.cut();

		const again = relay.link('test');
		goOn(again, reader);
		await relay.turn();
		reader.read(again.frames());
		expect(reader.ends.get('ask')).toEqual(['stop']);
	});

	test('F09 is told the newest place by every pong', async () => {
		const relay = createAnalysingRelay([[]]);
		const socket = relay.link('test');
		socket.say(hello(['test']));
		await relay.turn();
		relay
			.bus('test')
			.publish({ type: 'graph_update', data: { nodes: [], edges: [], removed: [] } });
		socket.say({ type: 'ping', data: { t: 12 } });
		await relay.turn();
		const { epoch } = relay.rooms.find('test')?.log ?? {};
		expect(socket.frames().find(({ type }) => type === 'pong')?.data).toMatchObject({
			t: 12,
			tops: [{ channel: 'test', epoch, seq: 1 }]
		});
	});

	test('gets the last events where it asks for a tail, and none for a tail of nothing', async () => {
		const relay = createAnalysingRelay([[delta('One.')]]);
		const asker = relay.link('test');
		asker.say(hello(['test']));
		asker.say(question('ask'));
		await relay.turn();
		const top = relay.rooms.find('test')?.log.top ?? 0;
		for (const tail of [0, 2, 1000]) {
			const socket = relay.link('test');
			socket.say(hello([{ channel: 'test', tail }]));
			await relay.turn();
			const seqs = socket.frames().flatMap(({ seq }) => seq ?? []);
			expect(seqs).toHaveLength(Math.min(tail, top));
			expect(seqs.at(-1)).toBe(tail === 0 ? undefined : top);
		}
	});
});

describe('a slow reader', () => {
	test('F31 gets pieces of one answer joined, and the whole text', async () => {
		const pieces = Array.from({ length: 50 }, (_, at) => delta(`word ${at} `));
		const relay = createAnalysingRelay([pieces], { gatherCharacters: 1 });
		const socket = relay.link('test');
		socket.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(socket.frames());
		socket.stall();
		socket.say(question('ask'));
		await relay.turn();
		socket.resume();
		const frames = socket.frames();
		reader.read(frames);
		expect(reader.texts.get('ask')).toBe(pieces.map(({ text }) => text).join(''));
		const chunks = frames.filter(({ type }) => type === 'llm_chunk');
		expect(chunks.length).toBeLessThan(5);
		expect(chunks.some(({ seq0, seq = 0 }) => seq0 !== undefined && seq0 < seq)).toBe(true);
	});

	test('F32 whose acknowledgements lag gets no more than a bounded amount, and in the end everything', async () => {
		const pieces = Array.from({ length: 400 }, (_, at) => delta(`word ${at} ${'x'.repeat(100)} `));
		const relay = createAnalysingRelay([pieces], {
			gatherCharacters: 1,
			unacknowledgedBytes: 16 * 1024
		});
		const socket = relay.link('test');
		socket.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		const acknowledge = () =>
			socket.say({ type: 'ack', data: { channel: 'test', ...reader.position } });
		reader.read(socket.frames());
		acknowledge();
		socket.say(question('ask'));
		for (let at = 0; at < 10; at += 1) await relay.turn();
		const whole = pieces.map(({ text }) => text).join('');
		let rounds = 0;
		for (; reader.texts.get('ask') !== whole && rounds < 100; rounds += 1) {
			// A proxy has taken in all of this, and the client has seen nothing yet.
			const texts = socket.texts();
			expect(texts.join('').length).toBeLessThan(16 * 1024 + 1024 + 300);
			expect(texts.length).toBeGreaterThan(0);
			expect([relay.clock.monotonic(), undefined]).toContain(socket.connection.stuckSince());
			reader.read(texts.map((text) => JSON.parse(text) as SentFrame));
			relay.clock.elapse(1000);
			acknowledge();
			await relay.turn();
		}
		expect(rounds).toBeGreaterThan(2);
		expect(reader.texts.get('ask')).toBe(whole);
		expect(socket.connection.stuckSince()).toBeUndefined();
	});

	test('F32 that acknowledges nothing more is known to be stuck, and one that never did is not', async () => {
		const pieces = Array.from({ length: 40 }, () => delta('x'.repeat(1000)));
		const relay = createAnalysingRelay([pieces], {
			gatherCharacters: 1,
			unacknowledgedBytes: 16 * 1024
		});
		const [silent, stuck] = [relay.link('test'), relay.link('test')];
		for (const socket of [silent, stuck]) socket.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(stuck.frames());
		stuck.say({ type: 'ack', data: { channel: 'test', ...reader.position } });
		stuck.say(question('ask'));
		for (let at = 0; at < 5; at += 1) await relay.turn();
		relay.clock.elapse(30_000);
		expect(stuck.connection.stuckSince()).toBe(relay.clock.monotonic() - 30_000);
		expect(silent.connection.stuckSince()).toBeUndefined();
		expect(silent.texts().join('').length).toBeGreaterThan(40_000);
	});

	test('F30 that the log has left behind gets a snapshot, while others read on', async () => {
		const pieces = Array.from({ length: 100 }, (_, at) => delta(`word ${at} `));
		const relay = createAnalysingRelay([[...pieces, PAUSE, delta('End.')]], {
			gatherCharacters: 1,
			logEvents: 10
		});
		const slow = relay.link('test');
		const quick = relay.link('test');
		for (const socket of [slow, quick]) socket.say(hello(['test']));
		await relay.turn();
		const reader = createStrictReader();
		reader.read(slow.frames());
		slow.stall();
		quick.say(question('ask'));
		for (let at = 0; at < 5; at += 1) await relay.turn();
		slow.resume();
		relay.client.resume();
		for (let at = 0; at < 5; at += 1) await relay.turn();
		const frames = slow.frames();
		expect(frames.find(({ type }) => type === 'subscribed')?.data).toMatchObject({
			recovered: 'snapshot',
			reason: 'trimmed'
		});
		reader.read(frames);
		expect(reader.texts.get('ask')).toBe(`${pieces.map(({ text }) => text).join('')}End.`);
	});
});
