import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { createChatPage } from './chat-page.ts';
import { test as mortalTest } from './killed-browser.ts';
import { expectConnection, goTo, SOME_TEXT } from './steps.ts';
import { expect, keepFromRealServer, test } from './world.ts';

const QUESTION = 'What belongs in a good incident report?';
const OTHER_QUESTION = 'How long should one be?';

async function openList(page: Page) {
	await page.getByTestId('chat-list-button').click();
	const dialog = page.getByRole('dialog', { name: 'Chats' });
	await expect(dialog).toBeVisible();
	return {
		dialog,
		chats: dialog.getByRole('listitem').getByRole('button').filter({ hasText: /\d/ })
	};
}

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('chats outlive the page, know what was said in them, and can be gone back to and deleted', async ({
			page,
			open,
			simulator
		}) => {
			await open('#/chat');
			await expectConnection(page, 'simulated');
			const chat = createChatPage(page);
			await chat.ask(QUESTION);
			await expect(chat.status).toHaveAttribute('data-state', 'done');
			const said = await chat.turns.first().textContent();

			await page.reload();
			await expect(chat.turns).toHaveCount(1);
			await expect(chat.turns.first()).toHaveText(said ?? 'nothing');
			await expectConnection(page, 'simulated');
			await chat.ask(OTHER_QUESTION);
			// The state of the first answer is seen until the second question is there.
			await expect(chat.turns).toHaveCount(2);
			await expect(chat.status).toHaveAttribute('data-state', 'done');
			const last = simulator.requests.filter(({ path }) => path === '/v1/chat/completions').at(-1);
			expect(JSON.stringify(last?.body)).toContain(QUESTION);
			expect(JSON.stringify(last?.body)).toContain('"role":"assistant"');

			await page.getByRole('button', { name: 'New chat' }).click();
			await expect(chat.turns).toHaveCount(0);
			await chat.ask(OTHER_QUESTION);
			await expect(chat.status).toHaveAttribute('data-state', 'done');
			const { dialog, chats } = await openList(page);
			await expect(chats).toHaveText([new RegExp(`^${escape(OTHER_QUESTION)}`), /^What belongs/]);
			await chats.last().click();
			await expect(dialog).toBeHidden();
			await expect(chat.turns).toHaveCount(2);

			await openList(page);
			await dialog.getByRole('button', { name: `Delete ${QUESTION}` }).click();
			await expect(chats).toHaveCount(1);
			await page.keyboard.press('Escape');
			await expect(chat.turns).toHaveCount(0);
			await page.getByRole('button', { name: 'Undo' }).click();
			await expect(chat.turns).toHaveCount(2);
		});
	});
}

test('a second tab sees an answer of the chat come, and stops it', async ({
	context,
	page,
	open,
	address,
	simulator
}) => {
	simulator.setOptions({ tokensPerSecond: 8 });
	await open('#/chat');
	await expectConnection(page, 'simulated');
	const owner = createChatPage(page);
	await owner.ask(QUESTION);
	await expect(owner.log).toContainText('Demo');

	const tab = await context.newPage();
	await keepFromRealServer(tab);
	await tab.goto(`${address}#/chat`);
	const other = createChatPage(tab);
	const length = async () => (await other.log.textContent())?.length ?? 0;
	await expect(other.log).toContainText('Demo');
	const before = await length();
	await expect.poll(length).toBeGreaterThan(before + 20);
	await other.stop.click();
	await expect(owner.status).toHaveAttribute('data-state', 'stopped');
	await expect(other.status).toHaveAttribute('data-state', 'stopped');
});

test('a workspace takes its chats along, into a file and back', async ({ page, open }) => {
	await open();
	await expectConnection(page, 'simulated');
	await page.getByTestId('content-input').fill(SOME_TEXT);
	await goTo(page, 'Chat');
	const chat = createChatPage(page);
	await page.getByRole('checkbox', { name: /^With the text from Analyse/ }).check();
	await chat.ask('Who replaced the valve?');
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await goTo(page, 'Settings');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export the workspace' }).click();
	const file = readFileSync(await (await download).path());
	await page.getByLabel('Workspace file').setInputFiles({
		name: 'workspace.json',
		mimeType: 'application/json',
		buffer: file
	});
	await expect(page.getByText('Imported as “Imported workspace”')).toBeVisible();
	await goTo(page, 'Chat');
	await expect(chat.turns).toHaveCount(1);
	await expect(chat.turns).toContainText('Who replaced the valve?');
	await expect(chat.turns).toContainText('with the text from Analyse');
	// The copy is a chat of its own.
	await page.getByTestId('chat-list-button').click();
	await page.getByRole('button', { name: 'Delete Who replaced the valve?' }).click();
	await page.keyboard.press('Escape');
	await page.getByRole('combobox', { name: 'Workspace' }).selectOption({ label: 'My workspace' });
	await expect(chat.turns).toHaveCount(1);
});

mortalTest(
	'of an answer whose browser was killed, what had come is there, and it can be asked for again',
	async ({ mortal, address, simulator }) => {
		simulator.setOptions({ tokensPerSecond: 10 });
		const page = await mortal.start();
		await keepFromRealServer(page);
		await page.goto(`${address}#/chat`);
		await expectConnection(page, 'simulated');
		const chat = createChatPage(page);
		await chat.ask(QUESTION);
		await expect(chat.log).toContainText('Demo answer');
		// Two words more: by then these are stored.
		const length = async () => (await chat.log.textContent())?.length ?? 0;
		const before = await length();
		await expect.poll(length).toBeGreaterThan(before + 30);
		await mortal.kill();

		simulator.setOptions({ tokensPerSecond: Infinity });
		const next = await mortal.start();
		await keepFromRealServer(next);
		await next.goto(`${address}#/chat`);
		const restored = createChatPage(next);
		await expect(restored.turns).toContainText(QUESTION);
		await expect(restored.turns).toContainText('Demo answer');
		await expect(restored.status).toHaveAttribute('data-state', 'interrupted');
		await expectConnection(next, 'simulated');
		await restored.retry.click();
		await expect(restored.status).toHaveAttribute('data-state', 'done');
		await expect(restored.turns).toHaveCount(1);
	}
);

function escape(text: string): string {
	return text.replaceAll(/[.?]/g, '\\$&');
}
