import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import {
	closeAfterTest,
	createClient,
	isType,
	openClient,
	openLink,
	openRelay,
	parse
} from './relay-world.ts';

const TOKEN = 'a-token-that-nobody-guesses';
const HELLO = {
	type: 'hello',
	data: { client: { name: 'test', version: '1' }, subs: [{ channel: 'test' }] }
};
const withToken = (token: string) => ({ ...HELLO, data: { ...HELLO.data, token } });
const LINK = { protocols: ['relay.v1'] };

/** The status with which an upgrade was refused, or 101. */
async function statusOf(
	port: number,
	headers: Record<string, string>,
	path = '/ws/test'
): Promise<number> {
	const socket = connect(port, '127.0.0.1');
	closeAfterTest(() => socket.destroy());
	const lines = Object.entries({
		Host: `127.0.0.1:${port}`,
		Upgrade: 'websocket',
		Connection: 'Upgrade',
		'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
		'Sec-WebSocket-Version': '13',
		...headers
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
	const [bytes] = (await once(socket, 'data')) as [Buffer];
	const status = Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString())?.[1]);
	if (status !== 101) await once(socket, 'close');
	return status;
}

describe('F43 the relay', () => {
	test.each([
		['no Origin, as programs send none', {}, 101],
		['an Origin of another site', { Origin: 'https://evil.example' }, 403],
		['an Origin of another port', { Origin: 'http://127.0.0.1:1' }, 403],
		['the Origin of a page from disk', { Origin: 'null' }, 403],
		['an Origin that was listed', { Origin: 'https://assay.example' }, 101],
		[
			'an Origin that only begins like a listed one',
			{ Origin: 'https://assay.example.evil.example' },
			403
		],
		['a Host that resolves here and is not ours', { Host: 'evil.example' }, 403],
		['a Host that was listed', { Host: 'desk.example:8787' }, 101],
		[
			'an Origin and a Host that agree and are not ours',
			{ Origin: 'http://evil.example', Host: 'evil.example' },
			403
		]
	])('answers %s', async (_what, headers, status) => {
		const { port } = await openRelay({
			origins: ['https://assay.example'],
			hosts: ['desk.example']
		});
		expect(await statusOf(port, headers)).toBe(status);
	});

	test('lets its own page in, by any of its names', async () => {
		const { port } = await openRelay();
		for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
			const host = `${name}:${port}`;
			expect(await statusOf(port, { Host: host, Origin: `http://${host}` })).toBe(101);
		}
	});

	test('lets pages from disk in only where that was asked for, and a token is', async () => {
		const open = await openRelay({ allowFileOrigin: true });
		expect(await statusOf(open.port, { Origin: 'null' })).toBe(403);
		const closed = await openRelay({ allowFileOrigin: true, tokens: [TOKEN] });
		expect(await statusOf(closed.port, { Origin: 'null' })).toBe(101);
	});

	test.each(['/ws/', '/ws/UPPER', '/ws/a/b', '/ws/%2e%2e', '/elsewhere', `/ws/${'a'.repeat(65)}`])(
		'refuses %s before the upgrade',
		async (path) => {
			const { port } = await openRelay();
			expect(await statusOf(port, {}, path)).toBe(400);
		}
	);

	test('serves pages to no name but its own', async () => {
		const { port } = await openRelay();
		const socket = connect(port, '127.0.0.1');
		closeAfterTest(() => socket.destroy());
		socket.write('GET /relay.json HTTP/1.1\r\nHost: evil.example\r\n\r\n');
		const [bytes] = (await once(socket, 'data')) as [Buffer];
		expect(bytes.toString()).toMatch(/^HTTP\/1\.1 403 /);
	});

	test('does not start on an address that others reach, without a token', async () => {
		await expect(openRelay({ host: '0.0.0.0' })).rejects.toThrow(
			'Expected a token (--token or --token-file) to listen on 0.0.0.0'
		);
		await expect(openRelay({ tokens: ['short'] })).rejects.toThrow(RangeError);
	});
});

