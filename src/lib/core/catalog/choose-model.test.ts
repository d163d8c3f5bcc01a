import { describe, expect, test } from 'vitest';
import type { ModelInfo } from '#lib/protocol/service-schemas.ts';
import { fakeModel } from '#lib/core/fakes.ts';
import { chooseModel } from './choose-model.ts';

const cold = (key: string, kind: ModelInfo['kind'] = 'chat') =>
	fakeModel({ key, kind, loaded: [] });
const warm = (key: string, kind: ModelInfo['kind'] = 'chat') => fakeModel({ key, kind });

describe('for chat the choice is', () => {
	test.each<[string, ModelInfo[], string | undefined, string | undefined]>([
		[
			'the default model, loaded or not',
			[warm('a'), cold('llama-3.2-3b-instruct')],
			undefined,
			'llama-3.2-3b-instruct'
		],
		[
			'the default model in any quantisation',
			[warm('a'), cold('Llama-3.2-3B-Instruct@q8')],
			undefined,
			'Llama-3.2-3B-Instruct@q8'
		],
		["the person's own", [cold('llama-3.2-3b-instruct'), cold('b')], 'b', 'b'],
		[
			"the person's own by an instance",
			[warm('a'), fakeModel({ key: 'b', loaded: [{ id: 'x' }] })],
			'x',
			'b'
		],
		[
			'the default, when that is gone',
			[cold('a'), cold('llama-3.2-3b-instruct')],
			'b',
			'llama-3.2-3b-instruct'
		],
		[
			'the first that is loaded, without a default',
			[cold('a'), warm('b'), warm('c')],
			undefined,
			'b'
		],
		['the first there is, when none is loaded', [cold('a'), cold('b')], undefined, 'a'],
		['never a model of another kind', [warm('e', 'embedding')], undefined, undefined],
		['not even when it was chosen', [warm('e', 'embedding'), cold('a')], 'e', 'a'],
		['nothing where there is nothing', [], 'a', undefined]
	])('%s', (_, models, chosen, key) => {
		expect(chooseModel(models, 'chat', chosen)?.key).toBe(key);
	});
});

describe('for embedding the choice is', () => {
	const nomic = 'text-embedding-nomic-embed-text-v1.5';

	test.each<[string, ModelInfo[], string | undefined]>([
		[
			'the default in the quantisation that is preferred',
			[cold(`${nomic}@q4_k_m`, 'embedding'), cold(`${nomic}@f16`, 'embedding')],
			`${nomic}@f16`
		],
		[
			'the default in another, where that is missing',
			[warm('e', 'embedding'), cold(nomic, 'embedding')],
			nomic
		],
		['the first that is loaded', [cold('d', 'embedding'), warm('e', 'embedding')], 'e'],
		['never a chat model', [warm('llama-3.2-3b-instruct')], undefined]
	])('%s', (_, models, key) => {
		expect(chooseModel(models, 'embedding')?.key).toBe(key);
	});
});
