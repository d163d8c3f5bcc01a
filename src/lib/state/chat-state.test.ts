import { expect, test } from 'vitest';
import { failed, PAUSE, type FakeGeneration } from '#lib/core/fakes.ts';
import { settleChat } from '#lib/core/agents/fakes.ts';
import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { createFakeApp, OPEN } from './fakes.ts';

function openChat(generations?: readonly FakeGeneration[]) {
	const world = createFakeApp(generations ? { generations } : {});
	const { chat } = world.app;
	const published: Message[] = [];
	world.bus.subscribe({}, (message) => published.push(message));
	return {
		...world,
		chat,
		published,
		ask: async (question: string) => {
			chat.draft.edit(question);
			await chat.ask();
			await settleChat();
		},
		/** What this page asked, in order. */
		asked: (): ChatMessageData[] =>
			published.flatMap((message) =>
				message.type === 'chat_message' && message.request_id === undefined ? [message.data] : []
			),
		statuses: () => chat.turns.map(({ status }) => status)
	};
}

test('asks what was written, and shows the answer', async () => {
	const { chat, ask, asked, store } = openChat();
	await settleChat();
	await ask('  Why?  ');
	expect(asked()).toMatchObject([{ content: 'Why?', model: 'llama-3.2-3b-instruct' }]);
	expect(chat.turns).toMatchObject([
		{
			status: 'done',
			text: 'An answer.',
			asked: { content: 'Why?' },
			steps: [{ state: 'finished' }]
		}
	]);
	expect(chat.turns.map((turn) => chat.isOwn(turn))).toEqual([true]);
	expect(chat.draft.content).toBe('');
	expect(await store.get('drafts', 'chat')).toMatchObject({ content: '' });
});

test('keeps what is being written for the next visit', async () => {
	const { chat, clock, store } = openChat();
	chat.draft.edit('Half a quest');
	clock.elapse(1000);
	expect(await store.get('drafts', 'chat')).toMatchObject({ content: 'Half a quest' });
});

test('brings back what was being written, and who was picked', async () => {
	const { chat, store } = openChat();
	await store.put('drafts', 'chat', { content: 'From before' });
	await store.put('choices', 'chat:template', 'log_triage');
	await chat.restore();
	expect([chat.draft.content, chat.template]).toEqual(['From before', 'log_triage']);
	chat.choose(undefined);
	await chat.restore();
	expect(chat.template).toBeUndefined();
});

test('asks nothing while there is nothing, or while an answer is under way', async () => {
	const { chat, ask, asked } = openChat([[PAUSE]]);
	await ask('  ');
	await ask('Why?');
	await ask('And then?');
	expect(asked()).toHaveLength(1);
	expect(chat.draft.content).toBe('And then?');
	expect(chat.running?.asked?.content).toBe('Why?');
});

test('stops an answer, and keeps what came', async () => {
	const { chat, ask, statuses } = openChat([[{ type: 'text_delta', text: 'Half' }, PAUSE]]);
	await ask('Why?');
	chat.stop();
	await settleChat();
	expect(statuses()).toEqual(['stopped']);
	expect(chat.turns[0]?.text).toBe('Half');
	expect(chat.running).toBeUndefined();
});

test('with less motion an answer grows once a second; its question and its end are shown at once', async () => {
	const { app, chat, ask, bus, clock } = openChat([[PAUSE]]);
	await app.settings.setMotion('less');
	await ask('Why?');
	// What came until here has been shown, and the second after it is over.
	clock.elapse(2000);
	const request_id = chat.running?.requestId ?? '';
	const write = (chunk: string) =>
		bus.publish({ type: 'llm_chunk', request_id, data: { chunk, is_final: false } });
	write('One ');
	clock.elapse(999);
	write('two');
	const before = chat.turns[0]?.text;
	clock.elapse(1);
	expect([before, chat.turns[0]?.text]).toEqual(['One ', 'One two']);
	write('.');
	bus.publish({
		type: 'chat_message',
		request_id,
		data: { content: 'One two.', is_final: true },
		meta: { finish_reason: 'stop' }
	});
	expect(chat.turns).toMatchObject([{ text: 'One two.', status: 'done' }]);
	await ask('And then?');
	expect(chat.turns.map(({ asked }) => asked?.content)).toEqual(['Why?', 'And then?']);
});

