import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { settle } from '#lib/core/fakes.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { CHAT, createFakeChatPage, keptTurn } from './fakes.ts';
import { createChatKeeper } from './keep-chats.ts';
import { deleteChat } from './delete-chat.ts';
import { listChats, readTurns } from './read-chats.ts';

test('a question is stored when it is asked, and its answer while it comes and when it has ended', async () => {
	const { keeper, clock, read, told } = createFakeChatPage();
	keeper.keep(CHAT, keptTurn('a'));
	await settle();
	expect(await read()).toMatchObject([{ requestId: 'a', status: 'queued', text: '' }]);
	keeper.keep(CHAT, keptTurn('a', { status: 'writing', text: 'An' }));
	keeper.keep(CHAT, keptTurn('a', { status: 'writing', text: 'An ans' }));
	await settle();
	expect(await read()).toMatchObject([{ text: '' }]);
	clock.elapse(200);
	await settle();
	expect(await read()).toMatchObject([{ status: 'writing', text: 'An ans' }]);
	keeper.keep(CHAT, keptTurn('a', { status: 'done', text: 'An answer.' }));
	await settle();
	expect(await read()).toMatchObject([{ status: 'done', text: 'An answer.' }]);
	expect(told).toHaveLength(3);
});

test('all that is shown of a turn comes back, and nothing else is stored', async () => {
	const { keeper, store, read } = createFakeChatPage();
	const { turn } = keptTurn('a', {
		asked: { content: 'Why?', template: 'log_triage', model: 'a-model' },
		status: 'failed',
		text: 'Half',
		reasoning: 'Hm.',
		reasoningMs: 1500,
		earlier: { sent: 1, left_out: 2 },
		error: { code: 'interrupted', message: 'It broke off.', retryable: true },
		meta: { finish_reason: 'error', usage: { output_tokens: 3 } },
		steps: [
			{
				runId: 'r',
				agent: 'log_triage',
				title: 'Log triage',
				task: 'Find it.',
				state: 'failed',
				phase: 'writing',
				text: 'Some',
				problem: 'No room.',
				seconds: 2,
				usage: { input_tokens: 4 }
			}
		]
	});
	keeper.keep(CHAT, { ...keptTurn('a'), turn });
	await settle();
	const steps = turn.steps.map((step) => ({ ...step, phase: undefined }));
	expect(await read()).toEqual([{ ...turn, steps }]);
	const bare = keptTurn('b', { status: 'done' });
	keeper.keep(CHAT, bare);
	await settle();
	expect(JSON.stringify(await store.get('chat_turns', 'chat-1/b'))).toBe(
		'{"type":"chat_turn","id":"b","asked_at":1,"asked":{"content":"Why?"},"status":"done","steps":[],"text":"","reasoning":""}'
	);
});

test('a text that several questions are about is stored once, whatever its length', async () => {
	const { keeper, store, read } = createFakeChatPage();
	const context = 'A long text. '.repeat(4000);
	keeper.keep(CHAT, keptTurn('a', { asked: { content: 'Why?', context }, status: 'done' }, 'a'));
	keeper.keep(CHAT, keptTurn('b', { asked: { content: 'How?', context }, status: 'done' }, 'a'));
	await settle();
	expect((await read()).map(({ asked }) => asked?.context === context)).toEqual([true, true]);
	const blocks = await store.list('chat_texts');
	expect(blocks).toHaveLength(Math.ceil(context.length / 16_384));
	expect(JSON.stringify(await store.list('chat_turns'))).not.toContain('A long text.');
	// A part that is lost is not passed off as the whole.
	await store.delete('chat_texts', blocks[1]?.key ?? '');
	expect((await read()).map(({ asked }) => asked?.context)).toEqual([undefined, undefined]);
});

test('what a page that is gone had under way is interrupted; what another tab does is not', async () => {
	const { page, keeper, read, store } = createFakeChatPage();
	const step = { runId: 'r', agent: 'assistant', title: 'Answer', state: 'running' } as const;
	const rest = { task: undefined, phase: undefined, text: '', problem: undefined };
	keeper.keep(
		CHAT,
		keptTurn('a', {
			status: 'writing',
			text: 'Half',
			steps: [{ ...step, ...rest, seconds: undefined, usage: undefined }]
		})
	);
	await settle();
	expect(await read()).toMatchObject([{ status: 'writing', steps: [{ state: 'running' }] }]);
	page.kill();
	expect(await read()).toMatchObject([
		{ status: 'interrupted', text: 'Half', steps: [{ state: 'stopped' }] }
	]);
	const unknowing = { ...page.locks, isHeld: () => Promise.resolve(undefined) };
	const { turns } = await readTurns({ store, locks: unknowing }, CHAT.id);
	expect(turns.map(({ turn }) => turn.status)).toEqual(['interrupted']);
});

