/** Loading on request, idle time, eviction, parallel predictions and cancelling. */
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
	withSimulator
} from '../fakes.ts';
import type { Simulator } from '../simulator.ts';
import { untilAborted, type SimulatorClock } from '../clock.ts';

const CHAT = '/v1/chat/completions';
const QWEN = 'qwen/qwen3-4b';
const OSS = 'openai/gpt-oss-20b';

async function loadedIds(simulator: Simulator): Promise<unknown[]> {
	const { body } = await getJson(simulator, '/api/v1/models');
	const models = Object.values(at(body, 'models') ?? {});
	return models.flatMap((model: unknown) =>
		Object.values(at(model, 'loaded_instances') ?? {}).map((instance: unknown) =>
			at(instance, 'id')
		)
	);
}

function chat(simulator: Simulator, model: string, more = {}) {
	return postJson(simulator, CHAT, { ...ask('Hi'), model, ...more });
}

test('a request loads the model it names, and the OpenAI stream says nothing of it', async () => {
	await withSimulator({}, async (simulator) => {
		const { events } = await postStream(simulator, CHAT, { ...ask('Hi'), model: QWEN });
		expect(at(events[0]?.data, 'choices.0.delta.role')).toBe('assistant');
		expect(await loadedIds(simulator)).toEqual([LLAMA, QWEN, NOMIC]);
	});
});

test('a model loaded on request replaces the last one loaded so, and none that was loaded by hand', async () => {
	await withSimulator({}, async (simulator) => {
		await chat(simulator, QWEN);
		await chat(simulator, OSS);
		expect(await loadedIds(simulator)).toEqual([LLAMA, OSS, NOMIC]);
		await postJson(simulator, '/v1/embeddings', { model: `${NOMIC}@f16`, input: 'a' });
		expect(await loadedIds(simulator)).toEqual([LLAMA, NOMIC, `${NOMIC}@f16`]);
	});
});

test('without eviction models loaded on request stay side by side', async () => {
	await withSimulator({ autoEvict: false }, async (simulator) => {
		await chat(simulator, QWEN);
		await chat(simulator, OSS);
		expect(await loadedIds(simulator)).toEqual([LLAMA, QWEN, OSS, NOMIC]);
	});
});

test('an hour without use unloads what was loaded on request, counted from the last use', async () => {
	const clock = createSkippingClock();
	await withSimulator({ clock }, async (simulator) => {
		await chat(simulator, QWEN);
		clock.advance(59 * 60_000);
		await chat(simulator, QWEN);
		clock.advance(59 * 60_000);
		expect(await loadedIds(simulator)).toEqual([LLAMA, QWEN, NOMIC]);
		clock.advance(2 * 60_000);
		expect(await loadedIds(simulator)).toEqual([LLAMA, NOMIC]);
	});
});

test('ttl sets the idle time of the model that this request loads, unless it makes no sense', async () => {
	const clock = createSkippingClock();
	await withSimulator({ clock, autoEvict: false }, async (simulator) => {
		await chat(simulator, QWEN, { ttl: 60 });
		await chat(simulator, OSS, { ttl: -5 });
		await chat(simulator, LLAMA, { ttl: 1 });
		clock.advance(61_000);
		expect(await loadedIds(simulator)).toEqual([LLAMA, OSS, NOMIC]);
	});
});

test('requests that meet while a model loads share that load', async () => {
	await withSimulator({}, async (simulator) => {
		const answers = await Promise.all([chat(simulator, QWEN), chat(simulator, QWEN)]);
		expect(answers.map(({ body }) => at(body, 'model'))).toEqual([QWEN, QWEN]);
		expect(await loadedIds(simulator)).toEqual([LLAMA, QWEN, NOMIC]);
	});
});

test('native chat loads with the context it asks for', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: QWEN, input: 'Hi', context_length: 9000 };
		await postJson(simulator, '/api/v1/chat', request);
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(at(body, 'models.1.loaded_instances.0.config.context_length')).toBe(9000);
	});
});

