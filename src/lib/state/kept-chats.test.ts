import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { settleChat } from '#lib/core/agents/fakes.ts';
import { createFakeIds, failed, PAUSE, settle, type FakeGeneration } from '#lib/core/fakes.ts';
import { createFakeBrowser } from '#lib/core/runs/fakes.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { createFakeTab } from './fake-tab.ts';
import { createFakeApp, OPEN, type FakeAppOptions } from './fakes.ts';

const half: FakeGeneration = [{ type: 'text_delta', text: 'Half' }, PAUSE];

/** A browser in which pages are opened one after the other, or side by side. */
function createChatBrowser(store: RecordStore = createMemoryRecordStore()) {
	const browser = createFakeBrowser();
	const newId = createFakeIds();
	return {
		store,
		openPage: async (options: FakeAppOptions = {}) => {
			const page = browser.openPage();
			const world = createFakeApp({
				store,
				newId,
				locks: page.locks,
				tabs: page.tabs,
				...options
			});
			const { chat, workspaces } = world.app;
			await workspaces.restore();
			chat.enter(workspaces.current.id);
			await chat.restore();
			return {
				...world,
				chat,
				workspaces,
				kill: page.kill,
				ask: async (question: string) => {
					chat.draft.edit(question);
					await chat.ask();
					await settleChat();
				},
				questions: () => chat.turns.map(({ asked }) => asked?.content),
				titles: async () => {
					await chat.list.reload();
					return chat.list.all.map(({ title }) => title);
				}
			};
		}
	};
}

test('a chat is there again when the page is opened anew, and its next question knows what was said', async () => {
	const browser = createChatBrowser();
	const before = await browser.openPage();
	await before.ask('Why?');
	before.kill();
	const after = await browser.openPage();
	expect(after.chat.title).toBe('Why?');
	expect(after.chat.turns).toMatchObject([
		{ asked: { content: 'Why?' }, status: 'done', text: 'An answer.', steps: [{ title: 'Answer' }] }
	]);
	expect(after.chat.turns.map((turn) => after.chat.isOwn(turn))).toEqual([true]);
	await after.ask('And then?');
	expect(after.questions()).toEqual(['Why?', 'And then?']);
	expect(after.chat.turns.at(-1)?.earlier).toEqual({ sent: 1, left_out: 0 });
});

test('a new chat stays new when the tab is loaded anew, while another tab shows the last one', async () => {
	const browser = createChatBrowser();
	const tab = createFakeTab();
	const before = await browser.openPage({ tab });
	await before.ask('Why?');
	before.chat.startAnew();
	before.kill();
	expect((await browser.openPage({ tab })).questions()).toEqual([]);
	expect((await browser.openPage()).questions()).toEqual(['Why?']);
});

test('an answer whose page was killed is interrupted, and can be asked for again with its text', async () => {
	const browser = createChatBrowser();
	const before = await browser.openPage({ generations: [half] });
	before.app.analyse.draft.replace({ content: 'A text.', name: 'notes.txt' });
	before.chat.usesSource = true;
	await before.ask('Why?');
	before.clock.elapse(200);
	await settle();
	before.kill();
	const after = await browser.openPage();
	const [turn] = after.chat.turns;
	expect(turn).toMatchObject({ status: 'interrupted', text: 'Half' });
	expect(after.chat.running).toBeUndefined();
	if (turn) await after.chat.retry(turn);
	await settleChat();
	expect(after.chat.turns).toMatchObject([
		{ asked: { content: 'Why?', context: 'A text.', context_name: 'notes.txt' }, status: 'done' }
	]);
	// The other attempt is gone from the store as well.
	after.kill();
	const last = await browser.openPage();
	expect(last.chat.turns).toMatchObject([{ status: 'done', asked: { context: 'A text.' } }]);
});

test('what was asked again keeps the text that the failed attempt had brought', async () => {
	const browser = createChatBrowser();
	const page = await browser.openPage({
		generations: [[failed()], [{ type: 'text_delta', text: 'Now.' }]]
	});
	page.app.analyse.draft.replace({ content: 'A text.' });
	page.chat.usesSource = true;
	await page.ask('Why?');
	const [turn] = page.chat.turns;
	if (turn) await page.chat.retry(turn);
	await settleChat();
	expect(await browser.store.keys('chat_texts')).toHaveLength(1);
	page.kill();
	const after = await browser.openPage();
	expect(after.chat.turns).toMatchObject([{ text: 'Now.', asked: { context: 'A text.' } }]);
});

