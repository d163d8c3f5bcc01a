import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLmStudioClient } from '#lib/adapters/lmstudio/create-lm-studio-client.ts';
import { createPageSlots } from '#lib/adapters/memory/page-slots.ts';
import { DEFAULT_MODELS } from '#lib/core/catalog/model-keys.ts';
import type { Clock } from '#lib/core/ports.ts';
import { startSimulator, type Simulator } from '../../simulator/simulator.ts';
import { checkLmStudio, type LmStudioCheck } from './check-lm-studio.ts';

const clock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	after(delayMs, task) {
		const timer = setTimeout(task, delayMs);
		return () => clearTimeout(timer);
	}
};

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

function startClient(endpoint = simulator.url) {
	return createLmStudioClient({ endpoint, slots: createPageSlots(1), clock, random: () => 0 });
}

/** The rows of a check, and those of them that are not as assumed. */
async function check(options: Partial<LmStudioCheck> = {}) {
	const told: string[] = [];
	const rows = await checkLmStudio({
		client: startClient(),
		clock,
		chatModel: DEFAULT_MODELS.chat,
		embeddingModel: DEFAULT_MODELS.embedding,
		contextLength: 8192,
		onRow: (row) => told.push(row.check),
		...options
	});
	return { rows, told, odd: rows.filter(({ verdict }) => verdict !== 'as assumed') };
}

async function copies() {
	const { models } = await startClient().inspect();
	return models.flatMap(({ loaded }) => loaded);
}

test('finds a server that does what we assume, and leaves it as it was', async () => {
	const before = await copies();
	const { rows, told, odd } = await check();
	expect(odd).toEqual([]);
	expect(told).toEqual(rows.map((row) => row.check));
	expect(told).toEqual([
		'List of models',
		`Load ${DEFAULT_MODELS.chat}`,
		`Load ${DEFAULT_MODELS.embedding}`,
		'Stream, native',
		'Stream, OpenAI-like',
		'Cancel',
		'Overflow, native',
		'Overflow, OpenAI-like',
		'Unknown model, native',
		'Unknown model, OpenAI-like',
		`Embed with ${DEFAULT_MODELS.embedding}`,
		'Clean-up'
	]);
	expect(await copies()).toEqual(before);
});

test('loads the named models, with the context that is asked where they have less', async () => {
	const { odd, told } = await check({
		chatModel: 'QWEN/qwen3-4b',
		embeddingModel: 'text-embedding-nomic-embed-text-v1.5',
		contextLength: 6000
	});
	expect(odd).toEqual([]);
	expect(told.slice(1, 3)).toEqual([
		'Load qwen/qwen3-4b',
		'Load text-embedding-nomic-embed-text-v1.5'
	]);
	const loads = simulator.requests.filter(({ path }) => path === '/api/v1/models/load');
	expect(loads.map(({ body }) => body)).toEqual([
		{ model: 'qwen/qwen3-4b', context_length: 6000, echo_load_config: true }
	]);
});

test('takes the first model of a kind where the named one is missing', async () => {
	const { told } = await check({ chatModel: 'nobody/has-this' });
	expect(told[1]).toBe(`Load ${DEFAULT_MODELS.chat}`);
});

test('tells that less context was granted, also to the model that it loads again', async () => {
	simulator.setOptions({ grantAtMost: 2048 });
	const { odd } = await check();
	// How long loading takes is the machine's affair.
	const timeless = odd.map((row) => ({
		...row,
		found: row.found.replace(/in [\d.]+ s/, 'in some s')
	}));
	expect(timeless).toEqual([
		{
			check: `Load ${DEFAULT_MODELS.chat}`,
			assumed: 'a context of 8192 is granted, or at least that is loaded',
			found: `${DEFAULT_MODELS.chat} loaded in some s, context 2048`,
			verdict: 'differs'
		},
		{
			check: 'Clean-up',
			assumed: 'the same models in memory as before',
			found: '2 unloaded, 1 loaded again',
			verdict: 'differs'
		}
	]);
});

test('tells that an overflow goes unreported', async () => {
	simulator.setScenario('overflow-silent-cut');
	const { odd } = await check();
	expect(odd.map((row) => [row.check, row.verdict])).toEqual([
		['Overflow, native', 'differs'],
		['Overflow, OpenAI-like', 'differs']
	]);
});

test('tells what failed in the words of the failure', async () => {
	simulator.setScenario('model-crashed');
	const { odd } = await check();
	expect(odd.map((row) => row.check)).toContain('Stream, native');
	expect(odd[0]?.found).toContain('model_crashed: The model crashed');
});

test('tells that a load failed, and still cleans up', async () => {
	simulator.setScenario('load-fails');
	const { rows, odd } = await check();
	expect(odd.map((row) => row.verdict)).toEqual(['differs', 'differs', 'not tried', 'not tried']);
	expect(odd[0]?.found).toContain('load_failed');
	expect(rows.at(-1)).toMatchObject({ check: 'Clean-up', verdict: 'as assumed' });
});

test('tries nothing more where the server cannot be reached', async () => {
	// A port where nothing listens: the one of a server that was just closed.
	const closed = await startSimulator();
	await closed.close();
	const { odd, rows } = await check({ client: startClient(closed.url) });
	expect(rows).toHaveLength(1);
	expect(odd).toMatchObject([{ check: 'List of models', verdict: 'differs' }]);
	expect(odd[0]?.found).toContain(`unreachable, interface none, 0 chat + 0 embedding`);
});

test('tells that an older server lacks the native interface', async () => {
	simulator.setOptions({ api: '0.3' });
	const { odd } = await check({ contextLength: 2048 });
	expect(odd.map((row) => row.check)).toContain('List of models');
	expect(odd.map((row) => row.check)).toContain('Stream, native');
});
