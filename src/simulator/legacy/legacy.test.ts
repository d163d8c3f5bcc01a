/** The older native API, `/api/v0`. */
import { expect, test } from 'vitest';
import {
	ask,
	at,
	getJson,
	LEASE,
	LLAMA,
	NOMIC,
	postJson,
	postStream,
	withSimulator
} from '../fakes.ts';
import { countTokens } from '../generation/tokens.ts';

test('the list tells the state, and the context of what is loaded', async () => {
	await withSimulator({}, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v0/models');
		expect(at(body, 'object')).toBe('list');
		expect(at(body, 'data.0')).toEqual({
			id: LLAMA,
			object: 'model',
			type: 'llm',
			publisher: 'lmstudio-community',
			arch: 'llama',
			compatibility_type: 'gguf',
			quantization: 'Q4_K_M',
			state: 'loaded',
			max_context_length: 131072,
			loaded_context_length: 4096,
			capabilities: ['tool_use']
		});
		expect(at(body, 'data.5')).toEqual({
			id: `${NOMIC}@f16`,
			object: 'model',
			type: 'embeddings',
			publisher: 'nomic-ai',
			arch: 'nomic-bert',
			compatibility_type: 'gguf',
			quantization: 'F16',
			state: 'not-loaded',
			max_context_length: 2048
		});
	});
});

test('one model is shown by its id, also where that has a slash', async () => {
	await withSimulator({}, async (simulator) => {
		const show = async (id: string) =>
			at((await getJson(simulator, `/api/v0/models/${id}`)).body, 'id');
		expect(await show(encodeURIComponent('qwen/qwen3-4b'))).toBe('qwen/qwen3-4b');
		expect(await show('qwen/qwen3-4b')).toBe('qwen/qwen3-4b');
		expect((await getJson(simulator, '/api/v0/models/nobody')).status).toBe(404);
	});
});

test('a whole answer has three more objects than OpenAI’s', async () => {
	const options = { tokensPerSecond: 50, promptTokensPerSecond: 1000 };
	await withSimulator(options, async (simulator) => {
		const path = '/api/v0/chat/completions';
		const { body } = await postJson(simulator, path, { ...ask(LEASE), max_tokens: 10 });
		const prompt = countTokens(LEASE) + 4;
		expect(Object.keys(body ?? {})).toEqual([
			'id',
			'object',
			'created',
			'model',
			'choices',
			'usage',
			'stats',
			'model_info',
			'runtime'
		]);
		expect(at(body, 'usage')).toEqual({
			prompt_tokens: prompt,
			completion_tokens: 10,
			total_tokens: prompt + 10
		});
		expect(at(body, 'stats')).toEqual({
			tokens_per_second: 50,
			time_to_first_token: Math.round(prompt + 20) / 1000,
			generation_time: 0.2,
			stop_reason: 'maxPredictedTokensReached'
		});
		expect(at(body, 'model_info')).toEqual({
			arch: 'llama',
			quant: 'Q4_K_M',
			format: 'gguf',
			context_length: 4096
		});
	});
});

test.each([
	[{}, 'eosFound'],
	[{ stop: 'No language' }, 'stopStringFound']
])('the reason for the end has the SDK’s name: %j', async (fields, reason) => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask(LEASE), ...fields };
		const { body } = await postJson(simulator, '/api/v0/chat/completions', request);
		expect(at(body, 'stats.stop_reason')).toBe(reason);
	});
});

test('streams end without figures, even when they are asked for', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { ...ask('Hi'), stream_options: { include_usage: true } };
		const { text, events } = await postStream(simulator, '/api/v0/chat/completions', request);
		expect(text).not.toMatch(/"usage"|"stats"/);
		expect(at(events.at(-2)?.data, 'choices.0.finish_reason')).toBe('stop');
		expect(events.at(-1)?.data).toBe('[DONE]');
	});
});

test('plain completions and embeddings are there, too', async () => {
	await withSimulator({}, async (simulator) => {
		const completion = await postJson(simulator, '/api/v0/completions', {
			model: LLAMA,
			prompt: 'Hi'
		});
		expect(at(completion.body, 'stats.stop_reason')).toBe('eosFound');
		const embedding = await postJson(simulator, '/api/v0/embeddings', {
			model: NOMIC,
			input: 'Hi'
		});
		expect(at(embedding.body, 'data.0.embedding')).toHaveLength(768);
	});
});
