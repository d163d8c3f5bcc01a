import { describe, expect, test } from 'vitest';
import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { estimateTokens } from '#lib/core/documents/estimate-tokens.ts';
import {
	createFakeClock,
	createFakeIds,
	createFakeModelClient,
	createFakePrompts,
	createGate,
	fakeHashText,
	fakeReport,
	failed,
	finished,
	PAUSE,
	settle,
	type FakeGeneration
} from '#lib/core/fakes.ts';
import type { Failure } from '#lib/core/ports.ts';
import { serveAnalysis, type AnalysisPorts } from './serve-analysis.ts';

const data: LlmRequestData = { content: 'Pump 7 lost pressure.', template: 'summary_brief' };
const answer: FakeGeneration = [
	{ type: 'text_delta', text: 'A pump ' },
	{ type: 'text_delta', text: 'failed.' }
];

function startService(
	overrides: Partial<AnalysisPorts> = {},
	...generations: readonly FakeGeneration[]
) {
	const clock = createFakeClock();
	const { bus, published, errors } = createFakeBus({ clock });
	const client = createFakeModelClient(generations.length > 0 ? { generations } : {});
	const stop = serveAnalysis(bus, {
		client,
		prompts: createFakePrompts(),
		clock,
		newId: createFakeIds(),
		hashText: fakeHashText,
		...overrides
	});
	return {
		bus,
		client,
		errors,
		published,
		stop,
		/** What was told of a request, in order. */
		told: (requestId: string) => published.filter(({ request_id }) => request_id === requestId),
		ask: (id: string, fields: Partial<LlmRequestData> = {}) =>
			bus.publish({ type: 'llm_request', id, data: { ...data, ...fields } }),
		cancel: (requestId: string) => bus.publish({ type: 'cancel', data: { request_id: requestId } })
	};
}

/** A message in a word or two. */
function brief(message: Message): string {
	switch (message.type) {
		case 'llm_progress':
			return message.data.phase;
		case 'llm_chunk':
			return message.data.is_final
				? `final ${message.meta?.finish_reason ?? ''}`
				: `${message.kind ?? ''}: ${message.data.chunk}`;
		case 'error':
			return `error ${message.data.code}`;
		default:
			return message.type;
	}
}

test('answers a request from its acceptance to its end', async () => {
	const { ask, told, errors } = startService({}, [
		{ type: 'queued' },
		{ type: 'load_progress', progress: 0.5 },
		{ type: 'prompt_progress', progress: 1 },
		{ type: 'reasoning_delta', text: 'so' },
		{ type: 'text_delta', text: 'A pump failed.' },
		finished()
	]);
	ask('r');
	await settle();
	expect(told('r').map(brief)).toEqual([
		'request_started',
		'queued',
		'queued',
		'loading_model',
		'reading_prompt',
		'reasoning',
		'reasoning: so',
		'writing',
		'text: A pump failed.',
		'final stop'
	]);
	expect(errors).toEqual([]);
});

test('tells the others on the channel what was asked, by whom, and the hash of the text', async () => {
	const { bus, told } = startService({}, answer);
	bus.publish({ type: 'llm_request', id: 'r', from: 'tab-1', data: { ...data, model: 'm' } });
	await settle();
	expect(told('r')[0]).toMatchObject({
		type: 'request_started',
		data: {
			request_id: 'r',
			template: 'summary_brief',
			model: 'm',
			content_hash: await fakeHashText('Pump 7 lost pressure.'),
			from: 'tab-1'
		}
	});
});

test('gives a plain request, which has no id, one of its own', async () => {
	const { bus, told } = startService({}, answer);
	bus.publish({ type: 'llm_request', data });
	await settle();
	expect(told('id-0001').map(brief).at(-1)).toBe('final stop');
});

test('sends what the template made of the request', async () => {
	const prompts = createFakePrompts({ defaults: { temperature: 0.2 } });
	const { ask, client } = startService({ prompts }, answer);
	ask('r', { variables: { language: 'en' } });
	await settle();
	expect(prompts.rendered).toEqual([{ ...data, variables: { language: 'en' } }]);
	expect(client.generated).toEqual([
		{
			model: 'llama-3.2-3b-instruct',
			messages: [
				{ role: 'system', text: 'Summarise the text.' },
				{ role: 'user', text: 'Pump 7 lost pressure.' }
			],
			temperature: 0.2
		}
	]);
});

