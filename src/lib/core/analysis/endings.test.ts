/** How a request ends, whatever the model server does and whenever somebody cancels. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Message } from '#lib/protocol/message.ts';
import type { ChunkKind } from '#lib/protocol/message.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import {
	createFakeClock,
	createFakeIds,
	createFakeModelClient,
	createFakePrompts,
	failed,
	fakeHashText,
	finished,
	settle,
	type FakeGeneration
} from '#lib/core/fakes.ts';
import type { GenerationEvent } from '#lib/core/ports.ts';
import { serveAnalysis } from './serve-analysis.ts';

/** A step of a generation that does as it likes. `turn` lets everything else go on for a moment. */
type Step = GenerationEvent | { type: 'cancel' | 'turn' | 'throw' };

const delta = fc.string({
	unit: fc.constantFrom('a', ' ', '🚀', '\ud83d', '\ude80', '诺'),
	maxLength: 4
});
const share = fc.oneof(fc.constant(undefined), fc.double());

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: delta.map((text): Step => ({ type: 'text_delta', text })) },
	{ weight: 3, arbitrary: delta.map((text): Step => ({ type: 'reasoning_delta', text })) },
	{
		weight: 3,
		arbitrary: fc.oneof(
			share.map((progress): Step => ({ type: 'load_progress', progress })),
			share.map((progress): Step => ({ type: 'prompt_progress', progress })),
			fc.constantFrom<Step>(
				{ type: 'queued' },
				{ type: 'idle', idleMs: 15_000 },
				{
					type: 'retrying',
					attempt: 1,
					attempts: 2,
					delayMs: 500,
					failure: { code: 'unreachable', message: 'a', retryable: true }
				}
			)
		)
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom<Step>(
			finished('stop'),
			finished('length'),
			finished('cancelled'),
			failed(),
			failed({ code: 'interrupted' })
		)
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom<Step>({ type: 'cancel' }, { type: 'turn' }, { type: 'throw' })
	}
);

/** Serves one request `r` with `generation`, cancelling after `cancelAfter` turns, and returns what was told of it. */
async function answerWith(
	generation: (cancel: () => void) => FakeGeneration,
	{ cancelAfter = Infinity, listensBadly = false } = {}
): Promise<Message[]> {
	const clock = createFakeClock();
	const { bus, published } = createFakeBus({ clock });
	const cancel = () => bus.publish({ type: 'cancel', data: { request_id: 'r' } });
	serveAnalysis(bus, {
		client: createFakeModelClient({ generations: [generation(cancel)] }),
		prompts: createFakePrompts(),
		clock,
		newId: createFakeIds(),
		hashText: fakeHashText
	});
	if (listensBadly) {
		bus.subscribe({ request_id: 'r' }, ({ type }) => {
			if (type === 'error') cancel();
			throw new Error('broken view');
		});
	}
	bus.publish({ type: 'llm_request', id: 'r', data: { content: 'text', template: 't' } });
	for (let turn = 0; turn < cancelAfter && turn < 50; turn += 1) await Promise.resolve();
	if (cancelAfter < Infinity) cancel();
	await settle();
	return published.filter(({ request_id }) => request_id === 'r');
}

function expectOneGoodEnding(told: readonly Message[]) {
	const last = told.at(-1);
	const finals = told.filter(
		({ type, data }) => type === 'llm_chunk' && 'is_final' in data && data.is_final
	);
	expect(finals).toEqual([last]);

	const reason = last?.type === 'llm_chunk' ? last.meta?.finish_reason : undefined;
	const hasFailed = reason === 'error' || reason === 'interrupted';
	expect(told.filter(({ type }) => type === 'error')).toHaveLength(hasFailed ? 1 : 0);
	expect(told.at(-2)?.type === 'error').toBe(hasFailed);

	const texts: Record<ChunkKind, string> = { text: '', reasoning: '' };
	for (const message of told) {
		expect(Message.safeParse(message).success).toBe(true);
		if (message.type !== 'llm_chunk') continue;
		const { kind = 'text', data, off } = message;
		expect(off).toBe(texts[kind].length);
		expect(data.chunk === '').toBe(data.is_final);
		// No pair is torn apart: a half ends a chunk only where the other half does not follow.
		expect(/[\ud800-\udbff]$/.test(texts[kind]) && /^[\udc00-\udfff]/.test(data.chunk)).toBe(false);
		texts[kind] += data.chunk;
	}
	return texts;
}

test('a generation that does as it likes ends once, and nothing of it is lost before that', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { maxLength: 20 }),
			fc.boolean(),
			async (steps, listensBadly) => {
				const sent: Record<ChunkKind, string> = { text: '', reasoning: '' };
				let isOver = false;
				const play = (cancel: () => void): FakeGeneration => {
					return async (onEvent) => {
						for (const next of steps) {
							switch (next.type) {
								case 'cancel':
									cancel();
									break;
								case 'turn':
									await Promise.resolve();
									break;
								case 'throw':
									throw new Error('socket closed');
								default:
									isOver ||= next.type === 'finished' || next.type === 'failed';
									if (!isOver && next.type === 'text_delta') sent.text += next.text;
									if (!isOver && next.type === 'reasoning_delta') sent.reasoning += next.text;
									onEvent(next);
							}
						}
					};
				};
				const texts = expectOneGoodEnding(await answerWith(play, { listensBadly }));
				expect(texts).toEqual(sent);
			}
		),
		{ numRuns: 500 }
	);
});

test('a well-behaved generation ends once, whenever somebody cancels', async () => {
	const events = fc.array(
		step.filter(
			(next): next is GenerationEvent => !['cancel', 'turn', 'throw'].includes(next.type)
		),
		{ maxLength: 10 }
	);
	await fc.assert(
		fc.asyncProperty(events, fc.nat(40), async (list, cancelAfter) => {
			expectOneGoodEnding(await answerWith(() => list, { cancelAfter }));
		}),
		{ numRuns: 300 }
	);
});
