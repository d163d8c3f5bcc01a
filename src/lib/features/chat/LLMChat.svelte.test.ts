import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { createChatFold } from '#lib/core/agents/chat-fold.ts';
import { failed, PAUSE, settle, type FakeGeneration } from '#lib/core/fakes.ts';
import { createFakeApp, type FakeAppOptions } from '#lib/state/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import ChatTurnView from './ChatTurnView.svelte';
import LLMChat from './LLMChat.svelte';

async function openPage(options: FakeAppOptions = {}) {
	const world = createFakeApp(options);
	await settle();
	await render(LLMChat, {}, { wrapper: AppContext, wrapperProps: { app: world.app } });
	const input = page.getByRole('textbox', { name: 'Question' });
	const log = page.getByRole('log', { name: 'Conversation' });
	return {
		...world,
		chat: world.app.chat,
		input,
		log,
		ask: async (question: string) => {
			await input.fill(question);
			await userEvent.keyboard('{Enter}');
		}
	};
}

const say = (text: string): FakeGeneration => [{ type: 'text_delta', text }];

test('teaches what it is for, with questions to begin with', async () => {
	const { input, chat } = await openPage();
	await page.getByRole('button', { name: 'A short question' }).click();
	await expect.element(input).toHaveValue('What belongs in a good incident report?');
	await page.getByRole('button', { name: 'A question about a text' }).click();
	await expect.element(input).toHaveValue(chat.draft.content);
	expect(chat.draft.content).toContain('Weekly meeting');
});

test('Enter sends, Shift and Enter begin a new line', async () => {
	const { input, log, chat } = await openPage();
	await input.fill('Why');
	await userEvent.keyboard('{Shift>}{Enter}{/Shift}not?');
	await expect.element(input).toHaveValue('Why\nnot?');
	await userEvent.keyboard('{Enter}');
	await expect.element(log).toHaveTextContent('An answer.');
	await expect.element(log.getByRole('article', { name: 'Question of You' })).toBeVisible();
	await expect.element(page.getByRole('status').first()).toHaveTextContent('Done');
	expect(chat.turns[0]?.asked?.content).toBe('Why\nnot?');
	await expect.element(input).toHaveValue('');
});

test('shows the answer as Markdown, and the agents that made it', async () => {
	const { ask, log } = await openPage({
		generations: [say('- a **point**'), say('One doubt.'), say('A **whole** answer.')]
	});
	await ask('Compare a pump and a valve');
	await expect.element(log.getByText('whole', { exact: true })).toBeVisible();
	expect(log.getByText('whole', { exact: true }).element().localName).toBe('strong');
	const agents = log.getByRole('list', { name: 'Agents' }).getByTestId('agent-action');
	expect(agents.elements().map((each) => each.getAttribute('data-state'))).toEqual([
		'finished',
		'finished',
		'finished'
	]);
	await log.getByText('What it found').first().click();
	await expect.element(log.getByText('point', { exact: true })).toBeVisible();
});

test('says the sentences of an answer while it is written, beside the log, which says nothing of it', async () => {
	const { ask, log, bus, chat } = await openPage({ generations: [[PAUSE]] });
	const spoken = page.getByTestId('spoken-answer');
	await ask('Why?');
	await expect.poll(() => chat.running).toBeDefined();
	const request_id = chat.running?.requestId ?? '';
	const write = (chunk: string) =>
		bus.publish({ type: 'llm_chunk', request_id, data: { chunk, is_final: false } });
	write('The pump failed. It');
	await expect.element(spoken).toHaveTextContent(/^The pump failed\.$/);
	await expect.element(spoken).toHaveAttribute('aria-live', 'polite');
	expect(spoken.element().closest('[role=log]')).toBeNull();
	const answer = log.getByText('The pump failed. It');
	const isQuiet = () => answer.element().closest('[aria-live]')?.getAttribute('aria-live');
	expect(isQuiet()).toBe('off');
	bus.publish({
		type: 'chat_message',
		request_id,
		data: { content: 'The pump failed. It', is_final: true },
		meta: { finish_reason: 'stop' }
	});
	await expect.element(page.getByRole('button', { name: 'Copy answer' })).toBeVisible();
	expect(isQuiet()).toBe('off');
});

