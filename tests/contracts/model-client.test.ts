/** Our client against the simulator, which was written apart from it and knows the wire only. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import type { Clock, GenerationEvent, GenerationRequest, ModelClient } from '#lib/core/ports.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';

const CHAT = 'llama-3.2-3b-instruct';
const EMBEDDING = 'text-embedding-nomic-embed-text-v1.5@f16';

const PLAIN: GenerationRequest = {
	model: CHAT,
	messages: [
		{ role: 'system', text: 'Say what it is about.' },
		{
			role: 'user',
			text: 'Zoë met 日本語 speakers 😀 on 14 March 2026. The rent is €42,000 a month.'
		}
	],
	maxOutputTokens: 200
};
const DIALECTS: ['native' | 'openai', GenerationRequest][] = [
	['native', PLAIN],
	['openai', { ...PLAIN, seed: 1 }]
];

/** The clock of Node, `speed` times as fast. */
function createClock(speed: number): Clock {
	return {
		now: () => Date.now(),
		monotonic: () => performance.now() * speed,
		after(delayMs, task) {
			const timer = setTimeout(task, delayMs / speed);
			return () => clearTimeout(timer);
		}
	};
}

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({
		tokensPerSecond: Infinity,
		promptTokensPerSecond: Infinity,
		loadSeconds: 0
	});
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

function startClient(options: { token?: string; speed?: number } = {}): ModelClient {
	return createLmStudioClient({
		endpoint: simulator.url,
		token: () => options.token,
		slots: createPageSlots(4),
		clock: createClock(options.speed ?? 1),
		// Retries come at once.
		random: () => 0
	});
}

type Last = Extract<GenerationEvent, { type: 'finished' | 'failed' }>;

/** Generates to the end, of which there must be exactly one. */
async function generate(request: GenerationRequest, client = startClient()) {
	const events: GenerationEvent[] = [];
	await client.generate(request, (event) => events.push(event), new AbortController().signal);
	const isLast = (event: GenerationEvent): event is Last => /^(finished|failed)$/.test(event.type);
	const [last, ...more] = events.filter(isLast);
	const types = events.map(({ type }) => type);
	if (!last || more.length > 0 || events.at(-1) !== last) {
		throw new Error(`Expected one last event, got ${types.join(' ')}`);
	}
	return { events, types, text: textOf(events), last };
}

function textOf(events: readonly GenerationEvent[]): string {
	return events.map((event) => (event.type === 'text_delta' ? event.text : '')).join('');
}

test('sees a simulator, its models and their copies', async () => {
	const report = await startClient().inspect();
	expect(report).toMatchObject({ state: 'simulated', endpoint: simulator.url, api: 'v1' });
	expect(report.models.find(({ key }) => key === CHAT)).toMatchObject({
		kind: 'chat',
		loaded: [{ id: CHAT, context_length: 4096 }]
	});
	expect(report.models.filter(({ kind }) => kind === 'embedding')).not.toEqual([]);
});

test.each([
	['0.3', 'v0'],
	['openai', 'openai']
] as const)('sees a server of the kind %s', async (api, seen) => {
	simulator.setOptions({ api });
	expect(await startClient().inspect()).toMatchObject({ api: seen });
});

test.each([
	['unauthorized', 'unauthorized'],
	['not-lmstudio', 'not_lmstudio'],
	['no-models-loaded', 'no_model'],
	['no-chat-model', 'no_model']
])('sees that a server is %s', async (scenario, state) => {
	simulator.setScenario(scenario);
	expect(await startClient().inspect()).toMatchObject({ state });
});

test('gives up on a server that never answers', async () => {
	simulator.setScenario('never-answers');
	expect(await startClient({ speed: 100 }).inspect()).toMatchObject({ state: 'unreachable' });
});

