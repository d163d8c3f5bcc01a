/** The relay as it ships is killed, stopped and sent away: signals to a process, real sockets, the real link. */
import { beforeAll, expect, test } from 'vitest';
import { isType, openLink, openSimulator, parse } from '../relay/relay-world.ts';
import { openPage, withWebSocket } from './page.ts';
import { buildRelay, startRelayProcess } from './relay-process.ts';
import { SCALE } from './scale.ts';

withWebSocket();
beforeAll(buildRelay);

test('F29: a relay that is killed ends what it was writing as interrupted; what came stays, and nothing doubles', async () => {
	const { url } = await openSimulator({ tokensPerSecond: 10 });
	const relay = await startRelayProcess(url);
	const asker = openPage(relay, 'killed');
	const viewer = openPage(relay, 'killed');
	asker.ask('q1');
	const came = () => asker.view('q1').text.length > 20 && viewer.view('q1').text.length > 20;
	await Promise.all([asker.until(came), viewer.until(came)]);

	relay.signal('SIGKILL');
	expect(await relay.ended).toBe('SIGKILL');
	const killedAt = performance.now();
	const before = asker.view('q1').text;
	const next = await startRelayProcess(url, { port: relay.port });
	expect(next.port).toBe(relay.port);
	await asker.until(() => asker.finals('q1') > 0);
	expect(performance.now() - killedAt).toBeLessThan(30_000);
	const { status, text } = asker.view('q1');
	expect({ status, finals: asker.finals('q1'), isWhatCame: text.startsWith(before) }).toEqual({
		status: 'interrupted',
		finals: 1,
		isWhatCame: true
	});
	// Nobody ran it again: a new request is the first that this relay knows.
	asker.ask('q2');
	await asker.until(() => asker.view('q2').text.length > 0);
	await viewer.until(() => viewer.view('q2').text.length > 0);
	expect([asker.view('q1').text, asker.finals('q1')]).toEqual([text, 1]);
	expect(text.startsWith(viewer.view('q1').text.slice(0, text.length))).toBe(true);
});

/** Longer than a connection may be silent, so that a relay that did not know that it stood still would drop them all. */
const STOPPED_MS = SCALE.isFull ? 40_000 : 2500;
const FLAGS = SCALE.isFull ? [] : ['--ping-ms', '500', '--dead-ms', '1000', '--stuck-ms', '1000'];

test(
	'F42: a relay that stood still for longer than silence is allowed keeps every connection',
	{ timeout: SCALE.timeoutMs },
	async () => {
		const { url } = await openSimulator();
		const relay = await startRelayProcess(url, { flags: FLAGS });
		const clients = await Promise.all(
			Array.from({ length: 20 }, () => openLink(relay, 'stopped', {}))
		);
		let closed = 0;
		for (const client of clients) void client.closed.then(() => (closed += 1));
		relay.signal('SIGSTOP');
		await new Promise((resolve) => setTimeout(resolve, STOPPED_MS));
		relay.signal('SIGCONT');
		// Several sweeps over all connections go by while each of them asks and is answered.
		for (let round = 0; round < 5; round += 1) {
			await Promise.all(
				clients.map(async (client) => {
					client.send({ type: 'ping', data: { t: round } });
					await client.until((frame) => isType('pong')(frame) && parse(frame).data['t'] === round);
				})
			);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		expect(closed).toBe(0);
	}
);

test('F49: a relay that is asked to stop lets the answer end, sends everybody away, and ends well', async () => {
	const { url } = await openSimulator({ tokensPerSecond: 200 });
	const relay = await startRelayProcess(url);
	const page = openPage(relay, 'drained');
	const { closed, until } = await openLink(relay, 'drained');
	page.ask('q1');
	await page.until(() => page.view('q1').text.length > 20);
	relay.signal('SIGTERM');
	await until(isType('drain'));
	await page.until(() => page.finals('q1') > 0);
	expect(page.view('q1')).toMatchObject({ status: 'done' });
	expect(await closed).toMatchObject({ code: 1012 });
	expect(await relay.ended).toBe(0);
	expect(page.states).toContain('draining');
});
