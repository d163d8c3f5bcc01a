import { expect, test } from 'vitest';
import { fakeModel } from '#lib/core/fakes.ts';
import { describeLoad, firstContextFor, presetsFor, problemWith } from './load-context.ts';

const load = { model: 'a', instance_id: 'a' };

test('offers the usual contexts and the largest', () => {
	expect(presetsFor(fakeModel({ max_context_length: 131_072 }))).toEqual([
		4096, 8192, 16_384, 32_768, 131_072
	]);
});

test('offers none that a model cannot take, and none twice', () => {
	expect(presetsFor(fakeModel({ max_context_length: 8192 }))).toEqual([4096, 8192]);
	expect(presetsFor(fakeModel({ max_context_length: 2048 }))).toEqual([2048]);
});

test('begins with the context that is loaded, else with a usual one that the model can take', () => {
	expect(firstContextFor(fakeModel({ loaded: [{ id: 'a', context_length: 16_384 }] }))).toBe(
		16_384
	);
	expect(firstContextFor(fakeModel({ loaded: [] }))).toBe(8192);
	expect(firstContextFor(fakeModel({ loaded: [], max_context_length: 2048 }))).toBe(2048);
});

test.each([
	[undefined, 'got nothing'],
	[0, 'got 0'],
	[1.5, 'got 1.5'],
	[8193, 'got 8193']
])('refuses a context of %s', (context, got) => {
	expect(problemWith(context, fakeModel({ max_context_length: 8192 }))).toBe(
		`Expected a whole number from 1 to 8,192 tokens, ${got}.`
	);
});

test('takes every context that the model can take', () => {
	const model = fakeModel({ max_context_length: 8192 });
	expect([problemWith(1, model), problemWith(8192, model)]).toEqual([undefined, undefined]);
});

test('tells the context that was asked for only where another was granted', () => {
	expect(
		describeLoad({
			...load,
			requested_context_length: 32_768,
			granted_context_length: 16_384,
			load_time_seconds: 2.34
		})
	).toBe('Loaded in 2.3 s. Asked for 32,768, granted 16,384 tokens of context.');
	expect(
		describeLoad({ ...load, requested_context_length: 8192, granted_context_length: 8192 })
	).toBe('Loaded with 8,192 tokens of context.');
});

test('says so where the server does not tell the context', () => {
	expect(describeLoad(load)).toBe('Loaded. The server does not tell its context.');
});