test('tells what was expected of the prompt on the final chunk', async () => {
	const { ask, told } = startService({}, answer);
	ask('r');
	await settle();
	expect(told('r').at(-1)).toHaveProperty('meta.stats', {
		total_seconds: 0,
		estimated_input_tokens:
			estimateTokens('Summarise the text.') + estimateTokens('Pump 7 lost pressure.'),
		context_length: 4096
	});
});

test('tells of a retry while it waits', async () => {
	const failure: Failure = { code: 'unreachable', message: 'a', retryable: true };
	const { ask, told } = startService({}, [
		{ type: 'retrying', attempt: 1, attempts: 2, delayMs: 500, failure },
		PAUSE
	]);
	ask('r');
	await settle();
	expect(told('r').at(-1)).toMatchObject({
		type: 'llm_progress',
		data: {
			phase: 'queued',
			retry: { attempt: 1, attempts: 2, delay_ms: 500, code: 'unreachable' }
		}
	});
});

test('answers several requests at once, each under its own id', async () => {
	const { ask, client, told } = startService({}, [
		{ type: 'text_delta', text: 'one' },
		PAUSE,
		{ type: 'text_delta', text: ' more' }
	]);
	ask('a');
	ask('b');
	await settle();
	client.resume();
	await settle();
	const expected = ['writing', 'text: one', 'text:  more', 'final stop'];
	expect(told('a').map(brief).slice(-4)).toEqual(expected);
	expect(told('b').map(brief).slice(-4)).toEqual(expected);
});

describe('a request that comes to nothing ends with an error and the final chunk', () => {
	test('when the template cannot be rendered', async () => {
		const failure: Failure = { code: 'missing_variable', message: 'a', retryable: false };
		const { ask, client, told } = startService({ prompts: createFakePrompts({ failure }) });
		ask('r');
		await settle();
		expect(told('r').map(brief)).toEqual([
			'request_started',
			'queued',
			'error missing_variable',
			'final error'
		]);
		expect(client.generated).toEqual([]);
	});

	test('when there is no model', async () => {
		const client = createFakeModelClient({ report: fakeReport({ models: [] }) });
		const { ask, told } = startService({ client });
		ask('r');
		await settle();
		expect(told('r').map(brief).slice(-2)).toEqual(['error no_model', 'final error']);
		expect(client.generated).toEqual([]);
	});

	test('when the text is too long, which is never sent', async () => {
		const { ask, client, told } = startService();
		ask('r', { content: 'pump '.repeat(4000) });
		await settle();
		expect(told('r').map(brief).slice(-2)).toEqual(['error too_large', 'final error']);
		expect(client.generated).toEqual([]);
	});

	test('when the generation fails', async () => {
		const { ask, told } = startService({}, [
			{ type: 'text_delta', text: 'A' },
			failed({ code: 'model_crashed' })
		]);
		ask('r');
		await settle();
		expect(told('r').map(brief).slice(-3)).toEqual([
			'text: A',
			'error model_crashed',
			'final error'
		]);
	});

	test.each<[string, Partial<AnalysisPorts>]>([
		['hashing', { hashText: () => Promise.reject(new Error('no digest')) }],
		['rendering', { prompts: { render: () => Promise.reject(new Error('no digest')) } }],
		[
			'looking at the server',
			{
				client: {
					...createFakeModelClient(),
					inspect: () => Promise.reject(new Error('no digest'))
				}
			}
		],
		[
			'generating',
			{
				client: {
					...createFakeModelClient(),
					generate: () => Promise.reject(new Error('no digest'))
				}
			}
		]
	])('when %s throws, which it never should', async (_, ports) => {
		const { ask, told } = startService(ports);
		ask('r');
		await settle();
		expect(told('r').map(brief).slice(-2)).toEqual(['error internal', 'final error']);
		expect(told('r').at(-2)).toMatchObject({
			data: { message: 'The analysis broke off: no digest' }
		});
	});

	test('when the client tells no end, which it never should', async () => {
		const { ask, told } = startService({}, (onEvent) => onEvent({ type: 'text_delta', text: 'A' }));
		ask('r');
		await settle();
		expect(told('r').map(brief).slice(-3)).toEqual(['text: A', 'error internal', 'final error']);
	});
});