test('the log says nothing of the words that a specialist finds', async () => {
	const { ask, log } = await openPage({
		generations: [say('A point.'), say('One doubt.'), say('A whole answer.')]
	});
	await ask('Compare a pump and a valve');
	await log.getByText('What it found').first().click();
	const found = log.getByText('A point.');
	await expect.element(found).toBeVisible();
	expect(found.element().closest('[aria-live]')?.getAttribute('aria-live')).toBe('off');
});

test('the code that a specialist finds can be wrapped, saved and copied', async () => {
	const { ask, log, copied, downloads } = await openPage({
		generations: [say('```sh\nls\n```'), say('One doubt.'), say('A whole answer.')]
	});
	await ask('Compare a pump and a valve');
	await log.getByText('What it found').first().click();
	await log.getByRole('button', { name: 'Wrap long lines' }).click();
	await log.getByRole('button', { name: 'Save code as a file' }).click();
	await log.getByRole('button', { name: 'Copy code' }).click();
	await vi.waitFor(() => expect(copied).toEqual(['ls']));
	expect(downloads.map(({ text }) => text)).toEqual(['ls']);
});

test('reads only what is new of an answer that grows', async () => {
	const { app } = createFakeApp();
	const fold = createChatFold('r', { content: 'Why?' }, undefined);
	const write = (chunk: string) => {
		fold.apply({ type: 'llm_chunk', data: { chunk, is_final: false } }, 0);
		return { turn: fold.view() };
	};
	const beginning = write('The pump failed. It');
	const { growing } = beginning.turn;
	if (!growing) throw new Error('Expected a text that grows, got none');
	const from = vi.spyOn(growing, 'from');
	const shown = await render(ChatTurnView, beginning, {
		wrapper: AppContext,
		wrapperProps: { app }
	});
	from.mockClear();
	await shown.rerender(write(' holds.'));
	await expect.element(shown.getByText('The pump failed. It holds.')).toBeVisible();
	expect(from.mock.calls).toEqual([['The pump failed. It'.length]]);
});

test('says how long the answer itself was thought about, and with how many tokens', async () => {
	const { app } = createFakeApp();
	const fold = createChatFold('r', { content: 'Why?' }, undefined);
	const { meta, ...turn } = { ...fold.view(), reasoning: 'Hm.', reasoningMs: 4200, text: 'Yes.' };
	const step = {
		runId: 'w',
		agent: 'synthesis',
		title: 'Putting it together',
		task: undefined,
		state: 'finished' as const,
		phase: undefined,
		text: '',
		problem: undefined,
		seconds: undefined
	};
	const steps = [310, 20].map((count, at) => ({
		...step,
		runId: `${at}`,
		usage: { reasoning_tokens: count }
	}));
	const whole = { ...meta, finish_reason: 'stop' as const, usage: { reasoning_tokens: 330 } };
	const shown = await render(
		ChatTurnView,
		{ turn: { ...turn, growing: undefined, steps, meta: whole } },
		{ wrapper: AppContext, wrapperProps: { app } }
	);
	await expect.element(shown.getByText('20 tokens, 4.2 s')).toBeVisible();
	await shown.rerender({ turn: { ...turn, growing: undefined, steps: [], meta: whole } });
	await expect.element(shown.getByText('330 tokens, 4.2 s')).toBeVisible();
	await shown.rerender({ turn: { ...turn, growing: undefined, steps: [], meta: undefined } });
	await expect.element(shown.getByText('3 characters, 4.2 s')).toBeVisible();
});

test('Esc stops the answer, and what came stays', async () => {
	const { ask, log } = await openPage({
		generations: [[{ type: 'text_delta', text: 'Half' }, PAUSE]]
	});
	await ask('Why?');
	await expect.element(page.getByTestId('stop-button')).toBeVisible();
	await expect.element(log).toHaveTextContent('Half');
	await userEvent.keyboard('{Escape}');
	await expect.element(log).toHaveTextContent('Stopped. What had come is kept.');
	await expect.element(page.getByTestId('chat-send')).toBeVisible();
});

