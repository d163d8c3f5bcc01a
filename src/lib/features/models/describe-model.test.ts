import { expect, test } from 'vitest';
import { fakeModel } from '#lib/core/fakes.ts';
import { abilitiesOf, describeInstance, factsOf, formatSize } from './describe-model.ts';

test('tells what a server knows of a chat model', () => {
	const model = fakeModel({
		parameters: '3B',
		quantization: 'Q4_K_M',
		size_bytes: 2_019_377_440,
		max_context_length: 131_072
	});
	expect(factsOf(model)).toEqual(['3B', 'Q4_K_M', '2.0 GB', 'context up to 131,072 tokens']);
});

test('speaks of texts where a model embeds them', () => {
	expect(factsOf(fakeModel({ kind: 'embedding', max_context_length: 2048 }))).toEqual([
		'texts up to 2,048 tokens'
	]);
});

test('leaves out what the server does not tell', () => {
	const { key, display_name, kind } = fakeModel();
	expect(factsOf({ key, display_name, kind, loaded: [] })).toEqual([]);
});

test('lists what a model can do', () => {
	expect(
		abilitiesOf(fakeModel({ vision: true, tool_use: true, reasoning_options: ['off', 'on'] }))
	).toEqual(['Vision', 'Tools', 'Reasoning']);
	expect(abilitiesOf(fakeModel({ vision: false, tool_use: false }))).toEqual([]);
});

test('tells context and parallel requests of a copy in memory', () => {
	expect(describeInstance({ id: 'a', context_length: 8192, parallel: 4 })).toBe(
		'8,192 context, 4 at once'
	);
	expect(describeInstance({ id: 'a' })).toBe('context not told by the server');
});

test('writes sizes in the unit that fits', () => {
	expect([formatSize(84_106_624), formatSize(12_109_566_560)]).toEqual(['84 MB', '12.1 GB']);
});
