/** How a chat request ends, whatever the model server does and whenever somebody cancels. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import {
	createFakeModelClient,
	failed,
	finished,
	settle,
	type FakeGeneration
} from '#lib/core/fakes.ts';
import type { GenerationEvent } from '#lib/core/ports.ts';
import { LOG, settleChat, startChat } from './fakes.ts';

type Step =
	GenerationEvent | { type: 'cancel' } | { type: 'turn' } | { type: 'throw' } | { type: 'hang' };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.string({ unit: fc.constantFrom('a', ' ', '🚀', '\ud83d', '\ude80'), maxLength: 3 })
			.chain((text) =>
				fc.constantFrom<Step>({ type: 'text_delta', text }, { type: 'reasoning_delta', text })
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
		arbitrary: fc.constantFrom<Step>(
			{ type: 'queued' },
			{ type: 'load_progress', progress: 2 },
			{ type: 'idle', idleMs: 15_000 },
			{ type: 'turn' }
		)
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom<Step>({ type: 'cancel' }, { type: 'throw' }, { type: 'hang' })
	}
);

function play(steps: readonly Step[], cancel: () => void): FakeGeneration {
	return async (onEvent) => {
		for (const each of steps) {
			if (each.type === 'cancel') cancel();
			else if (each.type === 'turn') await Promise.resolve();
			else if (each.type === 'hang') return new Promise(() => {});
			else if (each.type === 'throw') throw new Error('lost');
			else onEvent(each);
		}
	};
}

/** What every request owes, however it went. */
function expectOneEnding(told: readonly Message[]) {
	const finals = told.filter((message) => message.type === 'chat_message');
	expect(finals).toHaveLength(1);
	const last = told.at(-1);
	if (last?.type !== 'chat_message') throw new Error('Expected the final message to be the last');
	const errors = told.filter(({ type }) => type === 'error');
	const reason = last.meta?.finish_reason;
	const isFailed = reason === 'error' || reason === 'interrupted';
	expect(errors).toHaveLength(isFailed ? 1 : 0);
	if (isFailed) expect(told.at(-2)?.type).toBe('error');

	const text = told
		.map((message) =>
			message.type === 'llm_chunk' && message.parent_id === undefined && message.kind === 'text'
				? message.data.chunk
				: ''
		)
		.join('');
	expect(last.data.content).toBe(reason === 'stop' || reason === 'length' ? text : '');
	expect(told.filter((message) => message.type === 'llm_chunk' && message.data.is_final)).toEqual(
		[]
	);

	const started = runsOf(told, /^agent_started$/);
	const ended = runsOf(told, /^agent_(finished|failed)$/);
	expect(ended.toSorted()).toEqual(started.toSorted());
}

function runsOf(told: readonly Message[], action: RegExp): (string | undefined)[] {
	return told.flatMap((message) =>
		message.type === 'agent_action' && action.test(message.data.action) ? [message.run_id] : []
	);
}

test('ends with exactly one final message, and every agent with one end', async () => {
	await settleChat();
	await fc.assert(
		fc.asyncProperty(
			fc.tuple(...Array.from({ length: 3 }, () => fc.array(step, { maxLength: 6 }))),
			fc.boolean(),
			fc.nat(40),
			async (scripts, hasText, cancelAfter) => {
				const cancel = () => chat.cancel('r');
				const generations = scripts.map((steps) => play(steps, cancel));
				const chat = startChat([], {}, createFakeModelClient({ generations }));
				chat.ask('r', 'What happened?', hasText ? { context: LOG } : {});
				for (let turn = 0; turn < cancelAfter; turn += 1) await Promise.resolve();
				// What hangs is ended by the person, at last; the others have ended by then or end now.
				if (cancelAfter < 20) cancel();
				await settle();
				await settle();
				cancel();
				await settle();
				expect(chat.errors).toEqual([]);
				expectOneEnding(chat.told('r'));
			}
		),
		{ numRuns: 300 }
	);
});
