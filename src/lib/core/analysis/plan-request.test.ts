import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import { fakeModel, fakeReport } from '#lib/core/fakes.ts';
import type { EndpointReport } from '#lib/core/ports.ts';
import { planRequest } from './plan-request.ts';
import type { RenderedPrompt } from './prompt-source.ts';

const data: LlmRequestData = { content: 'Pump 7 lost pressure.', template: 'summary_brief' };

function promptOf(content: string, defaults: RenderedPrompt['defaults'] = {}): RenderedPrompt {
	return {
		messages: [
			{ role: 'system', text: 'Summarise the text.' },
			{ role: 'user', text: content }
		],
		defaults
	};
}

function plan(
	fields: Partial<LlmRequestData> = {},
	report: EndpointReport = fakeReport(),
	defaults: RenderedPrompt['defaults'] = {}
) {
	const request = { ...data, ...fields };
	return planRequest(promptOf(request.content, defaults), request, report);
}

/** What is sent, where something is. */
function requestOf(...args: Parameters<typeof plan>) {
	const planned = plan(...args);
	if (!planned.ok) throw new Error(planned.failure.message);
	return planned.request;
}

function failureOf(...args: Parameters<typeof plan>) {
	const planned = plan(...args);
	if (planned.ok) throw new Error('Expected a failure');
	return planned.failure;
}

test('asks the chosen model with the rendered messages, and leaves the rest to the server', () => {
	expect(plan()).toEqual({
		ok: true,
		request: { model: 'llama-3.2-3b-instruct', messages: promptOf(data.content).messages },
		expectation: {
			estimatedInputTokens:
				estimateTokens('Summarise the text.') + estimateTokens('Pump 7 lost pressure.'),
			contextLength: 4096
		}
	});
});

describe('settings', () => {
	const defaults = { temperature: 0.2, maxOutputTokens: 300, topP: 0.9 };

	test('of the template hold where the person set none', () => {
		expect(requestOf({}, fakeReport(), defaults)).toMatchObject(defaults);
	});

	test('of the person win over the template, also when they are 0', () => {
		const options = { temperature: 0, max_output_tokens: 50, top_p: 0 };
		expect(requestOf({ options }, fakeReport(), defaults)).toMatchObject({
			temperature: 0,
			maxOutputTokens: 50,
			topP: 0
		});
	});

	test('that only a person sets are passed on', () => {
		const options = { seed: 7, stop: ['END'], reasoning: 'low' } as const;
		expect(requestOf({ options: { ...options, stop: ['END'] } })).toMatchObject(options);
	});
});

describe('the model', () => {
	const report = fakeReport({
		models: [
			fakeModel({ key: 'a', loaded: [{ id: 'a', context_length: 2048 }] }),
			fakeModel({ key: 'b@q4', loaded: [{ id: 'b@q4:2', context_length: 8192 }] }),
			fakeModel({ key: 'e', kind: 'embedding' })
		]
	});

	test.each([
		['named by its key', 'a', 2048],
		['named by an instance', 'b@q4:2', 8192],
		['named without its quantisation', 'b', 8192]
	])('%s is asked for by the name that was given', (_, model, contextLength) => {
		expect(plan({ model }, report)).toMatchObject({
			ok: true,
			request: { model },
			expectation: { contextLength }
		});
	});

	test('that nobody knows is asked for all the same: the server may, and says if not', () => {
		expect(plan({ model: 'new' }, report)).toMatchObject({
			ok: true,
			request: { model: 'new', contextLength: 4096 }
		});
	});

	test('that is asked for is not replaced when the server cannot be reached', () => {
		const down = fakeReport({ state: 'unreachable', models: [] });
		expect(requestOf({ model: 'a' }, down).model).toBe('a');
	});
});

