import { expect, test } from 'vitest';
import type { Message } from '#lib/protocol/message.ts';
import {
	createFakeModelClient,
	failed,
	finished,
	PAUSE,
	type FakeGeneration
} from '#lib/core/fakes.ts';
import { createChatFold, isAnswering, type ChatTurn } from './chat-fold.ts';
import { LOG, settleChat, startChat } from './fakes.ts';

const found = (text: string): FakeGeneration => [{ type: 'text_delta', text }];

function foldAll(messages: readonly Message[]): ChatTurn {
	const fold = createChatFold('r', undefined, undefined);
	for (const message of messages) fold.apply(message, 0);
	return fold.view();
}

/** What the real service tells of a question about a log. */
async function tell(generations: readonly FakeGeneration[], then?: 'cancel'): Promise<Message[]> {
	const chat = startChat([], {}, createFakeModelClient({ generations }));
	chat.ask('r', 'What happened?', { context: LOG });
	await settleChat();
	if (then === 'cancel') chat.cancel('r');
	return chat.told('r');
}

test('shows the agents’ work and the answer', async () => {
	const turn = foldAll(await tell([found('A log.'), [failed()], found('It broke.')]));
	expect(turn.steps).toMatchObject([
		{ agent: 'log_triage', title: 'Log triage', state: 'finished', text: 'A log.', seconds: 0 },
		{ agent: 'qa_over_document', state: 'failed', problem: 'The server failed.', text: '' },
		{ agent: 'synthesis', state: 'finished', text: '' }
	]);
	expect(turn).toMatchObject({
		status: 'done',
		text: 'It broke.',
		earlier: { sent: 0, left_out: 0 },
		error: undefined
	});
	expect(isAnswering(turn.status)).toBe(false);
});

test('says that specialists are at work until the answer begins', async () => {
	const told = await tell([found('A log.'), [PAUSE]]);
	expect(foldAll(told).status).toBe('asking');
	expect(isAnswering('asking')).toBe(true);
	expect(foldAll(told).steps.map(({ state }) => state)).toEqual(['finished', 'running', 'planned']);
});

test.each<[string, FakeGeneration, Partial<ChatTurn>]>([
	[
		'limit',
		[{ type: 'text_delta', text: 'Half' }, finished('length')],
		{ status: 'length', text: 'Half' }
	],
	['error', [{ type: 'text_delta', text: 'Half' }, failed()], { status: 'failed', text: 'Half' }],
	[
		'broken stream',
		[{ type: 'text_delta', text: 'Half' }, failed({ code: 'interrupted' })],
		{ status: 'interrupted', text: 'Half' }
	]
])('keeps what came before the %s, as what it is', async (_name, last, expected) => {
	expect(foldAll(await tell([found('a'), found('b'), last]))).toMatchObject(expected);
});

test('keeps what came before a stop', async () => {
	const half: FakeGeneration = [{ type: 'text_delta', text: 'Half' }, PAUSE];
	const turn = foldAll(await tell([found('a'), found('b'), half], 'cancel'));
	expect(turn).toMatchObject({ status: 'stopped', text: 'Half', error: undefined });
	expect(turn.steps.map(({ state }) => state)).toEqual(['finished', 'finished', 'stopped']);
});

test('comes to the same when every message is heard twice', async () => {
	const told = await tell([found('A log.'), found('b'), found('It broke.')]);
	const twice = foldAll(told.flatMap((message) => [message, message]));
	expect(twice).toEqual(foldAll(told));
});

test('has the whole answer, and who wrote it, also when it joins in the middle', async () => {
	const told = await tell([found('A log.'), found('b'), found('It broke.')]);
	const late = foldAll(told.slice(-4));
	expect(late).toMatchObject({ status: 'done', text: 'It broke.' });
	const fromStart = told.findIndex(
		(message) => message.type === 'agent_action' && message.data.action === 'agent_started'
	);
	expect(foldAll(told.slice(fromStart)).steps).toHaveLength(3);
});

test('has the text as one that grows, where all of it was heard, and anew where it is another', () => {
	const fold = createChatFold('r', undefined, undefined);
	const write = (chunk: string, off: number) =>
		fold.apply({ type: 'llm_chunk', kind: 'text', off, data: { chunk, is_final: false } }, 0);
	const { growing } = fold.view();
	write('One ', 0);
	write('two', 4);
	write('two', 4);
	expect(fold.view().growing).toBe(growing);
	expect([growing?.from(0), growing?.from(4)]).toEqual(['One two', 'two']);
	write('and two', 4);
	expect(fold.view().growing).not.toBe(growing);
	expect(fold.view().growing?.from(0)).toBe('One and two');
	fold.apply({ type: 'chat_message', data: { content: 'Other.', is_final: true } }, 0);
	expect(fold.view().growing?.from(0)).toBe('Other.');
	const read = createChatFold('r', undefined, undefined, fold.view());
	expect(read.view()).toMatchObject({ text: 'Other.', growing: undefined });
});

test('times the thoughts of who writes the answer, and goes on with what a page before has timed', () => {
	const fold = createChatFold('r', undefined, undefined);
	const think = (chunk: string, kind: 'text' | 'reasoning', nowMs: number) =>
		fold.apply({ type: 'llm_chunk', kind, data: { chunk, is_final: false } }, nowMs);
	fold.apply(
		{
			type: 'llm_chunk',
			kind: 'reasoning',
			parent_id: 'r',
			run_id: 's',
			data: { chunk: 'A specialist.', is_final: false }
		},
		0
	);
	think('Hm', 'reasoning', 1000);
	think('.', 'reasoning', 1500);
	expect(fold.view()).toMatchObject({ reasoning: 'Hm.', reasoningMs: 500 });
	fold.know({ ...fold.view(), reasoning: 'Well, hm.', reasoningMs: 2000 });
	think('Yes', 'text', 9000);
	expect(fold.view()).toMatchObject({ reasoning: 'Well, hm.', reasoningMs: 2000 });
});

test('gives the same object until something changes', () => {
	const fold = createChatFold('r', { content: 'Why?' }, 'Ines');
	const before = fold.view();
	expect(fold.view()).toBe(before);
	fold.apply({ type: 'llm_progress', data: { phase: 'reading_prompt', progress: 0.5 } }, 0);
	expect(fold.view()).toMatchObject({ status: 'reading_prompt', progress: 0.5, from: 'Ines' });
	expect(before.status).toBe('queued');
});

test('leaves alone what it does not know', () => {
	const fold = createChatFold('r', undefined, undefined);
	fold.apply({ type: 'agent_action', data: { agent: 'a', action: 'sang' } }, 0);
	fold.apply(
		{ type: 'agent_action', data: { agent: 'a', action: 'plan_ready', steps: 'many' } },
		0
	);
	fold.apply({ type: 'cancel', data: { request_id: 'r' } }, 0);
	expect(fold.view()).toMatchObject({ status: 'queued', steps: [] });
});
