/** Positions, gaps, snapshots and the outbox: nothing is lost and nothing comes twice. */
import { describe, expect, test } from 'vitest';
import type { ClientMessage } from './link-types.ts';
import { createLinkWorld, type LinkWorld } from './fakes.ts';

const LOST = 1006;

function ask(id: string, content = 'A text.'): ClientMessage {
	return { type: 'llm_request', id, data: { content, template: 'summary_brief' } };
}

/** A link on which `q1` is being answered: "One " has come. */
function answering(): LinkWorld {
	const world = createLinkWorld();
	world.open();
	world.link.send(ask('q1'));
	world.relay.flush();
	world.relay.write('q1', 'One ');
	world.relay.flush();
	return world;
}

function comeBack({ clock, relay }: LinkWorld) {
	clock.elapse(6_000);
	relay.flush();
}

function types({ events }: LinkWorld) {
	return events.map(({ type }) => type);
}

test('goes on behind the last event that was applied', () => {
	const world = answering();
	const { relay } = world;
	relay.socket.close(LOST);
	relay.write('q1', 'two ');
	comeBack(world);
	relay.write('q1', 'three');
	relay.flush();
	expect([world.heard(), world.snapshots.length]).toEqual(['One two three', 1]);
	expect(relay.socket.taken[0]).toMatchObject({
		data: { subs: [{ epoch: 'epoch-0001', seq: 2 }] }
	});
});

test('F02: is cut twice more while it catches up, without an event in between', () => {
	const world = answering();
	const { relay, clock } = world;
	relay.socket.close(LOST);
	for (const word of ['two ', 'three ', 'four']) relay.write('q1', word);
	for (let cut = 0; cut < 2; cut += 1) {
		clock.elapse(10_000);
		relay.step('relay');
		// The welcome and one event arrive; the rest is lost.
		relay.step('client');
		relay.step('client');
		relay.socket.close(LOST);
	}
	comeBack(world);
	expect(world.heard()).toBe('One two three four');
});

test('F03: is cut before the first event ever came', () => {
	const world = createLinkWorld();
	world.link.send(ask('q1'));
	world.open();
	const { relay } = world;
	relay.socket.close(LOST);
	relay.write('q1', 'All of it');
	relay.finish('q1');
	comeBack(world);
	expect([world.heard(), types(world).at(-1)]).toEqual(['All of it', 'llm_chunk']);
});

test('F04: is cut between the acceptance and the first token', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.step('relay');
	relay.socket.close(LOST);
	comeBack(world);
	relay.write('q1', 'An answer');
	relay.flush();
	expect([relay.executed, world.heard(), world.delivered]).toEqual([['q1'], 'An answer', ['q1']]);
});

test('F06: several gaps while a subscription is being answered ask only once', () => {
	const world = answering();
	const { relay } = world;
	const lost = relay.socket.toClient;
	relay.write('q1', 'two ');
	lost.splice(0);
	for (const word of ['three ', 'four ', 'five']) relay.write('q1', word);
	while (lost.length > 0) relay.step('client');
	expect(relay.socket.toRelay.filter(({ type }) => type === 'subscribe')).toHaveLength(1);
	relay.flush();
	expect(world.heard()).toBe('One two three four five');
});

test('F07: where the log was trimmed a snapshot takes the place of what is gone', () => {
	const world = answering();
	const { relay } = world;
	relay.socket.close(LOST);
	for (const word of ['two ', 'three ', 'four']) relay.write('q1', word);
	relay.trim(1);
	comeBack(world);
	expect(world.snapshots.at(-1)).toMatchObject({
		previous: { epoch: 'epoch-0001', seq: 2 },
		seq: 5,
		requests: [{ request_id: 'q1', text: 'One two three four' }]
	});
	relay.write('q1', ' five');
	relay.flush();
	expect(world.events.at(-1)).toMatchObject({ seq: 6, off: 18 });
});

