/** What every answer has in common: headers, unknown addresses, CORS, authentication, bodies. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { ask, at, getJson, LEASE, LLAMA, post, postJson, withSimulator } from '../fakes.ts';

const TOKEN = 'sk-lm-abcd1234:abcdefghij0123456789';
const LEARN_MORE = 'Learn more at: https://lmstudio.ai/docs/developer/core/authentication.';

test('an answer has the headers of Express, in their usual case and order', async () => {
	const raw = await withSimulator({}, ({ port }) => rawGet(port, '/nowhere?a=1'));
	expect(raw.split('\r\n').map((line) => line.replace(/^Date: .*/, 'Date'))).toEqual([
		'HTTP/1.1 200 OK',
		'X-Powered-By: Express',
		'Access-Control-Allow-Origin: *',
		'Access-Control-Allow-Headers: *',
		'Content-Type: application/json; charset=utf-8',
		'Content-Length: 57',
		'ETag: W/"39-Tr+kZbJfbSGMsiJ+FgqU0CtK0QE"',
		'Date',
		'Connection: close',
		'',
		'{"error":"Unexpected endpoint or method. (GET /nowhere)"}'
	]);
});

test('a connection that stays says for how long', async () => {
	await withSimulator({}, async ({ url }) => {
		const { headers } = await fetch(`${url}/v1/models`);
		expect([headers.get('connection'), headers.get('keep-alive')]).toEqual([
			'keep-alive',
			'timeout=5'
		]);
	});
});

test('wrong addresses and wrong methods answer 200 with an error', async () => {
	await withSimulator({}, async (simulator) => {
		expect(await postJson(simulator, '/chat/completions', {})).toEqual({
			status: 200,
			body: { error: 'Unexpected endpoint or method. (POST /chat/completions)' }
		});
		expect(await postJson(simulator, '/v1/tokenize', {})).toEqual({
			status: 200,
			body: { error: 'Unexpected endpoint or method. (POST /v1/tokenize)' }
		});
		expect(await getJson(simulator, '/v1/chat/completions')).toEqual({
			status: 200,
			body: { error: 'Unexpected endpoint or method. (GET /v1/chat/completions)' }
		});
	});
});

test('the greeting says that it is LM Studio, and that it is not', async () => {
	await withSimulator({ token: TOKEN }, async (simulator) => {
		expect(await getJson(simulator, '/lmstudio-greeting')).toEqual({
			status: 200,
			body: { lmstudio: true, simulator: 'assay' }
		});
	});
});

test('version 0.3 knows neither the native v1 API nor Anthropic', async () => {
	await withSimulator({ api: '0.3' }, async (simulator) => {
		expect(await getJson(simulator, '/api/v1/models')).toEqual({
			status: 200,
			body: { error: 'Unexpected endpoint or method. (GET /api/v1/models)' }
		});
		expect(at(await postJson(simulator, '/v1/messages', {}), 'body.error')).toBe(
			'Unexpected endpoint or method. (POST /v1/messages)'
		);
		expect(at(await getJson(simulator, '/api/v0/models'), 'body.object')).toBe('list');
		expect(at(await getJson(simulator, '/v1/models'), 'body.object')).toBe('list');
	});
});

test('an OpenAI-compatible server has nothing but /v1', async () => {
	await withSimulator({ api: 'openai' }, async (simulator) => {
		for (const path of ['/lmstudio-greeting', '/api/v0/models', '/api/v1/models']) {
			const error = `Unexpected endpoint or method. (GET ${path})`;
			expect(await getJson(simulator, path)).toEqual({ status: 200, body: { error } });
		}
		expect(at(await getJson(simulator, '/v1/models'), 'body.object')).toBe('list');
	});
});

test('with CORS on a preflight is answered without a token', async () => {
	await withSimulator({ token: TOKEN }, async ({ url }) => {
		const response = await fetch(`${url}/v1/chat/completions`, { method: 'OPTIONS' });
		expect([response.status, await response.text()]).toEqual([200, '']);
		expect(corsHeaders(response)).toEqual(['*', '*']);
	});
});

test('with CORS off nothing carries its headers, and a preflight is routed like a request', async () => {
	await withSimulator({ cors: 'off' }, async ({ url }) => {
		const listed = await fetch(`${url}/v1/models`);
		const chat = await fetch(`${url}/v1/chat/completions`, { method: 'OPTIONS' });
		const other = await fetch(`${url}/v1/completions`, { method: 'OPTIONS' });
		expect([listed, chat, other].map(corsHeaders)).toEqual([
			[null, null],
			[null, null],
			[null, null]
		]);
		expect([chat.status, await chat.json()]).toEqual([
			400,
			{ error: "'messages' field is required" }
		]);
		expect([other.status, await other.json()]).toEqual([
			200,
			{ error: 'Unexpected endpoint or method. (OPTIONS /v1/completions)' }
		]);
	});
});

test('whether a preflight needs the token, and whether a 401 may be read, are open', async () => {
	await withSimulator({ token: TOKEN }, async (simulator) => {
		expect(corsHeaders(await fetch(`${simulator.url}/v1/models`))).toEqual(['*', '*']);
		simulator.setOptions({ preflightNeedsAuth: true, corsOn401: false });
		const refused = await fetch(`${simulator.url}/v1/models`);
		const preflight = await fetch(`${simulator.url}/v1/models`, { method: 'OPTIONS' });
		expect([refused.status, corsHeaders(refused)]).toEqual([401, [null, null]]);
		expect([preflight.status, corsHeaders(preflight)]).toEqual([401, [null, null]]);
	});
});