describe('F44 a client of relay.v1', () => {
	test('that says nothing is closed', async () => {
		const relay = await openRelay({ limits: { helloMs: 30 } });
		const { closed } = await openClient(relay, 'test', LINK);
		expect(await closed).toEqual({ code: 4504, reason: 'no hello in time' });
	});

	test.each([
		['a question', { type: 'llm_request', id: 'a', data: { content: '', template: 't' } }],
		['a subscription', { type: 'subscribe', data: { channel: 'test' } }],
		['no JSON', 'hello']
	])('that begins with %s is closed', async (_what, message) => {
		const client = await openClient(await openRelay(), 'test', LINK);
		client.send(message);
		expect(parse(await client.next()).type).toBe('error');
		expect((await client.closed).code).toBe(4500);
	});

	test('that speaks another version is told so', async () => {
		const client = await openClient(await openRelay(), 'test', LINK);
		client.send({ ...HELLO, v: 2 });
		expect(parse(await client.next()).data['code']).toBe('unsupported_version');
		expect((await client.closed).code).toBe(4505);
	});

	test('that says hello twice is told so, and stays', async () => {
		const client = await openLink(await openRelay(), 'test');
		client.send(HELLO);
		const frames = await client.until(isType('error'));
		expect(parse(frames.at(-1) ?? '').data['code']).toBe('bad_request');
		client.send({ type: 'ping', data: { t: 1 } });
		await client.until(isType('pong'));
	});

	test('that sends more than a small frame before its hello is closed', async () => {
		const client = await openClient(await openRelay(), 'test', LINK);
		client.send({ ...HELLO, padding: 'x'.repeat(6000) });
		expect((await client.closed).code).not.toBe(1000);
		expect(client.frames.map((frame) => parse(frame).type)).not.toContain('welcome');
	});
});

describe('a token', () => {
	test.each([
		['none', HELLO],
		['another one', withToken('a-token-that-somebody-guessed')],
		['the beginning of one', withToken(TOKEN.slice(0, -1))]
	])('%s lets nobody in', async (_what, message) => {
		const client = await openClient(await openRelay({ tokens: [TOKEN] }), 'test', LINK);
		client.send(message);
		expect(parse(await client.next()).data['code']).toBe('unauthorized');
		expect(await client.closed).toEqual({ code: 4500, reason: 'unauthorized' });
	});

	test('lets in by the hello, by a header, and by an offered protocol that is not repeated', async () => {
		const relay = await openRelay({ tokens: [TOKEN] });
		const offered = `bearer.${Buffer.from(TOKEN).toString('base64url')}`;
		await openLink(relay, 'test', { token: TOKEN });
		await openLink(relay, 'test', {}, { headers: { Authorization: `Bearer ${TOKEN}` } });
		const client = await openClient(relay, 'test', { protocols: ['relay.v1', offered] });
		client.send(HELLO);
		expect(parse(await client.next()).type).toBe('welcome');
		expect(client.socket.protocol).toBe('relay.v1');
	});

	test('F47 is not repeated as the protocol, where nothing else was offered', async () => {
		const relay = await openRelay({ tokens: [TOKEN] });
		const offered = `bearer.${Buffer.from(TOKEN).toString('base64url')}`;
		const client = createClient(relay, 'test', { protocols: [offered] });
		const [response] = (await once(client.socket, 'upgrade')) as [
			{ headers: Record<string, string> }
		];
		expect(response.headers['sec-websocket-protocol']).toBeUndefined();
	});

	test('is the first message of a plain client, which is then served as on an open relay', async () => {
		const relay = await openRelay({ tokens: [TOKEN] });
		const client = await openClient(relay, 'test');
		client.send({ type: 'auth', data: { token: TOKEN } });
		client.send({
			type: 'llm_request',
			data: { content: 'Test query', template: 'parsing_analysis' }
		});
		await client.until((frame) => frame.includes('"is_final":true'));
		const stranger = await openClient(relay, 'test');
		stranger.send({ type: 'llm_request', data: { content: 'a', template: 'summary_brief' } });
		expect(parse(await stranger.next()).data['code']).toBe('unauthorized');
		expect((await stranger.closed).code).toBe(4500);
	});

	test('F45 that runs out in the middle is told, closed for, and can be renewed in place', async () => {
		const soon = new Date(Date.now() + 1500).toISOString();
		const later = new Date(Date.now() + 3_600_000).toISOString();
		const relay = await openRelay({
			tokenLines: `anna first-token-of-anna-x ${soon}\nanna second-token-of-anna ${later}\n# nobody\nben token-of-ben-and-others`
		});
		const renewing = await openLink(relay, 'test', { token: 'first-token-of-anna-x' });
		renewing.send({ type: 'auth', id: 'new', data: { token: 'second-token-of-anna' } });
		renewing.send({ type: 'auth', id: 'bens', data: { token: 'token-of-ben-and-others' } });
		const expiring = await openLink(relay, 'test', { token: 'first-token-of-anna-x' });
		expect(await expiring.closed).toEqual({ code: 4004, reason: 'token expired' });
		const codes = expiring.frames.map(parse).map(({ data }) => data['code']);
		expect(codes).toContain('token_expired');
		renewing.send({ type: 'ping', data: { t: 1 } });
		const answers = (await renewing.until(isType('pong'))).map(parse);
		expect(answers.find(({ type }) => type === 'ack')?.data).toMatchObject({ re: 'new' });
		expect(answers.find(({ type }) => type === 'error')?.data).toMatchObject({
			re: 'bens',
			code: 'unauthorized'
		});
		const late = await openClient(relay, 'test', LINK);
		late.send(withToken('first-token-of-anna-x'));
		expect((await late.closed).code).toBe(4500);
	});

	test('F47 stands in no log, and neither does what was asked', async () => {
		let log = '';
		const logger = pino(
			{ level: 'debug' },
			new Writable({
				write(bytes: Buffer, _encoding, done) {
					log += bytes.toString();
					done();
				}
			})
		);
		const relay = await openRelay({ tokens: [TOKEN], logger });
		const client = await openLink(relay, 'test', { token: TOKEN });
		client.send({
			type: 'llm_request',
			id: 'ask',
			data: { content: 'A very private text.', template: 'summary_brief' }
		});
		await client.until((frame) => frame.includes('"is_final":true'));
		const stranger = await openClient(relay, 'test', LINK);
		stranger.send(withToken('another-secret-of-somebody'));
		const { reason } = await stranger.closed;
		await relay.close();
		expect(log).not.toBe('');
		for (const secret of [TOKEN, 'private', 'another-secret']) {
			expect(log + reason).not.toContain(secret);
		}
	});

	test('F48 of one person takes over no session of another, and repeats none of its messages', async () => {
		const relay = await openRelay({
			tokenLines: 'anna the-token-of-anna-xyz\nben the-token-of-ben-xyz'
		});
		const anna = await openLink(relay, 'test', { token: 'the-token-of-anna-xyz', session: 's' });
		const ben = await openLink(relay, 'test', { token: 'the-token-of-ben-xyz', session: 's' });
		expect(anna.welcome.data['user']).not.toBe(ben.welcome.data['user']);
		anna.send({ type: 'ping', data: { t: 1 } });
		await anna.until(isType('pong'));
	});

	test('F48 for some channels opens no other, and lists no other', async () => {
		const relay = await openRelay({
			tokenLines: 'anna the-token-of-anna-xyz - home,team-*\nben the-token-of-ben-xyz'
		});
		await openLink(relay, 'secret', { token: 'the-token-of-ben-xyz' });
		const anna = await openLink(relay, 'team-a', { token: 'the-token-of-anna-xyz' });
		anna.send({ type: 'subscribe', id: 'one', data: { channel: 'secret' } });
		anna.send({ type: 'subscribe', id: 'two', data: { channel: 'home' } });
		anna.send({ type: 'channels_request', id: 'three', data: {} });
		const frames = (await anna.until(isType('channels'))).map(parse);
		expect(frames.find(({ data }) => data['re'] === 'one')?.data['code']).toBe('forbidden');
		expect(frames.find(({ re }) => re === 'two')?.type).toBe('subscribed');
		const listed = frames.at(-1)?.data['channels'] as { channel: string }[];
		expect(listed.map(({ channel }) => channel).toSorted()).toEqual(['home', 'team-a']);
		const plain = await openClient(relay, 'secret');
		plain.send({ type: 'auth', data: { token: 'the-token-of-anna-xyz' } });
		expect(parse(await plain.next()).data['code']).toBe('forbidden');
		expect((await plain.closed).code).toBe(4501);
	});
});