describe('the context at loading', () => {
	const cold = (max?: number) =>
		fakeReport({
			models: [
				{
					key: 'a',
					kind: 'chat',
					display_name: 'a',
					loaded: [],
					...(max && { max_context_length: max })
				}
			]
		});
	const long = 'pump '.repeat(4000);

	test.each<[string, Partial<LlmRequestData>, EndpointReport, number | undefined]>([
		['is not sent for a loaded model', {}, fakeReport(), undefined],
		[
			'is not sent for a loaded model even if asked for',
			{ options: { context_length: 8192 } },
			fakeReport(),
			undefined
		],
		['is what the person asks for', { options: { context_length: 2000 } }, cold(), 2000],
		['is else the smallest round one that holds everything', {}, cold(131_072), 4096],
		['grows with the text', { content: long }, cold(131_072), 8192],
		['is at most what the model can take', { content: long }, cold(6000), 6000],
		['is round where the model does not tell its most', { content: long }, cold(), 8192]
	])('%s', (_, fields, report, contextLength) => {
		expect(plan(fields, report)).toMatchObject({ ok: true, request: { contextLength } });
	});
});

describe('a text that is too long', () => {
	const content = 'pump '.repeat(4000);

	test('is refused with what would help', () => {
		expect(failureOf({ content })).toEqual({
			code: 'too_large',
			message:
				"This text does not fit: it needs about 5,453 tokens with its instructions and room for the answer, and the model's context is 4,096.",
			suggestion: 'Load the model with a context of 8,192, or analyse a part of the text.',
			retryable: false
		});
	});

	test('is told what else would, where the model itself is too small', () => {
		const models = [
			fakeModel({ max_context_length: 4096, loaded: [{ id: 'a', context_length: 4096 }] })
		];
		expect(failureOf({ content }, fakeReport({ models })).suggestion).toBe(
			'Analyse a part of the text, or use a model with a larger context.'
		);
	});

	test('may be one because of the room for the answer', () => {
		expect(failureOf({ options: { max_output_tokens: 4096 } }).code).toBe('too_large');
	});
});

test('whatever is sent fits the loaded context, with the room for its answer', () => {
	fc.assert(
		fc.property(
			fc.nat(3000),
			fc.integer({ min: 1, max: 8192 }),
			fc.option(fc.integer({ min: 1, max: 4096 }), { nil: undefined }),
			(words, context, answer) => {
				const report = fakeReport({
					models: [fakeModel({ loaded: [{ id: 'a', context_length: context }] })]
				});
				const options = answer === undefined ? {} : { max_output_tokens: answer };
				const planned = plan({ content: 'pump '.repeat(words), options }, report);
				const needed = Math.ceil(words * 1.1) + (answer ?? 1024);
				expect(planned.ok && needed > context).toBe(false);
				expect(!planned.ok && needed + 50 < context).toBe(false);
			}
		)
	);
});

describe('without a model', () => {
	test.each([
		['unreachable', 'unreachable'],
		['cors_blocked', 'cors_blocked'],
		['unauthorized', 'unauthorized'],
		['permission_needed', 'permission_needed'],
		['not_lmstudio', 'not_lmstudio'],
		['no_model', 'no_model'],
		['connected', 'no_model'],
		['connecting', 'no_model'],
		['simulated', 'no_model']
	] as const)('a server that is %s is the failure %s', (state, code) => {
		const failure = failureOf({}, fakeReport({ state, models: [] }));
		expect(failure).toMatchObject({ code, retryable: true });
		expect(failure.suggestion).toBeTruthy();
	});

	test('the reason is the one that the report gives', () => {
		const detail = 'LM Studio answers, but CORS is off.';
		const report = fakeReport({ state: 'cors_blocked', models: [], detail });
		expect(failureOf({}, report).message).toBe(detail);
	});

	test('the reason names the address and its state where the report gives none', () => {
		expect(failureOf({}, fakeReport({ state: 'cors_blocked', models: [] })).message).toBe(
			'The server at http://127.0.0.1:1234 cannot be used (cors blocked).'
		);
	});

	test('an embedding model is none', () => {
		const models = [fakeModel({ key: 'e', kind: 'embedding' })];
		expect(failureOf({}, fakeReport({ models })).code).toBe('no_model');
	});
});
