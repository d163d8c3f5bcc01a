import { describe, expect, test } from 'vitest';
import { fakeModel } from '#lib/core/fakes.ts';
import { findInstance, findModel, isSameModel, plainKey } from './model-keys.ts';

test.each([
	['llama-3.2-3b-instruct', 'llama-3.2-3b-instruct'],
	['Google/Gemma-4-26B', 'google/gemma-4-26b'],
	['google/gemma-4-26b@q4_k_m', 'google/gemma-4-26b'],
	['text-embedding-nomic-embed-text-v1.5@F16', 'text-embedding-nomic-embed-text-v1.5'],
	['team@home/model@q8_0', 'team@home/model'],
	['@q8_0', '@q8_0'],
	['', '']
])('the plain key of %j is %j', (key, plain) => {
	expect(plainKey(key)).toBe(plain);
});

test.each([
	['llama-3.2-3b-instruct', 'Llama-3.2-3B-Instruct@q4_k_m', true],
	['a@q4', 'a@q8', true],
	['llama-3.2-3b-instruct', 'llama-3.2-1b-instruct', false],
	['a', 'a:2', false]
])('%s and %s name the same model: %s', (key, other, isSame) => {
	expect(isSameModel(key, other)).toBe(isSame);
	expect(isSameModel(other, key)).toBe(isSame);
});

describe('a key finds', () => {
	const models = [
		fakeModel({ key: 'gemma@q4', loaded: [{ id: 'gemma@q4' }] }),
		fakeModel({ key: 'gemma@q8', loaded: [{ id: 'gemma@q8' }, { id: 'gemma@q8:2' }] }),
		fakeModel({ key: 'llama', loaded: [{ id: 'my-own-name' }] }),
		fakeModel({ key: 'Qwen', loaded: [] })
	];

	test.each([
		['the very key', 'gemma@q8', 'gemma@q8'],
		['an instance, although its id looks like another quantisation', 'gemma@q8:2', 'gemma@q8'],
		['an instance of another name', 'my-own-name', 'llama'],
		['the same quantisation in other letters before another one', 'GEMMA@Q8', 'gemma@q8'],
		['the key in other letters', 'qwen', 'Qwen'],
		['any quantisation', 'gemma', 'gemma@q4'],
		['a key without the quantisation asked for', 'LLAMA@f16', 'llama'],
		['nothing', 'mistral', undefined],
		['nothing by an instance id in other letters', 'MY-OWN-NAME', undefined]
	])('%s', (_, key, found) => {
		expect(findModel(models, key)?.key).toBe(found);
	});
});

describe('the copy that answers for a key is', () => {
	const models = [
		fakeModel({
			key: 'llama',
			loaded: [
				{ id: 'llama' },
				{ id: 'llama:2', context_length: 8192 },
				{ id: 'llama:3', context_length: 4096 }
			]
		}),
		fakeModel({ key: 'qwen', loaded: [] })
	];

	test.each([
		['the one of that id', 'llama:3', 'llama:3'],
		['the one of that id, also without a context', 'llama', 'llama'],
		['else the one with the largest context', 'Llama@q4', 'llama:2'],
		['none for a model that is not loaded', 'qwen', undefined],
		['none for a model that is not there', 'mistral', undefined]
	])('%s', (_, key, id) => {
		expect(findInstance(models, key)?.id).toBe(id);
	});

	test('chosen without changing the order of the copies', () => {
		findInstance(models, 'Llama@q4');
		expect(models[0]?.loaded.map(({ id }) => id)).toEqual(['llama', 'llama:2', 'llama:3']);
	});
});