test('F07: a snapshot that is cut in its middle is asked for again, and changes nothing before', () => {
	const world = answering();
	const { relay, clock } = world;
	relay.socket.close(LOST);
	relay.write('q1', 'two');
	relay.trim(0);
	clock.elapse(10_000);
	relay.step('relay');
	relay.step('client');
	relay.step('client');
	relay.socket.close(LOST);
	expect(world.snapshots).toHaveLength(1);
	comeBack(world);
	expect(world.snapshots).toHaveLength(2);
	expect(relay.socket.taken[0]).toMatchObject({ data: { subs: [{ seq: 2 }] } });
});

test('F08: another log begins with a snapshot, and old places mean nothing in it', () => {
	const world = answering();
	const { relay } = world;
	relay.restart();
	comeBack(world);
	expect(world.snapshots.at(-1)).toMatchObject({
		epoch: 'epoch-0002',
		seq: 0,
		previous: { epoch: 'epoch-0001' }
	});
	relay.publish({ type: 'models_state', data: { endpoint_state: 'connected', models: [] } });
	relay.flush();
	expect(world.events.at(-1)).toMatchObject({ epoch: 'epoch-0002', seq: 1 });
});

test('F08: an event of another log on a standing connection brings that log', () => {
	const world = answering();
	const { relay } = world;
	relay.socket.send({
		type: 'models_state',
		data: { endpoint_state: 'connected', models: [] },
		epoch: 'epoch-0009',
		seq: 3
	});
	relay.flush();
	expect(relay.socket.taken.at(-1)).toMatchObject({ type: 'subscribe' });
	expect(types(world)).not.toContain('models_state');
});

test('F09: a last event that was lost is found out by the next ping', () => {
	const world = answering();
	const { relay, clock } = world;
	relay.finish('q1');
	relay.socket.toClient.splice(0);
	clock.elapse(20_000);
	relay.flush();
	expect(world.events.at(-1)).toMatchObject({ seq: 2 });
	clock.elapse(1000);
	relay.flush();
	expect(world.events.at(-1)).toMatchObject({ seq: 3, data: { is_final: true } });
});

test('F09: an event that comes within the second after the ping needs no subscription', () => {
	const world = answering();
	const { relay, clock } = world;
	relay.socket.send({
		type: 'pong',
		data: { t: 1, now: 1, tops: [{ channel: 'harbour', epoch: 'epoch-0001', seq: 3 }] }
	});
	relay.flush();
	clock.elapse(500);
	relay.write('q1', 'two');
	relay.flush();
	clock.elapse(1000);
	expect(relay.socket.toRelay.filter(({ type }) => type === 'subscribe')).toEqual([]);
});

test('F16: events that are published while a subscription is answered come once each', () => {
	const world = answering();
	const { relay, clock } = world;
	relay.socket.close(LOST);
	relay.write('q1', 'two ');
	clock.elapse(10_000);
	relay.step('relay');
	relay.write('q1', 'three ');
	relay.step('client');
	relay.write('q1', 'four');
	relay.flush();
	expect(world.heard()).toBe('One two three four');
});

test('F17: an event that comes twice, early and late, is applied once', () => {
	const world = answering();
	const { relay } = world;
	relay.write('q1', 'two ');
	const [copy] = relay.socket.toClient;
	relay.write('q1', 'three');
	if (copy) relay.socket.send(copy);
	relay.flush();
	expect(world.heard()).toBe('One two three');
});

test('F18: a second answer on the channel goes on with the same numbers', () => {
	const world = answering();
	const { relay, link } = world;
	relay.finish('q1');
	link.send(ask('q2'));
	relay.flush();
	relay.write('q2', 'Another');
	relay.flush();
	expect(world.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});

test('F21: what was sent and not acknowledged is sent again, and acted on once', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.step('relay');
	relay.socket.close(LOST);
	comeBack(world);
	expect(relay.socket.taken.map(({ type }) => type)).toEqual(['hello', 'llm_request']);
	expect([relay.executed, world.delivered]).toEqual([['q1'], ['q1']]);
	relay.socket.close(LOST);
	comeBack(world);
	expect(relay.socket.taken.map(({ type }) => type)).toEqual(['hello']);
});