test('with JIT off a model that is not loaded is unknown', async () => {
	await withSimulator({ jit: false }, async (simulator) => {
		const native = await postJson(simulator, '/api/v1/chat', { model: QWEN, input: 'Hi' });
		expect([native.status, at(native.body, 'error.type')]).toEqual([404, 'model_not_found']);
		expect(at((await chat(simulator, QWEN)).body, 'model')).toBe(LLAMA);
		await postJson(simulator, '/api/v1/models/unload', { instance_id: LLAMA });
		expect((await chat(simulator, QWEN)).body).toEqual({
			error: {
				message:
					"No models loaded. Please load a model in the developer page or use the 'lms load' command.",
				type: 'invalid_request_error',
				param: 'model',
				code: null
			}
		});
	});
});

test('unloading a model cuts its answer off without a marker', async () => {
	await withSimulator({ scenario: 'stall-after-first-token' }, async (simulator) => {
		const response = await post(simulator, CHAT, { ...ask(LEASE), stream: true });
		const text = response.text();
		await postJson(simulator, '/api/v1/models/unload', { instance_id: LLAMA });
		expect(await text).toMatch(/^data: \{.*"content":"Demo"\}.*\}\n\n$/);
	});
});

test('four answers run at once, and the fifth waits in silence until one ends', async () => {
	await withSimulator({ scenario: 'stall-after-first-token' }, async (simulator) => {
		const leave = new AbortController();
		const start = (signal?: AbortSignal) =>
			post(simulator, CHAT, { ...ask('Hi'), stream: true }, signal ? { signal } : {});
		const running = await Promise.all([start(leave.signal), start(), start(), start()]);
		expect(running.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		let isFifthAnswered = false;
		const fifth = start().then((response) => {
			isFifthAnswered = true;
			return response.body?.getReader().read();
		});
		await vi.waitFor(() => expect(simulator.requests).toHaveLength(5));
		await getJson(simulator, '/v1/models');
		expect(isFifthAnswered).toBe(false);
		leave.abort();
		const first = await fifth;
		expect(new TextDecoder().decode(first?.value)).toContain('"content":"Demo"');
	});
});

test('a client that leaves ends its generation, and the record says so', async () => {
	await withSimulator({ scenario: 'stall-after-first-token' }, async (simulator) => {
		const leave = new AbortController();
		const options = { signal: leave.signal };
		const response = await post(simulator, CHAT, { ...ask('Hi'), stream: true }, options);
		await response.body?.getReader().read();
		expect(simulator.requests[0]?.clientClosed).toBe(false);
		leave.abort();
		await vi.waitFor(() => expect(simulator.requests[0]?.clientClosed).toBe(true));
	});
});

test('a client that leaves while its prompt is read keeps its place until it was read', async () => {
	const held = createSkippingClock();
	let readOn = () => {};
	const reading = new Promise<void>((resolve) => (readOn = resolve));
	const clock: SimulatorClock = {
		now: held.now,
		delay: (_delayMs, signal) => Promise.race([reading, untilAborted(signal)])
	};
	await withSimulator({ clock }, async (simulator) => {
		const leave = new AbortController();
		const left = Promise.all(
			[1, 2, 3, 4].map(() =>
				post(simulator, CHAT, ask('Hi'), { signal: leave.signal }).catch(() => 'left')
			)
		);
		await vi.waitFor(() => expect(simulator.requests).toHaveLength(4));
		await vi.waitFor(() => expect(simulator.requests[3]?.body).toBeDefined());
		leave.abort();
		expect(await left).toEqual(['left', 'left', 'left', 'left']);
		await vi.waitFor(() => expect(simulator.requests[0]?.clientClosed).toBe(true));
		let isAnswered = false;
		const next = postJson(simulator, CHAT, ask('Hi')).then((answer) => {
			isAnswered = true;
			return answer;
		});
		await vi.waitFor(() => expect(simulator.requests[4]?.body).toBeDefined());
		expect(isAnswered).toBe(false);
		readOn();
		expect((await next).status).toBe(200);
	});
});
