import { describe, expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import { createFakeClock, failed, finished } from '#lib/core/fakes.ts';
import type { GenerationEvent } from '#lib/core/ports.ts';
import { createAnswerPublisher } from './answer-publisher.ts';

function startPublisher() {
	const clock = createFakeClock();
	const { bus, published } = createFakeBus({ clock });
	const publisher = createAnswerPublisher(bus, clock, 'r');
	return { bus, clock, published, publisher };
}

/** What comes of events, without the envelope. */
function publishAll(...events: GenerationEvent[]) {
	const { publisher, published } = startPublisher();
	for (const event of events) publisher.onEvent(event);
	return published.map(bare);
}

function bare({ type, data, ...rest }: Message) {
	const { v, channel, request_id, seq, epoch, ts, ...beside } = rest;
	return { type, data, ...beside };
}

const progress = (data: object) => ({ type: 'llm_progress', data });
const text = (chunk: string, off: number, kind = 'text') => ({
	type: 'llm_chunk',
	data: { chunk, is_final: false },
	kind,
	off
});

describe('progress', () => {
	test.each<[string, GenerationEvent, object]>([
		['queued', { type: 'queued' }, { phase: 'queued' }],
		[
			'loading',
			{ type: 'load_progress', progress: 0.65 },
			{ phase: 'loading_model', progress: 0.65 }
		],
		[
			'loading without a share',
			{ type: 'load_progress', progress: undefined },
			{ phase: 'loading_model' }
		],
		['reading', { type: 'prompt_progress', progress: 1 }, { phase: 'reading_prompt', progress: 1 }],
		[
			'a share above 1',
			{ type: 'prompt_progress', progress: 1.02 },
			{ phase: 'reading_prompt', progress: 1 }
		],
		[
			'a share below 0',
			{ type: 'prompt_progress', progress: -1 },
			{ phase: 'reading_prompt', progress: 0 }
		],
		[
			'a share that is no number',
			{ type: 'prompt_progress', progress: NaN },
			{ phase: 'reading_prompt' }
		],
		[
			'a retry',
			{
				type: 'retrying',
				attempt: 1,
				attempts: 2,
				delayMs: 500,
				failure: { code: 'unreachable', message: 'a', retryable: true }
			},
			{ phase: 'queued', retry: { attempt: 1, attempts: 2, delay_ms: 500, code: 'unreachable' } }
		],
		[
			'a pause before anything came',
			{ type: 'idle', idleMs: 15_000 },
			{ phase: 'writing', idle_ms: 15_000 }
		]
	])('tells of %s', (_, event, data) => {
		expect(publishAll(event)).toEqual([progress(data)]);
	});

	test('names the phase at the first piece of it only', () => {
		expect(
			publishAll(
				{ type: 'reasoning_delta', text: 'so' },
				{ type: 'reasoning_delta', text: ' that' },
				{ type: 'text_delta', text: 'Pump' },
				{ type: 'text_delta', text: ' 7' }
			)
		).toEqual([
			progress({ phase: 'reasoning' }),
			text('so', 0, 'reasoning'),
			text(' that', 2, 'reasoning'),
			progress({ phase: 'writing' }),
			text('Pump', 0),
			text(' 7', 4)
		]);
	});

	test('of a pause stays in the phase that it interrupts', () => {
		expect(
			publishAll({ type: 'reasoning_delta', text: 'so' }, { type: 'idle', idleMs: 15_000 }).at(-1)
		).toEqual(progress({ phase: 'reasoning', idle_ms: 15_000 }));
	});

	test('is not made of an empty piece', () => {
		expect(
			publishAll({ type: 'text_delta', text: '' }, { type: 'reasoning_delta', text: '' })
		).toEqual([]);
	});
});

describe('a surrogate pair that comes in two pieces', () => {
	const halves = ['🚀'.charAt(0), '🚀'.charAt(1)] as const;

	test('is sent in one', () => {
		expect(
			publishAll(
				{ type: 'text_delta', text: `go ${halves[0]}` },
				{ type: 'text_delta', text: `${halves[1]} up` }
			)
		).toEqual([progress({ phase: 'writing' }), text('go ', 0), text('🚀 up', 3)]);
	});

	test('is put together within its kind', () => {
		expect(
			publishAll(
				{ type: 'reasoning_delta', text: halves[0] },
				{ type: 'text_delta', text: 'a' },
				{ type: 'reasoning_delta', text: halves[1] }
			).filter(({ type }) => type === 'llm_chunk')
		).toEqual([text('a', 0), text('🚀', 0, 'reasoning')]);
	});

	test('whose other half never comes is not lost', () => {
		expect(publishAll({ type: 'text_delta', text: `a${halves[0]}` }, finished()).slice(1)).toEqual([
			text('a', 0),
			text(halves[0], 1),
			expect.objectContaining({ data: { chunk: '', is_final: true }, off: 2 })
		]);
	});
});

describe('the end', () => {
	test.each(['stop', 'length', 'cancelled'] as const)(
		'by %s is one empty final chunk',
		(reason) => {
			expect(publishAll({ type: 'text_delta', text: 'Pump 7' }, finished(reason)).at(-1)).toEqual({
				type: 'llm_chunk',
				data: { chunk: '', is_final: true },
				kind: 'text',
				off: 6,
				meta: { finish_reason: reason, usage: {}, stats: { total_seconds: 0 } }
			});
		}
	);

	test('tells what the server said, and how long it took', () => {
		const { publisher, published, clock } = startPublisher();
		clock.elapse(2500);
		publisher.onEvent({
			type: 'finished',
			reason: 'stop',
			usage: { input_tokens: 10, output_tokens: 20 },
			stats: { tokens_per_second: 43.7, endpoint: 'native' },
			model: 'llama-3.2-3b-instruct:2'
		});
		expect(published.at(-1)).toMatchObject({
			meta: {
				finish_reason: 'stop',
				usage: { input_tokens: 10, output_tokens: 20 },
				stats: { total_seconds: 2.5, tokens_per_second: 43.7, endpoint: 'native' },
				model: 'llama-3.2-3b-instruct:2'
			}
		});
	});

	test('leaves the time to the server where that measured it', () => {
		const { publisher, published } = startPublisher();
		publisher.onEvent({
			type: 'finished',
			reason: 'stop',
			usage: {},
			stats: { total_seconds: 9, context_length: 2048 },
			model: undefined
		});
		expect(published.at(-1)).toMatchObject({ meta: { stats: { total_seconds: 9 } } });
	});

	test.each([
		[450, true],
		[950, undefined]
	])('tells what was expected, and whether the text was cut: %d tokens', (input, wasCut) => {
		const { publisher, published } = startPublisher();
		publisher.expect({ estimatedInputTokens: 1000, contextLength: 4096 });
		publisher.onEvent({
			type: 'finished',
			reason: 'stop',
			usage: { input_tokens: input },
			stats: {},
			model: undefined
		});
		expect(published.at(-1)).toHaveProperty('meta.stats', {
			total_seconds: 0,
			estimated_input_tokens: 1000,
			context_length: 4096,
			...(wasCut && { input_was_cut: true })
		});
	});

	test('by a failure is an error and the final chunk', () => {
		const failure = { code: 'model_crashed', suggestion: 'Load it again.' } as const;
		expect(publishAll({ type: 'text_delta', text: 'Pump' }, failed(failure)).slice(-2)).toEqual([
			{
				type: 'error',
				data: {
					code: 'model_crashed',
					message: 'The server failed.',
					suggestion: 'Load it again.',
					retryable: false
				}
			},
			expect.objectContaining({
				data: { chunk: '', is_final: true },
				off: 4,
				meta: { finish_reason: 'error', usage: {}, stats: { total_seconds: 0 } }
			})
		]);
	});

	test('by a broken stream is an interruption', () => {
		expect(publishAll(failed({ code: 'interrupted' })).at(-1)).toMatchObject({
			meta: { finish_reason: 'interrupted' }
		});
	});

	test('of a request that was not sent is told without figures', () => {
		const { publisher, published } = startPublisher();
		publisher.fail({ code: 'no_model', message: 'There is none.', retryable: true });
		expect(published.map(bare)).toEqual([
			{ type: 'error', data: { code: 'no_model', message: 'There is none.', retryable: true } },
			{
				type: 'llm_chunk',
				data: { chunk: '', is_final: true },
				kind: 'text',
				off: 0,
				meta: { finish_reason: 'error' }
			}
		]);
	});

	test('is the end: nothing follows, whatever else is told', () => {
		const { publisher, published } = startPublisher();
		publisher.cancel();
		expect(published.map(bare)).toEqual([
			{
				type: 'llm_chunk',
				data: { chunk: '', is_final: true },
				kind: 'text',
				off: 0,
				meta: { finish_reason: 'cancelled' }
			}
		]);
		publisher.cancel();
		publisher.phase('queued');
		publisher.fail({ code: 'internal', message: 'a', retryable: false });
		publisher.onEvent({ type: 'text_delta', text: 'late' });
		publisher.onEvent({ type: 'idle', idleMs: 1 });
		publisher.onEvent(finished());
		publisher.onEvent(failed());
		expect(published).toHaveLength(1);
	});
});

describe('a listener that ends the request while it hears of it', () => {
	test.each<Message['type']>(['error', 'llm_progress', 'llm_chunk'])(
		'on %s makes no second end',
		(type) => {
			const { bus, publisher, published } = startPublisher();
			bus.subscribe({ type }, () => publisher.cancel());
			publisher.onEvent({ type: 'text_delta', text: 'Pump' });
			publisher.onEvent(failed());
			const finals = published.filter(
				(message) => message.type === 'llm_chunk' && message.data.is_final
			);
			expect(finals).toHaveLength(1);
			expect(published.at(-1)).toBe(finals[0]);
		}
	);
});
