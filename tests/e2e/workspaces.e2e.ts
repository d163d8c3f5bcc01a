import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { analyse, expectConnection, goTo, SOME_TEXT } from './steps.ts';
import { expect, keepFromRealServer, test } from './world.ts';

const OTHER_TEXT = 'Minutes of the harbour council, 12 June. The crane is to be painted green.';

function runs(page: Page) {
	return page.getByRole('list', { name: 'Runs' }).getByRole('button');
}

function documents(page: Page) {
	return page.getByRole('list', { name: 'Documents' }).getByRole('button');
}

function switcher(page: Page) {
	return page.getByRole('combobox', { name: 'Workspace' });
}

async function addDocument(page: Page, name: string, text: string) {
	await goTo(page, 'Documents');
	const file = { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
	await page.getByTestId('document-files').setInputFiles(file);
	await expect(documents(page)).toContainText(name);
}

async function makeWorkspace(page: Page, name: string) {
	await goTo(page, 'Settings');
	await page.getByLabel('New workspace').fill(name);
	await page.keyboard.press('Enter');
	await expect(switcher(page)).toHaveValue(/./);
	await expect(switcher(page).locator('option:checked')).toHaveText(name);
}

async function exportWorkspace(page: Page): Promise<string> {
	await goTo(page, 'Settings');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export the workspace' }).click();
	return readFileSync(await (await download).path(), 'utf8');
}

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('two workspaces keep what is theirs apart, over a reload, a deletion and an export', async ({
			page,
			open,
			context,
			address
		}) => {
			await open();
			await expectConnection(page, 'simulated');
			await expect(switcher(page)).toHaveCount(0);
			await analyse(page, SOME_TEXT);
			await addDocument(page, 'first.txt', SOME_TEXT);
			await makeWorkspace(page, 'Harbour');

			await goTo(page, 'Runs');
			await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
			await addDocument(page, 'harbour.txt', OTHER_TEXT);
			await expect(documents(page)).toHaveCount(1);
			await goTo(page, 'Analyse');
			await analyse(page, OTHER_TEXT);
			await goTo(page, 'Runs');
			await expect(runs(page)).toHaveCount(1);
			await expect(runs(page)).toContainText('harbour council');

			// The choice outlives the page; another tab has one of its own.
			await page.reload();
			await expect(switcher(page).locator('option:checked')).toHaveText('Harbour');
			await expect(runs(page)).toContainText('harbour council');
			const other = await context.newPage();
			await keepFromRealServer(other);
			await other.goto(`${address}#/runs`);
			await switcher(other).selectOption({ label: 'My workspace' });
			await expect(runs(other)).toHaveCount(1);
			await expect(runs(other)).toContainText('The pump at Norrvik');
			await goTo(other, 'Documents');
			await expect(documents(other)).toContainText('first.txt');
			await expect(runs(page)).toContainText('harbour council');

			const file = await exportWorkspace(page);
			expect(file).toContain('harbour council');
			expect(file).not.toContain('Norrvik');
			expect(file).not.toContain('first.txt');

			// What is deleted is gone from both tabs, and comes back whole.
			await page.getByRole('button', { name: 'Delete Harbour' }).click();
			await expect(switcher(page)).toHaveCount(0);
			await expect(switcher(other)).toHaveCount(0);
			await goTo(page, 'Runs');
			await expect(runs(page)).toHaveCount(1);
			await expect(runs(page)).toContainText('The pump at Norrvik');
			await page.getByRole('button', { name: 'Undo' }).click();
			await expect(switcher(page).locator('option:checked')).toHaveText('Harbour');
			await expect(runs(page)).toContainText('harbour council');
			expect(recordsIn(await exportWorkspace(page))).toBe(recordsIn(file));

			// A file of what is here becomes another workspace.
			const picked = {
				name: 'harbour.json',
				mimeType: 'application/json',
				buffer: Buffer.from(file)
			};
			await page.getByLabel('Workspace file').setInputFiles(picked);
			await expect(page.getByText('Imported as “Harbour 2”, with one run.')).toBeVisible();
			await goTo(page, 'Documents');
			await expect(documents(page)).toHaveCount(1);
			await expect(documents(page)).toContainText('harbour.txt');
		});
	});
}

/** All of the file but the moment at which it was written. */
function recordsIn(file: string): string {
	return file.slice(file.indexOf('"checksum"'));
}

test('a batch goes on in its workspace while another is shown', async ({
	page,
	open,
	simulator
}) => {
	simulator.setOptions({ tokensPerSecond: 40 });
	await open();
	await expectConnection(page, 'simulated');
	await addDocument(page, 'first.txt', SOME_TEXT);
	await page.getByRole('checkbox', { name: 'Choose all shown' }).check();
	await page.getByTestId('start-batch').click();
	await page.getByTestId('batch-template').selectOption('summary_brief');
	await page.getByTestId('batch-run').click();
	await expect(page.getByTestId('batch-status')).toContainText('Running');
	await makeWorkspace(page, 'Harbour');
	await goTo(page, 'Runs');
	await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
	await switcher(page).selectOption({ label: 'My workspace' });
	await expect(runs(page)).toHaveCount(1);
	await goTo(page, 'Batch');
	await expect(page.getByRole('list', { name: 'Batches' })).toContainText('Done', {
		timeout: 30_000
	});
	await goTo(page, 'Runs');
	await expect(runs(page)).toHaveCount(1);
});
