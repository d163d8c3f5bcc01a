/** What files, workspaces, chats and other people on a channel bring with them is text, wherever the program shows it. */
import { readFile } from 'node:fs/promises';
import { createAnalysePage } from './analyse-page.ts';
import { createChatPage } from './chat-page.ts';
import {
	expectNothingRan,
	HOSTILE_LINE,
	HOSTILE_NAME,
	HOSTILE_TEXT,
	listenForNoise
} from './hostile-page.ts';
import { test as relayTest } from './relay-process.ts';
import { analyse, expectConnection, goTo } from './steps.ts';
import { expect, test } from './world.ts';

const KINDS = ['txt', 'md', 'html', 'csv', 'json'] as const;

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('does nothing in files and their names, when they are found, read, analysed in a batch and kept', async ({
			page,
			open
		}) => {
			const noise = listenForNoise(page);
			await open('#/documents');
			await expectConnection(page, 'simulated');
			await page.getByTestId('document-files').setInputFiles(
				KINDS.map((kind) => ({
					name: `${HOSTILE_NAME}.${kind}`,
					mimeType: 'text/plain',
					buffer: Buffer.from(kind === 'json' ? JSON.stringify([HOSTILE_TEXT]) : HOSTILE_TEXT)
				}))
			);
			await expect(page.getByTestId('adding-status')).toHaveAttribute('data-state', 'done');
			const rows = page.getByRole('list', { name: 'Documents' }).getByRole('button');
			await expect(rows).toHaveCount(KINDS.length);
			await page.getByRole('searchbox', { name: 'Search names and texts' }).fill('onerror');
			await expect(rows).toHaveCount(KINDS.length);
			for (const kind of ['txt', 'csv', 'json']) {
				await rows.filter({ hasText: `.${kind}` }).click();
				await expect(page.getByTestId('document-text')).toContainText('evil.test');
				await expectNothingRan(page, noise);
			}

			await page.getByRole('searchbox', { name: 'Search names and texts' }).fill('');
			await expect(rows).toHaveCount(KINDS.length);
			await page.getByRole('checkbox', { name: 'Choose all shown' }).check();
			await page.getByTestId('start-batch').click();
			await page.getByTestId('batch-template').selectOption('summary_brief');
			await page.getByTestId('batch-run').click();
			await expect(page.getByTestId('batch-status')).toHaveAttribute('data-state', 'done');
			await expect(page.getByTestId('batch-item').first()).toContainText('onerror');
			await expectNothingRan(page, noise);

			const downloading = page.waitForEvent('download');
			await page.getByRole('button', { name: 'CSV', exact: true }).click();
			const table = await readFile(await (await downloading).path(), 'utf8');
			// Quotation marks are doubled in it, so that a name stays in its cell.
			expect(table).toContain(`"${HOSTILE_NAME.replaceAll('"', '""')}.txt",`);
			await page.getByTestId('batch-item').first().click();
			await expect(page.getByRole('heading', { name: HOSTILE_NAME })).toBeVisible();
			await page.getByRole('tab', { name: 'Source' }).click();
			await expect(page.getByTestId('stored-source')).toContainText('evil.test');
			await expectNothingRan(page, noise);
		});

		test('does nothing in the names of workspaces and chats, on screen, in a file and back', async ({
			page,
			open
		}) => {
			const noise = listenForNoise(page);
			await open('#/settings');
			await expectConnection(page, 'simulated');
			await page.getByLabel('New workspace').fill(HOSTILE_NAME);
			await page.keyboard.press('Enter');
			const switcher = page.getByRole('combobox', { name: 'Workspace' });
			await expect(switcher.locator('option:checked')).toHaveText(HOSTILE_NAME);
			await expectNothingRan(page, noise);

			await goTo(page, 'Analyse');
			await analyse(page, HOSTILE_TEXT);
			await goTo(page, 'Chat');
			const chat = createChatPage(page);
			await chat.ask(HOSTILE_LINE);
			await expect(chat.status).toHaveAttribute('data-state', 'done');
			await page.getByTestId('chat-list-button').click();
			await expect(page.getByRole('dialog', { name: 'Chats' })).toContainText('![a](http');
			await expectNothingRan(page, noise);
			await page.keyboard.press('Escape');

			await goTo(page, 'Settings');
			const downloading = page.waitForEvent('download');
			await page.getByRole('button', { name: 'Export the workspace' }).click();
			const file = await readFile(await (await downloading).path());
			await page
				.getByLabel('Workspace file')
				.setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: file });
			await expect(page.getByText(`Imported as “${HOSTILE_NAME} 2”`)).toBeVisible();
			await expectNothingRan(page, noise);
			await goTo(page, 'Chat');
			await expect(chat.turns).toContainText('onerror');
			await goTo(page, 'Runs');
			await page.locator('[data-row="0"]').click();
			await expect(page.getByTestId('stored-answer')).toBeVisible();
			await page.getByRole('tab', { name: 'Source' }).click();
			await expect(page.getByTestId('stored-source')).toContainText('evil.test');
			await expectNothingRan(page, noise);
		});
	});
}

relayTest(
	'does nothing in what somebody on the same channel is called, asks, and is answered',
	async ({ page, browser, startRelay, simulator }) => {
		simulator.setOptions({ tokensPerSecond: 200 });
		const relay = await startRelay();
		await page.goto(`${relay.url}/#/settings`);
		await expectConnection(page, 'simulated');
		await page.getByTestId('relay-label').fill(HOSTILE_NAME);
		await page.getByTestId('relay-label').press('Enter');

		const other = await browser.newPage();
		const noise = listenForNoise(other);
		await other.goto(`${relay.url}/#/settings`);
		await expect(other.getByTestId('relay-members')).toContainText(HOSTILE_NAME);
		await expectNothingRan(other, noise);

		await goTo(page, 'Analyse');
		const asking = createAnalysePage(page);
		await asking.isConnected();
		await asking.analyse(HOSTILE_TEXT);
		await asking.hasState('writing');
		await goTo(other, 'Analyse');
		await expect(other.getByTestId('others-run')).toContainText(HOSTILE_NAME);
		await other.getByRole('button', { name: 'Watch' }).click();
		await expect(other.getByTestId('watched-content')).toHaveValue(HOSTILE_TEXT);
		simulator.setOptions({ tokensPerSecond: Infinity });
		await createAnalysePage(other).hasState('done');
		await expectNothingRan(other, noise);

		await goTo(other, 'Chat');
		await goTo(page, 'Chat');
		await createChatPage(page).ask(HOSTILE_LINE);
		await expect(other.getByTestId('chat-log')).toContainText('onerror');
		await expect(createChatPage(page).status).toHaveAttribute('data-state', 'done');
		await goTo(other, 'Inspector');
		await expect(other.getByRole('main')).toContainText('chat_message');
		await expectNothingRan(other, noise);
		await other.close();
	}
);