describe('F46 a frame', () => {
	test.each([
		['', 'bad_json'],
		['null', 'bad_message'],
		['[]', 'bad_message'],
		['"text"', 'bad_message'],
		['17', 'bad_message'],
		['{}', 'bad_message'],
		['{"type":5}', 'bad_message'],
		['{"type":"llm_request"}', 'bad_message'],
		['{"type":"llm_request","id":"a","data":null}', 'bad_message'],
		['{"type":"ping","data":{}}', 'bad_message'],
		['{"type":"constructor","data":{}}', 'unknown_type'],
		['{"type":"__proto__","id":"a","data":{}}', 'unknown_type'],
		['['.repeat(1000), 'too_large'],
		[`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 'too_large'],
		['{"type":"llm_request","id":"<script>","data":{"content":"","template":""}}', 'bad_message'],
		['\u0000', 'bad_json']
	])('%j is answered by %s, and others are served as before', async (text, code) => {
		const relay = await openRelay();
		const [client, other] = [await openLink(relay, 'test'), await openLink(relay, 'test')];
		client.send(text);
		const refused = (await client.until(isType('error'))).at(-1) ?? '';
		expect(parse(refused).data['code']).toBe(code);
		for (const each of [client, other]) {
			each.send({ type: 'ping', data: { t: 1 } });
			await each.until(isType('pong'));
		}
	});

	test('with a prototype in its data changes no prototype', async () => {
		const client = await openLink(await openRelay(), 'test');
		client.send(
			'{"type":"llm_request","id":"ask","data":{"content":"A text.","template":"summary_brief","metadata":{"__proto__":{"polluted":true},"domain":"x"}}}'
		);
		await client.until((frame) => frame.includes('"is_final":true'));
		expect({}).not.toHaveProperty('polluted');
	});

	test('that is binary ends the connection', async () => {
		const client = await openLink(await openRelay(), 'test');
		client.socket.send(Buffer.from('{"type":"ping","data":{"t":1}}'), { binary: true });
		expect((await client.closed).code).toBe(1003);
	});

	/** A masked frame of a client, with a mask of zeros. */
	const rawFrame = (first: number, bytes: Buffer) =>
		Buffer.concat([Buffer.from([first, 0x80 | bytes.length, 0, 0, 0, 0]), bytes]);

	async function openRaw(port: number) {
		const client = await openLink({ port }, 'test');
		// What `ws` would not send itself goes to the socket below it.
		const { _socket: socket } = client.socket as unknown as { _socket: NodeJS.WritableStream };
		return { client, socket };
	}

	test('that is not UTF-8 ends the connection', async () => {
		const { client, socket } = await openRaw((await openRelay()).port);
		socket.write(rawFrame(0x81, Buffer.from([0xff, 0xfe, 0x80])));
		expect((await client.closed).code).toBe(1007);
	});

	test('in fragments of one byte is read like any other', async () => {
		const { client, socket } = await openRaw((await openRelay()).port);
		const bytes = Buffer.from('{"type":"ping","data":{"t":1}}');
		bytes.forEach((byte, at) => {
			const isLast = at === bytes.length - 1;
			socket.write(rawFrame((isLast ? 0x80 : 0) | (at === 0 ? 1 : 0), Buffer.of(byte)));
		});
		const [pong = ''] = (await client.until(isType('pong'))).slice(-1);
		expect(parse(pong).data['t']).toBe(1);
	});

	test('in a hundred thousand fragments ends the connection', async () => {
		const { client, socket } = await openRaw((await openRelay()).port);
		const fragments = Array.from({ length: 100_000 }, (_, at) =>
			rawFrame(at === 0 ? 1 : 0, Buffer.from(' '))
		);
		socket.write(Buffer.concat(fragments));
		expect((await client.closed).code).not.toBe(1000);
	});

	test('refused again and again ends the connection', async () => {
		const client = await openLink(await openRelay({ limits: { strikes: 5 } }), 'test');
		for (let at = 0; at < 5; at += 1) client.send('no JSON');
		expect(await client.closed).toEqual({ code: 4503, reason: 'too many refused messages' });
	});
});

describe('a crowd', () => {
	test('of one address that does not say who it is waits outside', async () => {
		const relay = await openRelay({ limits: { waitingOfAddress: 3 } });
		const waiting = await Promise.all(
			Array.from({ length: 3 }, () => openClient(relay, 'test', LINK))
		);
		expect(await statusOf(relay.port, {})).toBe(429);
		waiting[0]?.send(HELLO);
		await waiting[0]?.next();
		expect(await statusOf(relay.port, {})).toBe(101);
	});

	test('whose handshakes fail is not counted any more', async () => {
		const relay = await openRelay({ limits: { waitingOfAddress: 1 } });
		for (let at = 0; at < 3; at += 1) {
			expect(await statusOf(relay.port, { 'Sec-WebSocket-Key': 'no key' })).toBe(400);
		}
		expect(await statusOf(relay.port, {})).toBe(101);
	});

	test('beyond what the relay holds is turned away with the time to come back', async () => {
		const relay = await openRelay({ limits: { connections: 2 } });
		await openLink(relay, 'test');
		await openLink(relay, 'test');
		expect(await statusOf(relay.port, {})).toBe(503);
	});

	test('of channels is limited, for all and for each', async () => {
		const relay = await openRelay({ limits: { channels: 3, channelsFollowed: 2 } });
		const one = await openLink(relay, 'a', {
			subs: ['a', 'b', 'c'].map((channel) => ({ channel }))
		});
		expect(one.welcome.data['subs']).toHaveLength(2);
		const errors = one.frames.map(parse).filter(({ type }) => type === 'error');
		expect(errors.map(({ data }) => data['code'])).toEqual(['channel_limit']);
		await openLink(relay, 'c');
		const last = await openClient(relay, 'd');
		expect(parse(await last.next()).data['code']).toBe('channel_limit');
		expect((await last.closed).code).toBe(4506);
	});
});