test('a request without a token, with a malformed and with an unknown one is refused in words of its own', async () => {
	await withSimulator({ token: TOKEN }, async ({ url }) => {
		const refusal = async (token: string | undefined) => {
			const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
			const response = await fetch(`${url}/api/v1/models`, { headers });
			const body: unknown = await response.json();
			return [response.status, body];
		};
		const error = (message: string) => ({
			error: { type: 'invalid_request', code: 'invalid_api_key', message }
		});
		expect(await refusal(undefined)).toEqual([
			401,
			error(
				`An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN'). ${LEARN_MORE}`
			)
		]);
		expect(await refusal('not-a-real-token')).toEqual([
			401,
			error(
				`Malformed LM Studio API token provided: not-a-real****. Ensure you are using a valid token. ${LEARN_MORE}`
			)
		]);
		expect(at(await refusal('sk-lm-abcd1234:00000000000000000000'), '0')).toBe(401);
		expect(at(await refusal(TOKEN), '0')).toBe(200);
	});
});

test('x-api-key counts on /v1/messages and nowhere else', async () => {
	await withSimulator({ token: TOKEN }, async (simulator) => {
		const headers = { 'x-api-key': TOKEN };
		const status = async (path: string) =>
			(await post(simulator, path, ask('Hi'), { headers })).status;
		expect([await status('/v1/messages'), await status('/v1/chat/completions')]).toEqual([
			200, 401
		]);
	});
});

test('with authentication off a token is ignored', async () => {
	await withSimulator({}, async ({ url }) => {
		const response = await fetch(`${url}/v1/models`, { headers: { Authorization: 'Bearer x' } });
		expect(response.status).toBe(200);
	});
});

test('a body that does not parse is refused, and one of another type counts as none', async () => {
	await withSimulator({}, async (simulator) => {
		const broken = await post(simulator, '/v1/chat/completions', '{"model":');
		expect(broken.status).toBe(400);
		expect(at(await broken.json(), 'error')).toMatch(/^Expected a JSON body, got text/);
		const untyped = await post(simulator, '/v1/chat/completions', ask('Hi'), {
			headers: { 'Content-Type': 'text/plain' }
		});
		expect([untyped.status, await untyped.json()]).toEqual([
			400,
			{ error: "'messages' field is required" }
		]);
	});
});

test('a body that announces more than 64 MiB is refused unread', async () => {
	await withSimulator({}, async ({ port }) => {
		const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 67108865\r\n\r\n`;
		expect((await rawSend(port, head)).split('\r\n')[0]).toBe('HTTP/1.1 413 Payload Too Large');
	});
});

test('what is no HTTP is hung up on, and the next request is answered', async () => {
	await withSimulator({}, async (simulator) => {
		expect(await rawSend(simulator.port, 'EHLO example\r\n\r\n')).toBe('');
		expect((await getJson(simulator, '/v1/models')).status).toBe(200);
	});
});

test('clients that vanish in the middle of anything leave it answering', async () => {
	await withSimulator({}, async (simulator) => {
		const head =
			'POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
		const body = JSON.stringify({ ...ask(LEASE), stream: true });
		const whole = `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
		for (const length of [5, head.length, whole.length - 20, whole.length]) {
			await sendAndVanish(simulator.port, whole.slice(0, length));
		}
		expect((await postJson(simulator, '/v1/chat/completions', ask('Hi'))).status).toBe(200);
	});
});

test('a request is recorded with its body and origin, and without its token', async () => {
	await withSimulator({}, async (simulator) => {
		const headers = { Authorization: `Bearer ${TOKEN}`, Origin: 'http://localhost:4173' };
		await (await post(simulator, '/v1/chat/completions?x=1', ask('Hi'), { headers })).text();
		const [record] = simulator.requests;
		expect(record).toMatchObject({
			method: 'POST',
			path: '/v1/chat/completions',
			hasToken: true,
			body: { model: LLAMA, messages: [{ role: 'user', content: 'Hi' }] },
			origin: 'http://localhost:4173',
			startedAt: Date.UTC(2026, 0, 15, 12),
			clientClosed: false
		});
		expect(JSON.stringify(record)).not.toContain(TOKEN);
	});
});

test('reset forgets what was asked and set, and closing twice is harmless', async () => {
	await withSimulator({}, async (simulator) => {
		simulator.setScenario('not-lmstudio');
		simulator.setOptions({ cors: 'off' });
		await fetch(`${simulator.url}/v1/models`);
		simulator.reset();
		expect(simulator.requests).toEqual([]);
		expect(corsHeaders(await fetch(`${simulator.url}/v1/models`))).toEqual(['*', '*']);
		await simulator.close();
		await expect(simulator.close()).resolves.toBeUndefined();
	});
});

test('an unknown scenario is refused with the names there are', async () => {
	await withSimulator({}, (simulator) => {
		expect(() => simulator.setScenario('nonsense')).toThrow(
			/got 'nonsense'\. There are: unauthorized, /
		);
		return Promise.resolve();
	});
});

function corsHeaders({ headers }: Response): (string | null)[] {
	return ['access-control-allow-origin', 'access-control-allow-headers'].map((name) =>
		headers.get(name)
	);
}

function rawGet(port: number, path: string): Promise<string> {
	return rawSend(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
}

/** Sends `text` and breaks the connection, after the first piece of an answer where one comes at once. */
function sendAndVanish(port: number, text: string): Promise<void> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () =>
			socket.write(text, () => setImmediate(() => socket.resetAndDestroy()))
		);
		socket.on('error', () => {});
		socket.on('close', () => resolve());
	});
}

/** Everything that comes back until the server hangs up. */
function rawSend(port: number, text: string): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(text));
		let received = '';
		socket.on('data', (piece: Buffer) => (received += piece.toString()));
		socket.on('error', () => {});
		socket.on('close', () => resolve(received));
	});
}