test('asks the same once more in place of what failed', async () => {
	const { chat, ask, asked, statuses } = openChat([
		[failed()],
		[{ type: 'text_delta', text: 'Now.' }]
	]);
	await ask('Why?');
	expect(statuses()).toEqual(['failed']);
	const [turn] = chat.turns;
	if (turn) await chat.retry(turn);
	await settleChat();
	expect(statuses()).toEqual(['done']);
	expect(asked()[1]).toEqual(asked()[0]);
});

test('takes the text of the Analyse page along where the person says so', async () => {
	const { app, chat, ask, asked } = openChat();
	app.analyse.draft.replace({ content: 'A text.', name: 'notes.txt' });
	await ask('Why?');
	chat.usesSource = true;
	await ask('Why?');
	app.analyse.draft.clear();
	await ask('Why?');
	expect(asked().map(({ context, context_name }) => [context, context_name])).toEqual([
		[undefined, undefined],
		['A text.', 'notes.txt'],
		[undefined, undefined]
	]);
});

test('asks the specialist that was picked', async () => {
	const { chat, ask, asked } = openChat();
	chat.choose('summary_brief');
	await ask('Why?');
	expect(asked()).toMatchObject([{ template: 'summary_brief' }]);
});

test('a new chat knows nothing of the one before, to which one can go back', async () => {
	const { chat, ask, asked } = openChat();
	await ask('One?');
	chat.startAnew();
	expect([chat.turns.length, chat.canGoBack]).toEqual([0, true]);
	await ask('Two?');
	await chat.goBack();
	await ask('Three?');
	expect(chat.turns.map((turn) => turn.asked?.content)).toEqual(['One?', 'Three?']);
	const [one, two, three] = asked().map(({ workspace }) => workspace);
	expect(two).not.toBe(one);
	expect(three).toBe(one);
	expect(chat.canGoBack).toBe(false);
});

test('a new chat stops the answer, and does not show what it still tells', async () => {
	const { chat, ask } = openChat([[{ type: 'text_delta', text: 'Half' }, PAUSE]]);
	await ask('Why?');
	chat.startAnew();
	await settleChat();
	expect(chat.turns).toEqual([]);
	await chat.goBack();
	expect(chat.turns).toMatchObject([{ status: 'stopped', text: 'Half' }]);
});

test('shows what others on the channel ask, and what they are answered', async () => {
	const { chat, bus } = openChat();
	bus.publish({ type: 'chat_message', id: 'theirs', from: 'Ines', data: { content: 'And me?' } });
	await settleChat();
	expect(chat.turns).toMatchObject([{ status: 'done', from: 'Ines', text: 'An answer.' }]);
	expect(chat.turns.map((turn) => chat.isOwn(turn))).toEqual([false]);
	expect(chat.running).toBeUndefined();
});

test('knows its own questions by how the relay marks them, when the page was loaded anew', async () => {
	const { app, chat, bus } = openChat([[PAUSE]]);
	app.relay.linkIs(OPEN);
	bus.publish({ type: 'chat_message', id: 'mine', from: 'me-1', data: { content: 'Why?' } });
	bus.publish({ type: 'chat_message', id: 'theirs', from: 'a-2', data: { content: 'And me?' } });
	await settleChat();
	app.relay.linkIs({ state: 'waiting', attempt: 1, delayMs: 500, code: 1006 });
	expect(chat.turns.map((turn) => [turn.requestId, chat.isOwn(turn), chat.canRetry(turn)])).toEqual(
		[
			['mine', true, false],
			['theirs', false, false]
		]
	);
	expect(chat.running?.requestId).toBe('mine');
});

test('shows an answer whose question it has not heard', () => {
	const { chat, bus } = openChat();
	const beside = { request_id: 'theirs', run_id: 'w', agent: 'assistant', parent_id: 'theirs' };
	bus.publish({
		type: 'agent_action',
		...beside,
		data: { agent: 'assistant', action: 'agent_started', title: 'Answer' }
	});
	bus.publish({ type: 'llm_chunk', request_id: 'theirs', data: { chunk: 'Yes', is_final: false } });
	expect(chat.turns).toMatchObject([
		{ asked: undefined, text: 'Yes', steps: [{ title: 'Answer' }] }
	]);
	bus.publish({
		type: 'chat_message',
		request_id: 'other',
		data: { content: 'x', is_final: true }
	});
	expect(chat.turns).toHaveLength(1);
});