/** Loses what the relay says of its own accord to a message, and leaves what the channel tells. */
function loseAcks({ relay }: LinkWorld) {
	const { toClient } = relay.socket;
	const left = toClient.filter((frame) => !('type' in frame) || frame.type !== 'ack');
	toClient.splice(0, toClient.length, ...left);
}

test('what the channel tells of has arrived, so another relay is not asked for it again', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.step('relay');
	relay.write('q1', 'One ');
	loseAcks(world);
	relay.flush();
	expect(world.delivered).toEqual(['q1']);
	relay.restart();
	comeBack(world);
	expect(relay.executed).toEqual(['q1']);
});

test('what a snapshot holds has arrived, so another relay is not asked for it again', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link, clock } = world;
	link.send(ask('q1'));
	relay.step('relay');
	relay.write('q1', 'One ');
	relay.trim(0);
	relay.socket.close(LOST);
	clock.elapse(6_000);
	relay.step('relay');
	for (let frame = 0; frame < 3; frame += 1) relay.step('client');
	expect([world.snapshots.length, world.delivered]).toEqual([2, ['q1']]);
	relay.restart();
	comeBack(world);
	expect(relay.executed).toEqual(['q1']);
});

test('sends what waited in the order in which it was given', () => {
	const world = createLinkWorld();
	world.relay.accepts = 'none';
	world.open();
	for (const id of ['q1', 'q2', 'q3']) world.link.send(ask(id));
	world.relay.accepts = 'all';
	comeBack(world);
	expect(world.relay.executed).toEqual(['q1', 'q2', 'q3']);
});

test('F22: tells that a message was refused, and sends it no more', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.socket.toRelay.splice(0);
	relay.socket.send({
		type: 'error',
		data: { code: 'id_conflict', message: 'Another has it.', re: 'q1' }
	});
	relay.flush();
	relay.socket.close(LOST);
	comeBack(world);
	expect([world.refused, relay.executed]).toEqual([[{ id: 'q1', code: 'id_conflict' }], []]);
});

test('what a relay refuses because it is about to go waits for the next one', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.socket.toRelay.splice(0);
	relay.socket.send({ type: 'error', data: { code: 'draining', message: 'Later.', re: 'q1' } });
	relay.flush();
	relay.socket.close(1012);
	comeBack(world);
	expect([world.refused, relay.executed]).toEqual([[], ['q1']]);
});

test('sends no new requests to a relay that is about to go, but does stop those under way', () => {
	const world = answering();
	const { relay, link } = world;
	relay.socket.send({
		type: 'drain',
		data: { reason: 'shutdown', reconnect_ms: [0, 0], deadline_ms: 30_000 }
	});
	relay.flush();
	link.send(ask('q2'));
	link.send({ type: 'cancel', id: 'c1', data: { request_id: 'q1' } });
	relay.flush();
	expect(relay.executed).toEqual(['q1', 'c1']);
	relay.socket.close(1012);
	comeBack(world);
	expect(relay.executed).toEqual(['q1', 'c1', 'q2']);
});

test('a message that is larger than the relay takes is refused before it is sent', () => {
	const world = createLinkWorld();
	world.relay.maxFrame = 1000;
	world.open();
	const { link, relay } = world;
	// Three bytes each on the wire.
	link.send(ask('q1', '語'.repeat(400)));
	link.send(ask('q2'));
	relay.flush();
	expect([world.refused, relay.executed]).toEqual([[{ id: 'q1', code: 'too_large' }], ['q2']]);
});

test('keeps no more for an absent relay than a limit', () => {
	const world = createLinkWorld();
	world.relay.accepts = 'none';
	world.open();
	for (let count = 0; count < 70; count += 1) world.link.send(ask(`q${count}`));
	expect(world.refused).toEqual(
		Array.from({ length: 6 }, (_, at) => ({ id: `q${at + 64}`, code: 'busy' }))
	);
});