test('says what failed and what to do, and asks once more', async () => {
	const { ask, log } = await openPage({
		generations: [
			[failed({ message: 'The model crashed.', suggestion: 'Load it again.' })],
			say('Now.')
		]
	});
	await ask('Why?');
	await expect
		.element(page.getByTestId('error-message'))
		.toHaveTextContent('Failed. The model crashed. Load it again.');
	await page.getByRole('button', { name: 'Retry' }).click();
	await expect.element(log).toHaveTextContent('Now.');
	expect(page.getByTestId('error-message').elements()).toEqual([]);
});

test('New chat empties the log, and the list of chats goes back to the one before', async () => {
	const { ask, log } = await openPage();
	await ask('Why?');
	await expect.element(log).toHaveTextContent('An answer.');
	await page.getByRole('button', { name: 'New chat' }).click();
	await expect.element(log).toHaveTextContent('Ask the model, with or without a text');
	await page.getByRole('button', { name: 'Chats' }).click();
	const list = page.getByRole('list', { name: 'Chats' });
	await list.getByRole('button', { name: /^Why/ }).click();
	await expect.element(log).toHaveTextContent('An answer.');
	await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
	await page.getByRole('button', { name: 'Chats' }).click();
	await expect
		.element(list.getByRole('button', { name: /^Why/ }))
		.toHaveAttribute('aria-current', 'true');
});

test('a chat is deleted from the list, which can be undone, and an empty list says what it is for', async () => {
	const { app, ask, log } = await openPage();
	await ask('Why?');
	await expect.element(log).toHaveTextContent('An answer.');
	await page.getByRole('button', { name: 'Chats' }).click();
	await page.getByRole('button', { name: 'Delete Why?' }).click();
	await expect.element(page.getByRole('dialog')).toHaveTextContent('No chats yet.');
	await expect.element(log).not.toHaveTextContent('An answer.');
	const [notice] = app.notices.all;
	expect(notice?.text).toBe('“Why?” is deleted.');
	notice?.action?.run();
	await expect.element(log).toHaveTextContent('An answer.');
	await expect.element(page.getByRole('list', { name: 'Chats' })).toHaveTextContent('Why?');
});

test('says that a question of the chat cannot be read', async () => {
	const { ask, log, store, chat } = await openPage();
	await ask('Why?');
	await expect.element(log).toHaveTextContent('An answer.');
	const [key = ''] = await store.keys('chat_turns');
	await store.put('chat_turns', `${key}-2`, { type: 'chat_turn' });
	await chat.reload();
	await expect.element(log).toHaveTextContent('One question of this chat cannot be read.');
	await expect.element(log).toHaveTextContent('An answer.');
});

test('offers the text of the Analyse page, and says that it went along', async () => {
	const { app, ask, log, chat } = await openPage();
	expect(page.getByRole('checkbox').elements()).toEqual([]);
	app.analyse.draft.replace({ content: 'A text.', name: 'notes.txt' });
	await page.getByRole('checkbox', { name: /^With notes.txt/ }).click();
	await ask('Why?');
	await expect.element(log).toHaveTextContent('with notes.txt');
	expect(chat.turns[0]?.asked?.context).toBe('A text.');
});

test('lets a specialist be picked, and copies an answer', async () => {
	const { ask, chat, copied } = await openPage();
	await page.getByLabelText('Specialist').selectOptions('parsing_analysis');
	expect(chat.template).toBe('parsing_analysis');
	await ask('Why?');
	await page.getByRole('button', { name: 'Copy answer' }).click();
	await vi.waitFor(() => expect(copied).toEqual(['An answer.']));
});

test('shows what others on the channel ask, without Retry', async () => {
	const { app, bus, log } = await openPage({ generations: [[failed()]] });
	bus.publish({ type: 'chat_message', id: 'theirs', from: 'a-2', data: { content: 'And me?' } });
	await expect.element(log.getByRole('article', { name: 'Question of Someone' })).toBeVisible();
	app.relay.presenceIs([{ from: 'me-1' }, { from: 'a-2', label: 'Ines' }], 2);
	await expect.element(log.getByRole('article', { name: 'Question of Ines' })).toBeVisible();
	await expect.element(page.getByTestId('error-message')).toBeVisible();
	expect(page.getByRole('button', { name: 'Retry' }).elements()).toEqual([]);
});
