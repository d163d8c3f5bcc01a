/** The link's own machine: connecting, giving up, coming back. What it resumes is tested in `resume.test.ts`. */
import { describe, expect, test } from 'vitest';
import { createLinkWorld } from './fakes.ts';

const LOST = 1006;

function opened() {
	const world = createLinkWorld();
	world.open();
	return world;
}

test('says hello with its session and the channel, and is open once it is welcome', () => {
	const { statuses, relay } = opened();
	expect(statuses.map(({ state }) => state)).toEqual(['connecting', 'greeting', 'open']);
	expect(relay.socket.taken[0]).toMatchObject({
		type: 'hello',
		data: { session: 'session-1', subs: [{ channel: 'harbour' }] }
	});
});

test('sends nothing before hello, and what was given to it early right after the welcome', () => {
	const { link, relay, open } = createLinkWorld();
	link.send({ type: 'cancel', id: 'early', data: { request_id: 'x' } });
	relay.isMute = true;
	open();
	expect(relay.socket.taken.map(({ type }) => type)).toEqual(['hello']);
	relay.isMute = false;
	link.reconnect();
	relay.flush();
	expect(relay.socket.taken.map(({ type }) => type)).toEqual(['hello', 'cancel']);
});

test('a connection that is refused is tried again, later each time, but never later than ten seconds', () => {
	const { relay, clock, statuses, open } = createLinkWorld();
	relay.accepts = 'none';
	open();
	const delays: number[] = [];
	for (let attempt = 0; attempt < 9; attempt += 1) {
		const status = statuses.at(-1);
		delays.push(status?.state === 'waiting' ? status.delayMs : -1);
		clock.elapse(10_000);
		relay.flush();
	}
	// Half of each limit: the random number is one half.
	expect(delays).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
});

test('after standing well for ten seconds, a loss is the first of a new row', () => {
	const { relay, clock, statuses } = opened();
	clock.elapse(10_000);
	relay.socket.close(LOST);
	expect(statuses.at(-1)).toMatchObject({ state: 'waiting', attempt: 1, delayMs: 125 });
});

test('a loss soon after the welcome goes on with the row, so that it does not become a storm', () => {
	const { relay, clock, statuses } = opened();
	relay.socket.close(LOST);
	clock.elapse(1000);
	relay.flush();
	clock.elapse(100);
	relay.socket.close(LOST);
	expect(statuses.at(-1)).toMatchObject({ state: 'waiting', attempt: 3, delayMs: 500 });
});

test.each([1000, 1001, 1005, 1006, 1011, 1012, 1013, 4000, 4001, 4003, 4004, 3000])(
	'F39: comes back after code %i, whatever it claims',
	(code) => {
		const { relay, clock, link } = opened();
		relay.socket.close(code, 'bye');
		clock.elapse(10_000);
		relay.flush();
		expect([link.status.state, relay.sockets.length]).toEqual(['open', 2]);
	}
);

test.each([
	[4500, 'unauthorized'],
	[4501, 'forbidden'],
	[4502, 'replaced'],
	[4503, 'abuse'],
	[4505, 'version'],
	[4506, 'limit'],
	[4999, 'refused'],
	[3500, 'refused']
])('stops for good after code %i, and says why', (code, reason) => {
	const { relay, clock, link } = opened();
	relay.socket.close(code);
	clock.elapse(3_600_000);
	expect(link.status).toMatchObject({ state: 'stopped', code, reason });
	expect(relay.sockets).toHaveLength(1);
});

test.each([1003, 1007, 1009, 4504])('stops after code %i three times in a row', (code) => {
	const { relay, clock, link } = opened();
	for (let time = 1; time < 3; time += 1) {
		relay.socket.close(code);
		clock.elapse(10_000);
		relay.flush();
		expect(link.status.state).toBe('open');
	}
	relay.socket.close(code);
	expect(link.status).toMatchObject({ state: 'stopped', reason: 'faulty_client' });
});

test('F05: of two tabs with one session, the older stops and does not fight for it', () => {
	const { relay, clock, link, wake } = opened();
	relay.socket.close(4502, 'replaced');
	wake();
	clock.elapse(60_000);
	expect([link.status.state, relay.sockets.length]).toEqual(['stopped', 1]);
});

test('a person can have a link that has stopped try once more', () => {
	const { relay, link } = opened();
	relay.socket.close(4500);
	link.reconnect();
	relay.flush();
	expect(link.status.state).toBe('open');
});

test('waits as long as a relay that is about to go asks for', () => {
	const { relay, clock, link, statuses } = opened();
	relay.socket.send({
		type: 'drain',
		data: { reason: 'shutdown', reconnect_ms: [3000, 5000], deadline_ms: 30_000 }
	});
	relay.flush();
	expect(link.status.state).toBe('draining');
	relay.socket.close(1012);
	expect(statuses.at(-1)).toMatchObject({ state: 'waiting', delayMs: 4000 });
	clock.elapse(4000);
	relay.flush();
	expect(link.status.state).toBe('open');
});

