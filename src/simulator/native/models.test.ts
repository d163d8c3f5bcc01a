/** The native list, loading, unloading and downloads. */
import { expect, test } from 'vitest';
import {
	at,
	createSkippingClock,
	getJson,
	LLAMA,
	NOMIC,
	postJson,
	withSimulator
} from '../fakes.ts';

test('an entry of a chat model has every documented field, in order', async () => {
	await withSimulator({}, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(JSON.stringify(at(body, 'models.0'))).toBe(
			'{"type":"llm","publisher":"lmstudio-community","key":"llama-3.2-3b-instruct","display_name":"Llama 3.2 3B Instruct","architecture":"llama",' +
				'"quantization":{"name":"Q4_K_M","bits_per_weight":4},"size_bytes":2019377440,"params_string":"3B",' +
				'"loaded_instances":[{"id":"llama-3.2-3b-instruct","config":{"context_length":4096,"eval_batch_size":512,"parallel":4,"flash_attention":true,"offload_kv_cache_to_gpu":true}}],' +
				'"max_context_length":131072,"format":"gguf","capabilities":{"vision":false,"trained_for_tool_use":true},"description":null}'
		);
	});
});

test('an embedding model has no architecture, capabilities or description, and one field of config', async () => {
	await withSimulator({}, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(at(body, 'models.4')).toEqual({
			type: 'embedding',
			publisher: 'nomic-ai',
			key: NOMIC,
			display_name: 'Nomic Embed Text v1.5',
			quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
			size_bytes: 84106624,
			params_string: null,
			loaded_instances: [{ id: NOMIC, config: { context_length: 2048 } }],
			max_context_length: 2048,
			format: 'gguf'
		});
		expect(at(body, 'models.5.key')).toBe(`${NOMIC}@f16`);
		expect(at(body, 'models.5.loaded_instances')).toEqual([]);
	});
});

test('reasoning settings are listed with values the documentation does not have, or not at all', async () => {
	await withSimulator({}, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(at(body, 'models.1.capabilities.reasoning')).toEqual({
			allowed_options: ['off', 'on', 'xhigh'],
			default: 'on'
		});
		expect(at(body, 'models.1.selected_variant')).toBe('qwen/qwen3-4b@q4_k_m');
		expect(at(body, 'models.3.capabilities')).toBeUndefined();
	});
});

test('a load answers when it is over, with its time and on request its configuration', async () => {
	await withSimulator({ loadSeconds: 7.882 }, async (simulator) => {
		const plain = await postJson(simulator, '/api/v1/models/load', { model: 'QWEN/qwen3-4b' });
		expect(plain).toEqual({
			status: 200,
			body: {
				type: 'llm',
				instance_id: 'qwen/qwen3-4b',
				load_time_seconds: 7.882,
				status: 'loaded'
			}
		});
		const echoed = await postJson(simulator, '/api/v1/models/load', {
			model: 'openai/gpt-oss-20b',
			context_length: 16384,
			flash_attention: false,
			echo_load_config: true
		});
		expect(at(echoed, 'body.load_config')).toEqual({
			context_length: 16384,
			eval_batch_size: 512,
			parallel: 4,
			flash_attention: false,
			num_experts: 4,
			offload_kv_cache_to_gpu: true
		});
	});
});

test('an MLX model is loaded at its maximum, with a key in its configuration that nobody documents', async () => {
	await withSimulator({}, async (simulator) => {
		const request = { model: 'gemma-3-4b-it-mlx', echo_load_config: true };
		expect(
			at(await postJson(simulator, '/api/v1/models/load', request), 'body.load_config')
		).toEqual({
			context_length: 131072,
			parallel: 4,
			reasoning_budget_message: ''
		});
	});
});

test('every load makes one more instance, and ids that were given back are given again', async () => {
	await withSimulator({}, async (simulator) => {
		const load = async () =>
			at(await postJson(simulator, '/api/v1/models/load', { model: LLAMA }), 'body.instance_id');
		expect([await load(), await load()]).toEqual([`${LLAMA}:2`, `${LLAMA}:3`]);
		const unload = { instance_id: `${LLAMA}:2` };
		expect(await postJson(simulator, '/api/v1/models/unload', unload)).toEqual({
			status: 200,
			body: unload
		});
		expect(await load()).toBe(`${LLAMA}:2`);
	});
});

test('more context than there is, is granted as far as it goes', async () => {
	await withSimulator({}, async (simulator) => {
		const granted = async (context_length: number) => {
			const request = { model: LLAMA, context_length, echo_load_config: true };
			const answer = await postJson(simulator, '/api/v1/models/load', request);
			return at(answer, 'body.load_config.context_length');
		};
		expect([await granted(8192), await granted(500_000)]).toEqual([8192, 131072]);
		simulator.setOptions({ grantAtMost: 6000 });
		expect(await granted(8192)).toBe(6000);
	});
});