test('tells a missing token from a wrong one, and works with the right one', async () => {
	simulator.setOptions({ token: 'sk-lm-AbCdEfGh:abcdefghijklmnopqrst' });
	const details = [undefined, 'sk-lm-WrOnGtOk:abcdefghijklmnopqrst'].map(
		async (token) => (await startClient(token === undefined ? {} : { token }).inspect()).detail
	);
	expect(await Promise.all(details)).toEqual([
		`LM Studio at ${simulator.url} requires an API token, and none was sent.`,
		`LM Studio at ${simulator.url} refused the API token.`
	]);
	const client = startClient({ token: 'sk-lm-AbCdEfGh:abcdefghijklmnopqrst' });
	expect(await client.inspect()).toMatchObject({ state: 'simulated' });
	expect((await generate(PLAIN, client)).last).toMatchObject({ type: 'finished' });
});

test.each(DIALECTS)(
	'streams over the %s interface, with counts and speed',
	async (endpoint, request) => {
		const { last, text, types } = await generate(request);
		expect(last).toMatchObject({
			type: 'finished',
			reason: 'stop',
			model: CHAT,
			stats: { endpoint }
		});
		expect(last.usage.input_tokens).toBeGreaterThan(10);
		expect(last.usage.output_tokens).toBeGreaterThan(10);
		expect(last.stats.tokens_per_second).toBeGreaterThan(0);
		expect(text).toContain('€42,000');
		expect(types.includes('prompt_progress')).toBe(endpoint === 'native');
	}
);

test.each(DIALECTS)(
	'tells over the %s interface that the limit was reached',
	async (_name, request) => {
		const { last } = await generate({ ...request, maxOutputTokens: 5 });
		expect(last).toMatchObject({ type: 'finished', reason: 'length', usage: { output_tokens: 5 } });
	}
);

test.each(
	[
		'split-frames',
		'merged-frames',
		'crlf',
		'cr',
		'bom',
		'role-on-every-delta',
		'message-start-empty',
		'duplicate-prompt-end',
		'data-after-done',
		'stay-open-after-end',
		'json-200-instead-of-stream',
		'http-500-once'
	].flatMap((scenario) => DIALECTS.map(([dialect, request]) => ({ scenario, dialect, request })))
)('reads the same text in the scenario $scenario over $dialect', async ({ scenario, request }) => {
	const plain = await generate(request);
	simulator.setScenario(scenario);
	const { text, last } = await generate(request);
	expect(text).toBe(plain.text);
	expect(last).toMatchObject({ type: 'finished', reason: 'stop' });
});

test.each(
	Object.entries({
		'html-200': 'not_lmstudio',
		'http-503-always': 'upstream_unavailable',
		'model-crashed': 'model_crashed',
		'overflow-in-stream': 'context_overflow',
		'overflow-400': 'context_overflow',
		'empty-stream': 'empty_answer',
		'malformed-json-mid-stream': 'bad_answer',
		'end-without-marker': 'interrupted'
	}).flatMap(([scenario, code]) =>
		DIALECTS.map(([dialect, request]) => ({ scenario, code, dialect, request }))
	)
)(
	'fails with $code in the scenario $scenario over $dialect',
	async ({ scenario, code, request }) => {
		simulator.setScenario(scenario);
		const { last } = await generate(request);
		expect(last).toMatchObject({ type: 'failed', failure: { code } });
	}
);

test('keeps the text before an error, and the counts of the chat.end after it', async () => {
	simulator.setScenario('error-then-chat-end');
	const { text, last } = await generate(PLAIN);
	expect(text).not.toBe('');
	expect(last.type).toBe('failed');
	expect(last.usage.input_tokens).toBeGreaterThan(10);
});

test('fails on a stream of [DONE] alone', async () => {
	simulator.setScenario('done-only');
	const { last, types } = await generate({ ...PLAIN, seed: 1 });
	expect(types).toEqual(['retrying', 'failed']);
	expect(last).toMatchObject({ failure: { code: 'empty_answer' } });
});

test('waits as long as the server asks, then succeeds', async () => {
	simulator.setScenario('http-429-once');
	const { events, last } = await generate(PLAIN, startClient({ speed: 50 }));
	expect(events[0]).toMatchObject({ type: 'retrying', delayMs: 1000 });
	expect(last).toMatchObject({ type: 'finished' });
});

