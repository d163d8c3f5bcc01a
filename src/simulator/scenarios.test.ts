/** What each scenario puts on the wire: the server, its models, refusals, the prompt, embeddings. */
import { expect, test, vi } from 'vitest';
import {
	ask,
	at,
	createSkippingClock,
	getJson,
	LEASE,
	LLAMA,
	NOMIC,
	post,
	postJson,
	postStream,
	saidBy,
	saidIn,
	withSimulator
} from './fakes.ts';
import { countTokens } from './generation/tokens.ts';
import { findScenario, SCENARIOS } from './scenarios.ts';

const CHAT = '/v1/chat/completions';
const NATIVE = '/api/v1/chat';
const CRASHED =
	'The model has crashed without additional information. (Exit code: 18446744072635812000)';

test('names are unique, in kebab-case, and found', () => {
	const names = SCENARIOS.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
	expect(findScenario('burst')?.effects).toEqual({ burst: true });
	expect(findScenario('nonsense')).toBeUndefined();
});

test('unauthorized refuses everything but the greeting', async () => {
	await withSimulator({ scenario: 'unauthorized' }, async (simulator) => {
		const headers = { Authorization: 'Bearer sk-lm-abcd1234:abcdefghij0123456789' };
		const { status } = await post(simulator, CHAT, ask('Hi'), { headers });
		expect([status, (await getJson(simulator, '/v1/models')).status]).toEqual([401, 401]);
		expect((await getJson(simulator, '/lmstudio-greeting')).status).toBe(200);
	});
});

test('not-lmstudio answers with web pages', async () => {
	await withSimulator({ scenario: 'not-lmstudio' }, async ({ url }) => {
		const response = await fetch(`${url}/lmstudio-greeting`);
		expect([response.status, response.headers.get('content-type')]).toEqual([
			200,
			'text/html; charset=utf-8'
		]);
		expect(await response.text()).toMatch(/^<!doctype html>/);
		expect(response.headers.get('x-powered-by')).toBeNull();
	});
});

test('never-answers takes every request and says nothing', async () => {
	await withSimulator({ scenario: 'never-answers' }, async (simulator) => {
		const leave = new AbortController();
		const asked = fetch(`${simulator.url}/lmstudio-greeting`, { signal: leave.signal });
		await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
		leave.abort();
		await expect(asked).rejects.toThrow(/abort/i);
		await vi.waitFor(() => expect(simulator.requests[0]?.clientClosed).toBe(true));
	});
});

test('no-models-loaded has nothing loaded and loads nothing', async () => {
	await withSimulator({}, async (simulator) => {
		simulator.setScenario('no-models-loaded');
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(JSON.stringify(body).match(/"loaded_instances":\[\]/g)).toHaveLength(6);
		const answer = await postJson(simulator, CHAT, ask('Hi'));
		expect([answer.status, at(answer.body, 'error.message')]).toEqual([
			400,
			"No models loaded. Please load a model in the developer page or use the 'lms load' command."
		]);
		simulator.setScenario(undefined);
		expect((await postJson(simulator, CHAT, ask('Hi'))).status).toBe(200);
	});
});

test('no-chat-model has embedding models alone', async () => {
	await withSimulator({ scenario: 'no-chat-model' }, async (simulator) => {
		const { body } = await getJson(simulator, '/v1/models');
		expect(JSON.stringify(body)).not.toContain(LLAMA);
		const { status, body: refusal } = await postJson(simulator, NATIVE, {
			model: LLAMA,
			input: 'Hi'
		});
		expect([status, at(refusal, 'error.type')]).toEqual([404, 'model_not_found']);
	});
});