test('takes back what was never sent, and nothing else', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link, clock } = world;
	link.send(ask('q1'));
	relay.socket.close(LOST);
	link.send(ask('q2'));
	expect([link.withdraw('q1'), link.withdraw('q2')]).toEqual([false, true]);
	clock.elapse(10_000);
	relay.flush();
	expect(relay.executed).toEqual(['q1']);
});

test('refuses at once what is sent over a link that has stopped', () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	link.send(ask('q1'));
	relay.socket.close(4500);
	link.send(ask('q2'));
	expect(world.refused).toEqual([
		{ id: 'q1', code: 'unauthorized' },
		{ id: 'q2', code: 'unauthorized' }
	]);
});

describe('the place that is told to the relay', () => {
	const places = ({ relay }: LinkWorld) =>
		relay.socket.taken.flatMap((frame) =>
			frame.type === 'ack' && 'seq' in frame.data ? [frame.data.seq] : []
		);

	test('is told a quarter of a second after an event', () => {
		const world = answering();
		world.clock.elapse(250);
		world.relay.flush();
		expect(places(world)).toEqual([2]);
	});

	test('is told after 64 events at the latest', () => {
		const world = answering();
		for (let count = 0; count < 64; count += 1) world.relay.write('q1', 'x');
		world.relay.flush();
		expect(places(world)).toEqual([64]);
	});
});

test('F24: an emoji whose halves came apart is whole again', () => {
	const world = answering();
	const [high, low] = ['😀'.slice(0, 1), '😀'.slice(1)] as const;
	world.relay.write('q1', high);
	world.relay.write('q1', `${low}👩‍👩`);
	world.relay.flush();
	expect(world.heard()).toBe('One 😀👩‍👩');
});

test('pieces that were joined for a slow reader count as all of them', () => {
	const world = answering();
	const { relay } = world;
	const joined = {
		type: 'llm_chunk',
		data: { chunk: 'two three ', is_final: false },
		request_id: 'q1',
		seq0: 3,
		seq: 4,
		epoch: 'epoch-0001',
		kind: 'text',
		off: 4
	};
	relay.socket.send(joined);
	relay.socket.send({ ...joined, seq0: 6, seq: 7 });
	relay.flush();
	expect(world.heard()).toBe('One two three ');
	expect(relay.socket.taken.at(-1)).toMatchObject({ type: 'subscribe', data: { seq: 4 } });
});

test('an event that this version cannot read takes its place all the same', () => {
	const world = answering();
	const { relay } = world;
	relay.socket.send({ type: 'new_thing', data: {}, seq: 3, epoch: 'epoch-0001' });
	relay.socket.send({ type: 'llm_chunk', data: 7, seq: 4, epoch: 'epoch-0001' });
	relay.socket.send({
		type: 'models_state',
		data: { endpoint_state: 'connected', models: [] },
		seq: 5,
		epoch: 'epoch-0001'
	});
	relay.flush();
	expect(types(world).at(-1)).toBe('models_state');
	expect(relay.socket.taken.some(({ type }) => type === 'subscribe')).toBe(false);
});

test('a relay whose numbers never fit is left and tried anew, not asked for ever', () => {
	const world = answering();
	const { relay } = world;
	const nonsense = { type: 'models_state', data: { endpoint_state: 'connected', models: [] } };
	for (let time = 0; time < 5; time += 1) {
		relay.socket.send({ ...nonsense, seq: 1000, epoch: 'epoch-0001' });
		relay.flush();
	}
	expect(world.link.status.state).toBe('waiting');
});

test('fetches the text that a hash stands for, over a cut too', async () => {
	const world = createLinkWorld();
	world.open();
	const { relay, link } = world;
	relay.contents.set('hash-1', 'A long text.');
	const [found, missing] = [link.fetchContent('hash-1'), link.fetchContent('hash-2')];
	relay.socket.close(LOST);
	comeBack(world);
	expect(await Promise.all([found, missing])).toEqual(['A long text.', undefined]);
	expect(world.refused).toEqual([]);
});