describe('a relay that does not answer', () => {
	test('to a socket that is not opened within ten seconds', () => {
		const { relay, clock, link, open } = createLinkWorld();
		relay.accepts = 'hang';
		open();
		clock.elapse(9_999);
		expect(link.status.state).toBe('connecting');
		clock.elapse(1);
		expect(link.status.state).toBe('waiting');
	});

	test('to hello', () => {
		const { relay, clock, link, open } = createLinkWorld();
		relay.isMute = true;
		open();
		expect(link.status.state).toBe('greeting');
		clock.elapse(10_000);
		expect(link.status.state).toBe('waiting');
	});

	test('F41: to a ping, five seconds after twenty of silence', () => {
		const { clock, link } = opened();
		clock.elapse(24_999);
		expect(link.status.state).toBe('open');
		clock.elapse(1);
		expect(link.status.state).toBe('waiting');
	});

	test('F11: is noticed on a connection that stood idle for two hours, and mended', () => {
		const { relay, clock, link } = opened();
		for (let minute = 0; minute < 120; minute += 1) {
			clock.elapse(20_000);
			relay.flush();
			clock.elapse(40_000);
			relay.flush();
		}
		expect([link.status.state, relay.sockets.length > 1]).toEqual(['open', true]);
	});
});

test('pings only after silence: what arrives proves as much', () => {
	const { relay, clock } = opened();
	const pings = () => relay.socket.taken.filter(({ type }) => type === 'ping').length;
	for (let second = 0; second < 60; second += 1) {
		relay.publish({ type: 'models_state', data: { endpoint_state: 'connected', models: [] } });
		relay.flush();
		clock.elapse(1000);
	}
	relay.flush();
	expect(pings()).toBe(0);
	clock.elapse(20_000);
	relay.flush();
	expect(pings()).toBe(1);
});

test('on waking, a connection that has died is found out within two seconds', () => {
	const { clock, link, wake } = opened();
	wake();
	clock.elapse(2000);
	expect(link.status.state).toBe('waiting');
});

test('on waking, a connection that lives is left as it is', () => {
	const { relay, clock, link, wake } = opened();
	wake();
	wake();
	relay.flush();
	clock.elapse(2000);
	expect([link.status.state, relay.sockets.length]).toEqual(['open', 1]);
});

test('on waking, an attempt that waits is made at once', () => {
	const { relay, link, wake, open } = createLinkWorld();
	relay.accepts = 'none';
	open();
	relay.accepts = 'all';
	wake();
	relay.flush();
	expect(link.status.state).toBe('open');
});

test('F38: a timer that fires an hour late means sleep: the connection is tried for two seconds', () => {
	let offMs = 0;
	const world = createLinkWorld();
	const { clock } = world;
	const sleeper = createLinkWorld({
		clock: { ...clock, now: () => clock.now() + offMs, after: clock.after },
		openSocket: world.relay.openSocket
	});
	sleeper.open();
	world.relay.flush();
	expect(sleeper.link.status.state).toBe('open');
	offMs = 3_600_000;
	clock.elapse(20_000);
	clock.elapse(2000);
	expect(sleeper.link.status.state).toBe('waiting');
});

test('F38: a clock that is put back an hour changes nothing', () => {
	let offMs = 0;
	const world = createLinkWorld();
	const { clock, relay } = world;
	const other = createLinkWorld({
		clock: { ...clock, now: () => clock.now() + offMs },
		openSocket: relay.openSocket
	});
	other.open();
	relay.flush();
	offMs = -3_600_000;
	for (let time = 0; time < 10; time += 1) {
		clock.elapse(20_000);
		relay.flush();
	}
	expect([other.link.status.state, relay.sockets.length]).toEqual(['open', 1]);
});

test('a socket that was given up is heard no more', () => {
	const { relay, clock, link, events } = opened();
	const old = relay.socket;
	clock.elapse(25_000);
	expect(link.status.state).toBe('waiting');
	old.isOpen = true;
	old.send({
		type: 'models_state',
		data: { endpoint_state: 'connected', models: [] },
		seq: 1,
		epoch: 'epoch-0001'
	});
	old.close(4500);
	relay.flush();
	expect([events, link.status.state]).toEqual([[], 'waiting']);
});

test('a closed link stays closed', () => {
	const { relay, clock, link, wake } = opened();
	link.close();
	wake();
	clock.elapse(60_000);
	expect([link.status.state, relay.sockets.length]).toEqual(['idle', 1]);
});

test('what no schema knows is passed over', () => {
	const { relay, link } = opened();
	for (const frame of [
		{},
		[],
		{ type: 'welcome' },
		{ type: 'new_thing', data: 1 },
		{ type: 'pong' }
	]) {
		relay.socket.send(frame);
	}
	relay.flush();
	expect(link.status.state).toBe('open');
});