test('load-fails breaks a load off, by hand, on request and in a stream', async () => {
	await withSimulator({ scenario: 'load-fails' }, async (simulator) => {
		const message = `Failed to load model "${LLAMA}". Error: Operation canceled.`;
		expect(await postJson(simulator, '/api/v1/models/load', { model: LLAMA })).toEqual({
			status: 500,
			body: { error: { message, type: 'internal_error' } }
		});
		expect(await postJson(simulator, CHAT, ask('Hi'))).toEqual({
			status: 400,
			body: { error: message }
		});
		const { events } = await postStream(simulator, NATIVE, { model: LLAMA, input: 'Hi' });
		expect(events.map(({ event }) => event)).toEqual([
			'chat.start',
			'model_load.start',
			...Array<string>(4).fill('model_load.progress'),
			'error',
			'chat.end'
		]);
	});
});

test('slow-load takes 12 seconds in 113 steps', async () => {
	await withSimulator({ scenario: 'slow-load' }, async (simulator) => {
		const { events } = await postStream(simulator, NATIVE, { model: LLAMA, input: 'Hi' });
		const steps = events.filter(({ event }) => event === 'model_load.progress');
		expect(steps).toHaveLength(113);
		const end = events.find(({ event }) => event === 'model_load.end');
		expect(at(end?.data, 'load_time_seconds')).toBeCloseTo(12, 2);
	});
});

test('reasoning-model makes the usual model reason, with settings', async () => {
	await withSimulator({ scenario: 'reasoning-model' }, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(at(body, 'models.0.capabilities.reasoning')).toEqual({
			allowed_options: ['off', 'on'],
			default: 'on'
		});
		const { events } = await postStream(simulator, CHAT, ask('Hi'));
		expect(saidIn(events, 'reasoning_content')).toMatch(/^This is the simulator's stand-in/);
		const native = await postStream(simulator, NATIVE, {
			model: LLAMA,
			input: 'Hi',
			reasoning: 'off'
		});
		expect(saidBy(native.events, 'reasoning.delta')).toBe('');
	});
});

test('think-tags puts the reasoning into the text, on every endpoint', async () => {
	await withSimulator({ scenario: 'think-tags' }, async (simulator) => {
		const form = /^<think>\nThis is [^<]*\n<\/think>\n\nDemo answer, /;
		const { events } = await postStream(simulator, CHAT, ask('Hi'));
		expect(saidIn(events, 'content')).toMatch(form);
		expect(saidIn(events, 'reasoning_content')).toBe('');
		const native = await postJson(simulator, NATIVE, { model: LLAMA, input: 'Hi' });
		expect(at(native.body, 'output.0.content')).toMatch(form);
		expect(at(native.body, 'stats.reasoning_output_tokens')).toBe(0);
	});
});

test('http-500-once fails once, in the words of the endpoint', async () => {
	await withSimulator({ scenario: 'http-500-once' }, async (simulator) => {
		expect(await postJson(simulator, CHAT, ask('Hi'))).toEqual({
			status: 500,
			body: { error: 'Internal server error' }
		});
		expect((await postJson(simulator, CHAT, ask('Hi'))).status).toBe(200);
		simulator.setScenario('http-500-once');
		expect(await postJson(simulator, NATIVE, { model: LLAMA, input: 'Hi' })).toEqual({
			status: 500,
			body: { error: { type: 'internal_error', message: 'Internal server error' } }
		});
	});
});

test('http-429-once says when to come back', async () => {
	await withSimulator({ scenario: 'http-429-once' }, async (simulator) => {
		const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true });
		expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
		expect((await postStream(simulator, CHAT, ask('Hi'))).events.at(-1)?.data).toBe('[DONE]');
	});
});

test('http-503-always fails every time, and lists models all the same', async () => {
	await withSimulator({ scenario: 'http-503-always' }, async (simulator) => {
		const statuses = [];
		for (const path of [CHAT, CHAT, '/v1/messages']) {
			statuses.push((await postJson(simulator, path, ask('Hi'))).status);
		}
		expect(statuses).toEqual([503, 503, 503]);
		expect((await getJson(simulator, '/api/v1/models')).status).toBe(200);
	});
});

test('html-200 answers a generation with a page', async () => {
	await withSimulator({ scenario: 'html-200' }, async (simulator) => {
		const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true });
		expect([response.status, response.headers.get('content-type')]).toEqual([
			200,
			'text/html; charset=utf-8'
		]);
		expect((await getJson(simulator, '/lmstudio-greeting')).status).toBe(200);
	});
});

