import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeModel } from '#lib/core/fakes.ts';
import { contextFor, fit, wasCut, type FitQuestion } from './fit.ts';

const question: FitQuestion = {
	promptTokens: 1000,
	contentTokens: 800,
	answerTokens: 500,
	instance: { id: 'a', context_length: 4096 },
	contextAtLoad: undefined,
	model: fakeModel()
};

/** What `question` needs: prompt, answer and the model's own chat template. */
const NEEDED = 1524;

describe('a prompt', () => {
	test('fits a context that is just large enough', () => {
		const instance = { id: 'a', context_length: NEEDED };
		expect(fit({ ...question, instance })).toEqual({
			state: 'fits',
			neededTokens: NEEDED,
			contextLength: NEEDED
		});
	});

	test('is too long for one token less, and is told what would help', () => {
		const instance = { id: 'a', context_length: NEEDED - 1 };
		expect(fit({ ...question, instance })).toEqual({
			state: 'too_long',
			neededTokens: NEEDED,
			contextLength: NEEDED - 1,
			loadWith: 4096,
			contentTokens: 799
		});
	});

	test('is held against the loaded context, whatever is asked for at loading', () => {
		expect(fit({ ...question, contextAtLoad: 100 })).toMatchObject({ contextLength: 4096 });
	});

	test('is held against the context asked for, when the model is to be loaded', () => {
		expect(fit({ ...question, instance: undefined, contextAtLoad: 1000 })).toMatchObject({
			state: 'too_long',
			contextLength: 1000,
			contentTokens: 276
		});
	});

	test('is held against the most the model can take, when nothing is asked for', () => {
		expect(fit({ ...question, instance: undefined })).toMatchObject({
			state: 'fits',
			contextLength: 131_072
		});
	});

	test.each<[string, Partial<FitQuestion>]>([
		['the server does not tell the loaded context', { instance: { id: 'a' } }],
		['nothing is known of the model', { instance: undefined, model: undefined }]
	])('fits for all we know where %s', (_, unknown) => {
		expect(fit({ ...question, ...unknown })).toEqual({ state: 'unknown', neededTokens: NEEDED });
	});

	test('that no context of the model can hold is offered none', () => {
		const model = fakeModel({ max_context_length: 1200 });
		const instance = { id: 'a', context_length: 1024 };
		expect(fit({ ...question, model, instance })).toMatchObject({
			state: 'too_long',
			loadWith: undefined
		});
	});

	test('whose instructions alone are too long leaves no room for content', () => {
		const instance = { id: 'a', context_length: 600 };
		expect(fit({ ...question, instance })).toMatchObject({ contentTokens: 0 });
	});
});

test('content cut to what is left fits, for any sizes', () => {
	fc.assert(
		fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(4000), fc.nat(8192), (...sizes) => {
			const [instructions, contentTokens, answerTokens, context] = sizes;
			const instance = { id: 'a', context_length: context };
			const whole = { ...question, answerTokens, instance, contentTokens };
			const first = fit({ ...whole, promptTokens: instructions + contentTokens });
			if (first.state !== 'too_long' || first.contentTokens === 0) return;
			const promptTokens = instructions + first.contentTokens;
			expect(fit({ ...whole, promptTokens })).toMatchObject({ state: 'fits' });
		})
	);
});

test.each([
	[1, undefined, 4096],
	[4096, undefined, 4096],
	[4097, undefined, 8192],
	[4097, 131_072, 8192],
	[5000, 6000, 6000],
	[6000, 6000, 6000],
	[6001, 6000, undefined]
])('for %d tokens and a maximum of %s the context is %s', (needed, max, context) => {
	expect(contextFor(needed, max)).toBe(context);
});

test.each([
	['far fewer tokens than estimated', 1000, 599, true],
	['as few as estimates may be off', 1000, 600, false],
	['as many as estimated', 1000, 1000, false],
	['more than estimated', 1000, 2000, false],
	['nothing', 1000, undefined, false],
	['0, as some endpoints do', 1000, 0, false],
	['few of a prompt too short to judge by', 299, 10, false],
	['few of a prompt just long enough to judge by', 300, 10, true]
])('a server that reports %s: the text was cut or not', (_, estimated, reported, isCut) => {
	expect(wasCut(estimated, reported)).toBe(isCut);
});