test('a chat that was deleted is not made anew by what is still told of it', async () => {
	const { keeper, store } = createFakeChatPage();
	keeper.keep(CHAT, keptTurn('a', { status: 'writing' }));
	await settle();
	// Somewhere else.
	await deleteChat(store, CHAT.id);
	keeper.keep(CHAT, keptTurn('a', { status: 'done', text: 'An answer.' }));
	await settle();
	expect(await store.keys('chat_turns')).toEqual([]);
	expect(await store.keys('chats')).toEqual([]);
});

test('nothing more is written of a chat that was let go, and its question is not taken for under way', async () => {
	const { keeper, clock, read } = createFakeChatPage();
	keeper.keep(CHAT, keptTurn('a', { status: 'writing' }));
	keeper.keep(CHAT, keptTurn('a', { status: 'writing', text: 'More' }));
	await keeper.letGo(CHAT.id);
	clock.elapse(1000);
	await settle();
	expect((await read()).map(({ status, text }) => [status, text])).not.toContainEqual([
		'writing',
		'More'
	]);
});

test('a chat is deleted with all that belongs to it, and comes back whole', async () => {
	const { keeper, store, read } = createFakeChatPage();
	const asked = { content: 'Why?', context: 'A text.' };
	keeper.keep(CHAT, keptTurn('a', { asked, status: 'done', text: 'An answer.' }, 'a'));
	keeper.keep({ ...CHAT, id: 'chat-10' as typeof CHAT.id }, keptTurn('b', { status: 'done' }));
	await settle();
	const before = await read();
	const lost = await deleteChat(store, CHAT.id);
	expect(await store.keys('chats')).toEqual(['chat-10']);
	expect(await store.keys('chat_turns')).toEqual(['chat-10/b']);
	expect(await store.keys('chat_texts')).toEqual([]);
	await store.write(lost);
	expect(await read()).toEqual(before);
});

test('says that the store refuses a turn, and has it whole when there is room again', async () => {
	const inner = createMemoryRecordStore();
	let isFull = true;
	const store: RecordStore = {
		...inner,
		write: (changes) => (isFull ? Promise.reject(new Error('No room.')) : inner.write(changes))
	};
	const { clock, page } = createFakeChatPage();
	const refused: unknown[] = [];
	const keeper = createChatKeeper({
		store,
		clock,
		locks: page.locks,
		onKept: () => {},
		onRefused: (error) => refused.push(error)
	});
	const asked = { content: 'Why?', context: 'A text.' };
	keeper.keep(CHAT, keptTurn('a', { asked }, 'a'));
	await settle();
	keeper.keep(CHAT, keptTurn('a', { asked, text: 'An' }, 'a'));
	clock.elapse(200);
	await settle();
	expect(refused).toHaveLength(2);
	isFull = false;
	keeper.keep(CHAT, keptTurn('a', { asked, status: 'done', text: 'An answer.' }, 'a'));
	await settle();
	const { turns } = await readTurns({ store, locks: page.locks }, CHAT.id);
	expect(turns).toMatchObject([{ turn: { asked, status: 'done', text: 'An answer.' } }]);
});

test('what waits is written at once when the page goes away', async () => {
	const { keeper, read } = createFakeChatPage();
	keeper.keep(CHAT, keptTurn('a'));
	await settle();
	keeper.keep(CHAT, keptTurn('a', { status: 'writing', text: 'Half' }));
	keeper.flush();
	await settle();
	expect(await read()).toMatchObject([{ text: 'Half' }]);
});

test('a record that cannot be read hides no other, and is counted', async () => {
	const { keeper, store, page } = createFakeChatPage();
	keeper.keep(CHAT, keptTurn('a', { status: 'done' }));
	keeper.keep(CHAT, keptTurn('b', { status: 'done' }));
	keeper.keep({ ...CHAT, id: 'chat-2' as typeof CHAT.id }, keptTurn('c', { status: 'done' }));
	await settle();
	await store.put('chat_turns', 'chat-1/a', { type: 'chat_turn', id: 'a' });
	await store.put('chats', 'chat-2', 'broken');
	const { turns, unreadable } = await readTurns({ store, locks: page.locks }, CHAT.id);
	expect(turns.map(({ turn }) => turn.requestId)).toEqual(['b']);
	expect(unreadable).toBe(1);
	expect((await listChats(store)).map(({ id }) => id)).toEqual(['chat-1']);
});