test.each(['reasoning-model', 'think-tags'])('tells thought from answer: %s', async (scenario) => {
	const plain = await generate(PLAIN);
	simulator.setScenario(scenario);
	for (const [, request] of DIALECTS) {
		const { types, text } = await generate(request);
		expect(types).toContain('reasoning_delta');
		expect(text).toBe(plain.text);
	}
});

test('takes JSON that came as thought for the answer', async () => {
	simulator.setScenario('json-in-reasoning');
	const schema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] };
	const { text } = await generate({ ...PLAIN, jsonSchema: { name: 'topic', schema } });
	expect(Object.keys(JSON.parse(text) as object)).toEqual(['topic']);
});

test('tells the progress of a load that a request sets off', async () => {
	const client = startClient();
	await client.unload(CHAT);
	const { types } = await generate(PLAIN, client);
	expect(types.slice(0, 2)).toEqual(['load_progress', 'load_progress']);
});

test.each(DIALECTS)('keeps the text before a reset over %s', async (_name, request) => {
	// With a pause between tokens: a reset drops what the client has not read yet.
	simulator.setOptions({ tokensPerSecond: 20 });
	simulator.setScenario('reset-after-n-chunks');
	const { last, text } = await generate(request);
	expect(last).toMatchObject({ type: 'failed', failure: { code: 'interrupted' } });
	expect(text).not.toBe('');
});

test('tells of silence, and closes the connection when aborted', async () => {
	simulator.setScenario('stall-after-first-token');
	const controller = new AbortController();
	const events: GenerationEvent[] = [];
	await startClient({ speed: 200 }).generate(
		PLAIN,
		(event) => {
			events.push(event);
			if (event.type === 'idle') controller.abort();
		},
		controller.signal
	);
	expect(events.slice(-2)).toMatchObject([
		{ type: 'idle' },
		{ type: 'finished', reason: 'cancelled' }
	]);
	await expect.poll(() => simulator.requests.at(-1)?.clientClosed).toBe(true);
});

test('generates without the native interface', async () => {
	simulator.setOptions({ api: '0.3' });
	const { last } = await generate(PLAIN);
	expect(last).toMatchObject({ type: 'finished', stats: { endpoint: 'openai' } });
});

test('loads with a context, never a second copy, and unloads', async () => {
	const client = startClient();
	const reports = await Promise.all([
		client.load({ model: CHAT, contextLength: 8192 }),
		client.load({ model: CHAT, contextLength: 8192 })
	]);
	expect(reports).toMatchObject([
		{ instanceId: CHAT, grantedContextLength: 8192, alreadyLoaded: false },
		{ instanceId: CHAT, grantedContextLength: 8192, alreadyLoaded: true }
	]);
	await client.unload(CHAT);
	const { models } = await client.inspect();
	expect(models.find(({ key }) => key === CHAT)?.loaded).toEqual([]);
	await expect(client.unload(CHAT)).rejects.toMatchObject({ name: 'ModelClientError' });
});

test('reads back that less context was granted', async () => {
	simulator.setOptions({ grantAtMost: 6000 });
	expect(await startClient().load({ model: CHAT, contextLength: 8192 })).toMatchObject({
		requestedContextLength: 8192,
		grantedContextLength: 6000
	});
});

test('says that a load failed', async () => {
	simulator.setScenario('load-fails');
	await expect(startClient().load({ model: CHAT })).rejects.toMatchObject({ code: 'load_failed' });
});

test('embeds batch after batch, even where two at once would crash the model', async () => {
	simulator.setScenario('embedding-crash-on-concurrent');
	const client = startClient();
	const texts = Array.from({ length: 40 }, (_, at) => `Clause ${at}`);
	const [documents, query] = await Promise.all([
		client.embed({ model: EMBEDDING, texts, purpose: 'document' }),
		client.embed({ model: EMBEDDING, texts: ['Clause'], purpose: 'query' })
	]);
	expect([documents.vectors.length, documents.dimensions]).toEqual([40, 768]);
	expect(Math.hypot(...(query.vectors[0] ?? []))).toBeCloseTo(1, 10);
});