test('lists the chats by their first questions, the last used first, and goes to one', async () => {
	const { ask, titles, chat, clock, questions } = await createChatBrowser().openPage();
	await ask('One?');
	chat.startAnew();
	clock.elapse(1000);
	await ask('Two?\n\n```\nA pasted text.\n```');
	expect(await titles()).toEqual(['Two?', 'One?']);
	const [, one] = chat.list.all;
	if (one) await chat.open(one);
	expect(questions()).toEqual(['One?']);
	expect(chat.list.all.map((each) => chat.isCurrent(each))).toEqual([false, true]);
});

test('what is being answered goes on while another chat is shown', async () => {
	const { ask, chat, titles } = await createChatBrowser().openPage({ generations: [half] });
	await ask('One?');
	const one = chat.turns[0]?.requestId;
	await titles();
	const [first] = chat.list.all;
	chat.startAnew();
	// New chat stops it; opening another one does not.
	await ask('Two?');
	if (first) await chat.open(first);
	expect(chat.turns).toMatchObject([{ requestId: one, status: 'stopped', text: 'Half' }]);
	await chat.list.reload();
	const two = chat.list.all.find(({ title }) => title === 'Two?');
	if (two) await chat.open(two);
	expect(chat.turns).toMatchObject([{ status: 'writing', text: 'Half' }]);
	expect(chat.running).toBeDefined();
});

test('deletes a chat while it is answered, and brings it back', async () => {
	const browser = createChatBrowser();
	const page = await browser.openPage({ generations: [half] });
	const { chat, ask, titles, questions } = page;
	await ask('One?');
	await titles();
	const [one] = chat.list.all;
	if (!one) throw new Error('Expected a chat, got none');
	const bringBack = await chat.remove(one);
	await settleChat();
	expect(questions()).toEqual([]);
	expect(await titles()).toEqual([]);
	expect(await browser.store.keys('chat_turns')).toEqual([]);
	expect(page.lmStudio.generated).toHaveLength(1);
	await bringBack();
	expect(questions()).toEqual(['One?']);
	expect(chat.running).toBeUndefined();
	expect(await titles()).toEqual(['One?']);
});

test('each workspace has its chats, also over a reload', async () => {
	const browser = createChatBrowser();
	const tab = createFakeTab();
	const before = await browser.openPage({ tab });
	await before.ask('Of the first?');
	await before.workspaces.create('Pumps');
	await settle();
	expect(before.questions()).toEqual([]);
	await before.ask('Of pumps?');
	expect(await before.titles()).toEqual(['Of pumps?']);
	before.kill();
	const after = await browser.openPage({ tab });
	expect(after.questions()).toEqual(['Of pumps?']);
	after.workspaces.enter('first');
	await settle();
	expect(after.questions()).toEqual(['Of the first?']);
	expect(await after.titles()).toEqual(['Of the first?']);
});

test('another tab sees an answer come, and can stop it', async () => {
	const browser = createChatBrowser();
	const here = await browser.openPage({ generations: [half] });
	await here.ask('Why?');
	here.clock.elapse(200);
	await settle();
	const there = await browser.openPage();
	expect(there.chat.turns).toMatchObject([{ status: 'writing', text: 'Half' }]);
	expect(there.chat.running).toBeDefined();
	// It is not asked twice.
	await there.ask('Another?');
	expect(there.lmStudio.generated).toHaveLength(0);
	there.chat.stop();
	await settleChat();
	expect(here.chat.turns).toMatchObject([{ status: 'stopped' }]);
	expect(there.chat.turns).toMatchObject([{ status: 'stopped', text: 'Half' }]);
	await there.chat.ask();
	await settleChat();
	expect(here.questions()).toEqual(['Why?', 'Another?']);
	expect(here.chat.turns.at(-1)).toMatchObject({ status: 'done', text: 'An answer.' });
});

test('with less motion, what comes in another tab is shown once a second, and its end at once', async () => {
	const browser = createChatBrowser();
	const here = await browser.openPage({ generations: [half] });
	const there = await browser.openPage();
	await there.app.settings.setMotion('less');
	await here.ask('Why?');
	await there.chat.reload();
	const listed = there.chat.list.all[0];
	if (listed) await there.chat.open(listed);
	const request_id = here.chat.running?.requestId ?? '';
	const write = async (chunk: string) => {
		here.bus.publish({ type: 'llm_chunk', request_id, data: { chunk, is_final: false } });
		here.clock.elapse(200);
		await settle();
	};
	await write(' a');
	await write(' word');
	const before = there.chat.turns[0]?.text;
	there.clock.elapse(1000);
	await write('.');
	expect([before, there.chat.turns[0]?.text]).toEqual(['Half a', 'Half a word']);
	here.chat.stop();
	await settleChat();
	expect(there.chat.turns).toMatchObject([{ text: 'Half a word.', status: 'stopped' }]);
});