test('chat models start with the context that was set', async () => {
	await withSimulator({ contextLength: 9000 }, async (simulator) => {
		const { body } = await getJson(simulator, '/api/v1/models');
		expect(at(body, 'models.0.loaded_instances.0.config.context_length')).toBe(9000);
		expect(at(body, 'models.4.loaded_instances.0.config.context_length')).toBe(2048);
	});
});

test('loading refuses what it does not know, what is missing and what has another type', async () => {
	await withSimulator({}, async (simulator) => {
		const load = (body: unknown) => postJson(simulator, '/api/v1/models/load', body);
		expect(await load({ model: LLAMA, ttl: 60, parallel: 2 })).toEqual({
			status: 400,
			body: {
				error: {
					message: "Unrecognized key(s) in object: 'ttl', 'parallel'",
					type: 'invalid_request',
					code: 'unrecognized_keys'
				}
			}
		});
		expect(await load({})).toEqual({
			status: 400,
			body: {
				error: {
					type: 'invalid_request',
					message: '"model" is required',
					code: 'missing_required_parameter',
					param: 'model'
				}
			}
		});
		expect(at(await load({ model: LLAMA, context_length: '8k' }), 'body.error')).toEqual({
			message: 'Expected number, received string',
			type: 'invalid_request',
			param: 'context_length',
			code: 'invalid_type'
		});
		expect(at(await load({ model: LLAMA, context_length: 0 }), 'status')).toBe(400);
		expect(at(await load({ model: 'nobody/nothing' }), 'body.error.type')).toBe('model_not_found');
	});
});

test('unloading takes the id of an instance, exactly', async () => {
	await withSimulator({}, async (simulator) => {
		const unload = (instance_id: string) =>
			postJson(simulator, '/api/v1/models/unload', { instance_id });
		expect(at(await unload(LLAMA.toUpperCase()), 'status')).toBe(404);
		expect(at(await unload(LLAMA), 'status')).toBe(200);
		expect(at(await unload(LLAMA), 'body.error.type')).toBe('model_not_found');
	});
});

test('a download takes its time, and the model is there afterwards', async () => {
	const clock = createSkippingClock(Date.UTC(2026, 0, 15, 12));
	await withSimulator({ clock }, async (simulator) => {
		const started = await postJson(simulator, '/api/v1/models/download', {
			model: 'ibm/granite-4-micro'
		});
		const job = String(at(started, 'body.job_id'));
		expect(job).toMatch(/^job_[0-9a-f]{10}$/);
		expect(started.body).toEqual({
			job_id: job,
			status: 'downloading',
			total_size_bytes: 2279145003,
			started_at: '2026-01-15T12:00:00.000Z'
		});
		clock.advance(10_000);
		const path = `/api/v1/models/download/status/${job}`;
		expect((await getJson(simulator, path)).body).toEqual({
			job_id: job,
			status: 'downloading',
			bytes_per_second: 115200000,
			estimated_completion: '2026-01-15T12:00:19.784Z',
			total_size_bytes: 2279145003,
			downloaded_bytes: 1152000000,
			started_at: '2026-01-15T12:00:00.000Z'
		});
		clock.advance(10_000);
		expect((await getJson(simulator, path)).body).toEqual({
			job_id: job,
			status: 'completed',
			total_size_bytes: 2279145003,
			downloaded_bytes: 2279145003,
			started_at: '2026-01-15T12:00:00.000Z',
			completed_at: '2026-01-15T12:00:19.784Z'
		});
		expect(at((await getJson(simulator, '/api/v1/models')).body, 'models.6.key')).toBe(
			'ibm/granite-4-micro'
		);
	});
});

test('a model that is there is not downloaded again, and unknown jobs and models are refused', async () => {
	await withSimulator({}, async (simulator) => {
		const download = (body: unknown) => postJson(simulator, '/api/v1/models/download', body);
		expect(await download({ model: LLAMA })).toEqual({
			status: 200,
			body: { status: 'already_downloaded' }
		});
		expect(at(await download({ model: 'nonsense' }), 'status')).toBe(404);
		expect(at(await download({ model: 'a/b', quantization: 'Q8_0' }), 'body.error.param')).toBe(
			'quantization'
		);
		const link = { model: 'https://huggingface.co/a/b', quantization: 'Q8_0' };
		expect(at(await download(link), 'body.status')).toBe('downloading');
		expect(await getJson(simulator, '/api/v1/models/download/status/job_x')).toEqual({
			status: 404,
			body: {
				error: {
					message: "Download job 'job_x' not found.",
					type: 'job_not_found',
					code: 'job_not_found'
				}
			}
		});
	});
});