describe('a repeated id', () => {
	test('with the same payload is answered once, while it runs and afterwards', async () => {
		const { ask, client, published } = startService({}, [PAUSE]);
		ask('r');
		ask('r');
		await settle();
		client.resume();
		await settle();
		ask('r');
		await settle();
		expect(client.generated).toHaveLength(1);
		expect(published.map(brief).filter((name) => name.startsWith('final'))).toHaveLength(1);
		expect(published.map(brief).filter((name) => name.startsWith('error'))).toEqual([]);
	});

	test.each<[string, Partial<LlmRequestData>]>([
		['another text', { content: 'Pump 8 lost pressure.' }],
		['another template', { template: 'parsing_analysis' }],
		['other options', { options: { temperature: 1 } }]
	])('with %s is a conflict, told beside the request, which goes on', async (_, fields) => {
		const { ask, client, published, told } = startService({}, [PAUSE, ...answer]);
		ask('r');
		ask('r', fields);
		await settle();
		client.resume();
		await settle();
		const [conflict] = published.filter(({ type }) => type === 'error');
		expect(conflict).toMatchObject({
			data: {
				code: 'id_conflict',
				message: "The id 'r' was used for another request already.",
				retryable: false
			}
		});
		expect(conflict).not.toHaveProperty('request_id');
		expect(told('r').map(brief).slice(-3)).toEqual([
			'text: A pump ',
			'text: failed.',
			'final stop'
		]);
		expect(client.generated).toHaveLength(1);
	});

	test('is remembered for 256 requests', async () => {
		const { ask, client } = startService({}, answer);
		for (let count = 0; count < 257; count += 1) ask(`r${count}`);
		await settle();
		ask('r1');
		await settle();
		expect(client.generated).toHaveLength(257);
		ask('r0');
		await settle();
		expect(client.generated).toHaveLength(258);
	});
});

describe('a cancelled request', () => {
	test('ends its generation, keeps what came, and is no error', async () => {
		const { ask, cancel, told } = startService({}, [...answer, PAUSE]);
		ask('r');
		await settle();
		cancel('r');
		await settle();
		expect(told('r').map(brief).slice(-3)).toEqual([
			'text: A pump ',
			'text: failed.',
			'final cancelled'
		]);
	});

	test('ends at once while its prompt is rendered, and is never sent', async () => {
		const gate = createGate();
		const prompts = createFakePrompts({ until: gate.passed });
		const { ask, cancel, client, told } = startService({ prompts }, answer);
		ask('r');
		await settle();
		cancel('r');
		const expected = ['request_started', 'queued', 'final cancelled'];
		expect(told('r').map(brief)).toEqual(expected);
		gate.open();
		await settle();
		expect(told('r').map(brief)).toEqual(expected);
		expect(client.generated).toEqual([]);
	});

	test('ends at once before it was accepted, too', async () => {
		const { ask, cancel, client, told } = startService({}, answer);
		ask('r');
		cancel('r');
		await settle();
		expect(told('r').map(brief)).toEqual(['final cancelled']);
		expect(client.generated).toEqual([]);
	});

	test('is no error either when the client breaks down over it', async () => {
		const { ask, cancel, told } = startService({}, async (_, signal) => {
			await new Promise((_resolve, reject) => {
				signal.addEventListener('abort', () => reject(new Error('socket closed')));
			});
		});
		ask('r');
		await settle();
		cancel('r');
		await settle();
		expect(told('r').map(brief).at(-1)).toBe('final cancelled');
		expect(told('r').map(brief)).not.toContain('error internal');
	});

	test('leaves the others alone', async () => {
		const { ask, cancel, client, told } = startService({}, [PAUSE, ...answer]);
		ask('a');
		ask('b');
		await settle();
		cancel('a');
		cancel('unknown');
		client.resume();
		await settle();
		expect(told('a').map(brief).at(-1)).toBe('final cancelled');
		expect(told('b').map(brief).at(-1)).toBe('final stop');
	});

	test('that has ended already stays as it ended', async () => {
		const { ask, cancel, told } = startService({}, answer);
		ask('r');
		await settle();
		const before = told('r');
		cancel('r');
		await settle();
		expect(told('r')).toEqual(before);
	});
});

describe('stopping the service', () => {
	test('ends what is running, and answers nothing more', async () => {
		const { ask, stop, told, client } = startService({}, [PAUSE]);
		ask('a');
		await settle();
		stop();
		ask('b');
		await settle();
		expect(told('a').map(brief).at(-1)).toBe('final cancelled');
		expect(told('b')).toEqual([]);
		expect(client.generated).toHaveLength(1);
	});
});