test('notices that the tab which answered is gone', async () => {
	const browser = createChatBrowser();
	const here = await browser.openPage({ generations: [half] });
	await here.ask('Why?');
	const there = await browser.openPage();
	expect(there.chat.running).toBeDefined();
	here.kill();
	there.clock.elapse(5000);
	await settle();
	expect(there.chat.turns).toMatchObject([{ status: 'interrupted' }]);
	expect(there.chat.running).toBeUndefined();
});

test('a chat that another tab deletes is not shown any more', async () => {
	const browser = createChatBrowser();
	const here = await browser.openPage();
	await here.ask('Why?');
	const there = await browser.openPage();
	await there.titles();
	const [chat] = there.chat.list.all;
	const bringBack = chat && (await there.chat.remove(chat));
	await settle();
	expect(here.questions()).toEqual([]);
	await bringBack?.();
	expect(there.questions()).toEqual(['Why?']);
});

test.each(['question', 'middle', 'end'] as const)(
	'what a relay still tells of a question belongs to the chat that it was asked in, heard from its %s on',
	async (from) => {
		const browser = createChatBrowser();
		const tab = createFakeTab();
		const before = await browser.openPage({ generations: [half], tab });
		before.app.analyse.draft.replace({ content: 'A text.' });
		before.chat.usesSource = true;
		await before.ask('Why?');
		before.clock.elapse(200);
		await settle();
		const [turn] = before.chat.turns;
		const [stored] = await browser.store.keys('chats');
		before.chat.startAnew();
		before.kill();
		const after = await browser.openPage({ tab, generations: [] });
		after.app.relay.linkIs(OPEN);
		const told = { request_id: turn?.requestId ?? '' };
		const agent = { run_id: 'w', agent: 'assistant', parent_id: told.request_id };
		if (from === 'question') {
			// The channel gives the question back without its text.
			after.bus.publish({
				type: 'chat_message',
				id: told.request_id,
				from: 'me-1',
				data: { content: 'Why?', workspace: `first/chat-${stored ?? ''}` }
			});
		}
		if (from !== 'end') {
			const data = { agent: 'assistant', action: 'agent_started', title: 'Answer' };
			after.bus.publish({ type: 'agent_action', ...told, ...agent, data });
		}
		await settle();
		after.bus.publish({
			type: 'chat_message',
			...told,
			data: { content: 'Half an answer, and the rest.', is_final: true },
			meta: { finish_reason: 'stop' }
		});
		await settleChat();
		expect(after.questions()).toEqual([]);
		await after.titles();
		const [chat] = after.chat.list.all;
		if (chat) await after.chat.open(chat);
		const whole = {
			asked: { content: 'Why?', context: 'A text.' },
			status: 'done',
			text: 'Half an answer, and the rest.'
		};
		expect(after.chat.turns).toMatchObject([whole]);
		after.kill();
		const last = await browser.openPage();
		expect(last.chat.turns).toMatchObject([whole]);
	}
);

test('says once that a chat cannot be kept, and goes on with it', async () => {
	const inner = createMemoryRecordStore();
	const refusing: RecordStore = {
		...inner,
		write: (changes) =>
			changes.some(({ table }) => table === 'chat_turns')
				? Promise.reject(new Error('No room.'))
				: inner.write(changes)
	};
	const page = await createChatBrowser(refusing).openPage();
	await page.ask('One?');
	await page.ask('Two?');
	expect(page.refused).toEqual([new Error('No room.')]);
	expect(page.questions()).toEqual(['One?', 'Two?']);
	page.chat.startAnew();
	await page.chat.goBack();
	expect(page.questions()).toEqual(['One?', 'Two?']);
	// What the store has not, the service still remembers.
	expect(page.chat.turns.at(-1)?.earlier).toEqual({ sent: 1, left_out: 0 });
});

test('the rest of an answer for which there was no room any more stays while the page is open', async () => {
	const inner = createMemoryRecordStore();
	let isFull = false;
	const filling: RecordStore = {
		...inner,
		write: (changes) => (isFull ? Promise.reject(new Error('No room.')) : inner.write(changes))
	};
	const page = await createChatBrowser(filling).openPage({ generations: [half] });
	await page.ask('One?');
	isFull = true;
	page.chat.stop();
	await settleChat();
	page.chat.startAnew();
	await page.chat.goBack();
	expect(page.chat.turns).toMatchObject([{ status: 'stopped', text: 'Half' }]);
});

test('what others ask is shown and not kept', async () => {
	const browser = createChatBrowser();
	const { bus, chat } = await browser.openPage();
	bus.publish({ type: 'chat_message', id: 'theirs', from: 'Ines', data: { content: 'And me?' } });
	await settleChat();
	expect(chat.turns).toMatchObject([{ from: 'Ines', text: 'An answer.' }]);
	expect(await browser.store.keys('chat_turns')).toEqual([]);
	expect(await browser.store.keys('chats')).toEqual([]);
});
