import { expect, test } from 'vitest';
import { readNativeModels, readOlderModels, readOpenAiModels } from './read-models.ts';

test('reads the native list as LM Studio documents it', () => {
	const body = {
		models: [
			{
				type: 'llm',
				publisher: 'google',
				key: 'google/gemma-4-26b-a4b',
				display_name: 'Gemma 4 26B A4B',
				architecture: 'gemma4',
				quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
				size_bytes: 17990911801,
				params_string: '26B-A4B',
				loaded_instances: [
					{
						id: 'google/gemma-4-26b-a4b:2',
						config: { context_length: 4096, parallel: 4, flash_attention: true }
					}
				],
				max_context_length: 262144,
				format: 'gguf',
				capabilities: {
					vision: true,
					trained_for_tool_use: true,
					reasoning: { allowed_options: ['off', 'xhigh'], default: 'xhigh' }
				},
				description: null,
				variants: ['google/gemma-4-26b-a4b@q4_k_m'],
				selected_variant: 'google/gemma-4-26b-a4b@q4_k_m'
			},
			{
				type: 'embedding',
				publisher: 'nomic-ai',
				key: 'text-embedding-nomic-embed-text-v1.5',
				display_name: 'Nomic Embed Text v1.5',
				quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
				size_bytes: 84106624,
				params_string: null,
				loaded_instances: [{ id: 'nomic', config: { context_length: 2048 } }],
				max_context_length: 2048,
				format: 'gguf'
			}
		]
	};
	expect(readNativeModels(body)).toStrictEqual([
		{
			info: {
				key: 'google/gemma-4-26b-a4b',
				kind: 'chat',
				display_name: 'Gemma 4 26B A4B',
				publisher: 'google',
				quantization: 'Q4_K_M',
				parameters: '26B-A4B',
				size_bytes: 17990911801,
				max_context_length: 262144,
				reasoning_options: ['off', 'xhigh'],
				vision: true,
				tool_use: true,
				loaded: [{ id: 'google/gemma-4-26b-a4b:2', context_length: 4096, parallel: 4 }]
			},
			variants: ['google/gemma-4-26b-a4b@q4_k_m']
		},
		{
			info: {
				key: 'text-embedding-nomic-embed-text-v1.5',
				kind: 'embedding',
				display_name: 'Nomic Embed Text v1.5',
				publisher: 'nomic-ai',
				quantization: 'Q4_K_M',
				size_bytes: 84106624,
				max_context_length: 2048,
				loaded: [{ id: 'nomic', context_length: 2048 }]
			},
			variants: []
		}
	]);
});

test.each([
	['null in every field', null],
	['lists in every field', []],
	['texts in every field', 'x'],
	['numbers in every field', -1]
])('reads a native model with %s', (_case, value) => {
	const model = {
		key: 'a/b',
		type: value,
		publisher: value,
		quantization: value,
		size_bytes: value,
		max_context_length: value,
		loaded_instances: value,
		capabilities: value,
		variants: value
	};
	const read = readNativeModels({ models: [model] })?.[0];
	expect(read).toMatchObject({
		info: { key: 'a/b', kind: 'chat', display_name: 'a/b', loaded: [] }
	});
});

test('leaves out entries and instances that have no name', () => {
	const models = [
		null,
		'x',
		{ type: 'llm' },
		{ key: '' },
		{ key: 'a', loaded_instances: [{}, null] }
	];
	expect(readNativeModels({ models })).toStrictEqual([
		{ info: { key: 'a', kind: 'chat', display_name: 'a', loaded: [] }, variants: [] }
	]);
});

test('reads the configuration of an instance without its keys, and with keys nobody knows', () => {
	const instances = [
		{ id: 'a' },
		{ id: 'b', config: { reasoning_budget_message: '', parallel: 4 } }
	];
	const models = [{ key: 'a', loaded_instances: instances }];
	expect(readNativeModels({ models })?.[0]?.info.loaded).toStrictEqual([
		{ id: 'a' },
		{ id: 'b', parallel: 4 }
	]);
});

test.each([
	['the native type', { type: 'embedding', key: 'x' }, 'embedding'],
	['the older type', { type: 'embeddings', key: 'x' }, 'embedding'],
	[
		'the name, against a type that LM Studio guessed',
		{ type: 'llm', key: 'Text-Embedding-x' },
		'embedding'
	],
	['the name alone', { key: 'text-embedding-x' }, 'embedding'],
	['neither', { key: 'x' }, 'chat']
])('knows the kind of a model by %s', (_case, model, kind) => {
	expect(readNativeModels({ models: [model] })?.[0]?.info.kind).toBe(kind);
});

test('reads the older list, with and without its object field', () => {
	const data = [
		{
			id: 'qwen2.5-7b-instruct',
			object: 'model',
			type: 'vlm',
			publisher: 'lmstudio-community',
			arch: 'qwen2',
			quantization: 'Q8_0',
			state: 'loaded',
			max_context_length: 32768,
			loaded_context_length: 4096,
			capabilities: ['tool_use']
		},
		{ id: 'text-embedding-x', type: 'embeddings', state: 'not-loaded', max_context_length: 2048 }
	];
	const models = [
		{
			info: {
				key: 'qwen2.5-7b-instruct',
				kind: 'chat',
				display_name: 'qwen2.5-7b-instruct',
				publisher: 'lmstudio-community',
				quantization: 'Q8_0',
				max_context_length: 32768,
				vision: true,
				tool_use: true,
				loaded: [{ id: 'qwen2.5-7b-instruct', context_length: 4096 }]
			},
			variants: []
		},
		{
			info: {
				key: 'text-embedding-x',
				kind: 'embedding',
				display_name: 'text-embedding-x',
				max_context_length: 2048,
				loaded: []
			},
			variants: []
		}
	];
	expect(readOlderModels({ data })).toStrictEqual(models);
	expect(readOlderModels({ object: 'list', data })).toStrictEqual(models);
});

test('does not take the OpenAI-like list for the older one', () => {
	const data = [{ id: 'x', object: 'model', owned_by: 'organization_owner' }];
	expect(readOlderModels({ data })).toBe(undefined);
	expect(readOpenAiModels({ data })).toStrictEqual([
		{ info: { key: 'x', kind: 'chat', display_name: 'x', loaded: [] }, variants: [] }
	]);
});

test.each([[undefined], [null], [[]], [{}], ['models'], [{ models: {}, data: 'x' }]])(
	'reads no list from %j',
	(body) => {
		expect([readNativeModels(body), readOlderModels(body), readOpenAiModels(body)]).toEqual([
			undefined,
			undefined,
			undefined
		]);
	}
);