test('model-crashed reports the crash', async () => {
	await withSimulator({ scenario: 'model-crashed' }, async (simulator) => {
		expect(await postJson(simulator, CHAT, ask('Hi'))).toEqual({
			status: 400,
			body: { error: CRASHED }
		});
		const native = await postJson(simulator, NATIVE, { model: LLAMA, input: 'Hi' });
		expect([native.status, at(native.body, 'error.message')]).toEqual([500, CRASHED]);
	});
});

test('overflow-in-stream tells it after 200, whatever the prompt', async () => {
	await withSimulator({ scenario: 'overflow-in-stream' }, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, ask(LEASE));
		const tokens = countTokens(LEASE) + 4;
		const message = `Input does not fit in context length. The input has ${tokens} tokens, but the context length only supports ${tokens - 1} tokens.`;
		expect(events).toEqual([{ event: 'error', data: { error: { message }, message } }]);
		expect((await postJson(simulator, CHAT, ask(LEASE))).status).toBe(400);
	});
});

test('overflow-400 refuses streams with a status', async () => {
	await withSimulator({ scenario: 'overflow-400' }, async (simulator) => {
		for (const path of [CHAT, NATIVE]) {
			const request = path === CHAT ? ask(LEASE) : { model: LLAMA, input: LEASE };
			const response = await post(simulator, path, { ...request, stream: true });
			expect([response.status, response.headers.get('content-type')]).toEqual([
				400,
				'application/json; charset=utf-8'
			]);
			expect(JSON.stringify(await response.json())).toContain('(n_keep: ');
		}
	});
});

test('overflow-silent-cut answers, and counts far fewer input tokens', async () => {
	await withSimulator({ scenario: 'overflow-silent-cut' }, async (simulator) => {
		const { status, body } = await postJson(simulator, CHAT, ask(LEASE.repeat(4)));
		expect([status, at(body, 'choices.0.finish_reason')]).toEqual([200, 'stop']);
		expect(Number(at(body, 'usage.prompt_tokens'))).toBeLessThan(countTokens(LEASE.repeat(2)));
	});
});

test('slow-prefill reads for 30 seconds, which native streams tell', async () => {
	const clock = createSkippingClock();
	await withSimulator({ scenario: 'slow-prefill', clock }, async (simulator) => {
		const { events } = await postStream(simulator, NATIVE, { model: LLAMA, input: 'Hi' });
		const steps = events.filter(({ event }) => event === 'prompt_processing.progress');
		expect(steps).toHaveLength(10);
		expect(at(events.at(-1)?.data, 'result.stats.time_to_first_token_seconds')).toBe(30);
		const before = clock.now();
		await postStream(simulator, CHAT, ask('Hi'));
		expect(clock.now() - before).toBe(30_000);
	});
});

test('embedding-crash-on-concurrent crashes two that meet, and not one alone', async () => {
	await withSimulator({ scenario: 'embedding-crash-on-concurrent' }, async (simulator) => {
		const embed = () => postJson(simulator, '/v1/embeddings', { model: NOMIC, input: 'a' });
		expect((await embed()).status).toBe(200);
	});
	// Two can only meet where a delay lasts until both are there.
	let meet = () => {};
	const both = new Promise<void>((resolve) => (meet = resolve));
	const clock = { now: () => 0, delay: () => both };
	const options = { scenario: 'embedding-crash-on-concurrent', clock };
	await withSimulator(options, async (simulator) => {
		const embed = () => postJson(simulator, '/v1/embeddings', { model: NOMIC, input: 'a' });
		const answers = [embed(), embed()];
		await vi.waitFor(() =>
			expect(simulator.requests.filter(({ body }) => body !== undefined)).toHaveLength(2)
		);
		meet();
		expect(await Promise.all(answers)).toEqual([
			{ status: 400, body: { error: CRASHED } },
			{ status: 400, body: { error: CRASHED } }
		]);
	});
});
