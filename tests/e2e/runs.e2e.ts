import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { createAnalysePage } from './analyse-page.ts';
import { analyse, expectConnection, goTo, SOME_TEXT } from './steps.ts';
import { expect, keepFromRealServer, test } from './world.ts';

const OTHER_TEXT = 'Minutes of the harbour council, 12 June. The crane is to be painted green.';

function list(page: Page) {
	return page.getByRole('list', { name: 'Runs' }).getByRole('button');
}

/** Runs two texts, and opens the history. */
async function makeHistory(page: Page) {
	await expectConnection(page, 'simulated');
	await analyse(page, SOME_TEXT);
	await analyse(page, OTHER_TEXT);
	await goTo(page, 'Runs');
	await expect(list(page)).toHaveCount(2);
}

test('the history is searched, pinned, renamed, and a deletion undone', async ({ page, open }) => {
	await open('#/runs');
	await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
	await page.getByRole('button', { name: 'Analyse a text' }).click();
	await makeHistory(page);
	await expect(list(page).first()).toContainText('Minutes of the harbour council');

	const search = page.getByRole('searchbox', { name: 'Search answers and texts' });
	await search.fill('VALVE norrvik');
	await expect(list(page)).toHaveCount(1);
	await expect(list(page)).toContainText('replaced the valve on 4 may');
	await search.fill('');
	await expect(list(page)).toHaveCount(2);

	await list(page).last().click();
	await page.getByRole('button', { name: 'Pin' }).click();
	await expect(list(page).first()).toContainText('The pump at Norrvik');
	await page.getByRole('button', { name: 'Rename' }).click();
	await page.getByRole('textbox', { name: 'Name of the run' }).fill('Pump report');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Pump report' })).toBeVisible();

	await page.getByRole('button', { name: 'Delete' }).click();
	await expect(list(page)).toHaveCount(1);
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(list(page).first()).toContainText('Pump report');

	await page.reload();
	await expect(list(page).first()).toContainText('★ Pump report');
	await list(page).first().focus();
	await page.keyboard.press('ArrowDown');
	await expect(list(page).last()).toBeFocused();
	await page.keyboard.press('Enter');
	await page.getByRole('tab', { name: 'Source' }).click();
	await expect(page.getByTestId('stored-source')).toHaveText(OTHER_TEXT);
});

test('Run details is the receipt: hash, template, prompt, model, timings, usage, outcome', async ({
	page,
	open
}) => {
	await open();
	await makeHistory(page);
	await list(page).first().click();
	await page.getByRole('tab', { name: 'Run details' }).click();
	const details = page.getByRole('group', { name: 'Contents' });
	for (const name of [
		'Outcome',
		'Finish reason',
		'Template version',
		'Quantisation',
		'Loaded context',
		'Endpoint',
		'Tokens read',
		'Tokens written',
		'Content hash (SHA-256)'
	]) {
		await expect(details.getByText(name, { exact: true })).toBeVisible();
	}
	await expect(details).toContainText(OTHER_TEXT);
});

test('a run is made again, with the same settings or with others', async ({ page, open }) => {
	await open();
	await expectConnection(page, 'simulated');
	const analysePage = createAnalysePage(page);
	await analysePage.template.selectOption('summary_brief');
	await analyse(page, SOME_TEXT);
	await analysePage.template.selectOption('key_insights');
	await analysePage.source.fill('Something else.');
	await goTo(page, 'Runs');
	await list(page).first().click();
	await page.getByRole('button', { name: 'Change and run' }).click();
	await expect(analysePage.source).toHaveValue(SOME_TEXT);
	await expect(analysePage.template).toHaveValue('summary_brief');
	await analysePage.hasState('idle');

	await goTo(page, 'Runs');
	await page.getByRole('button', { name: 'Run again' }).click();
	await analysePage.hasState('done');
	await goTo(page, 'Runs');
	await expect(list(page)).toHaveCount(2);
});

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('export, another browser, import: the same workspace, to the byte', async ({
			page,
			open,
			address,
			browser
		}) => {
			await open();
			await makeHistory(page);
			const first = await exportWorkspace(page);

			const empty = await browser.newContext();
			const other = await empty.newPage();
			await keepFromRealServer(other);
			await other.goto(`${address}#/settings`);
			const file = { name: 'workspace.json', mimeType: 'application/json', buffer: first };
			const broken = {
				...file,
				buffer: Buffer.from(first.toString().replace('harbour', 'garden'))
			};
			await other.getByLabel('Workspace file').setInputFiles(broken);
			await expect(other.getByRole('alert')).toContainText('Its checksum does not fit');
			await other.getByLabel('Workspace file').setInputFiles(file);
			await expect(other.getByText('Imported, with 2 runs.')).toBeVisible();
			const second = await exportWorkspace(other);
			expect(recordsIn(second)).toBe(recordsIn(first));
			await goTo(other, 'Runs');
			await expect(list(other)).toHaveCount(2);
			await empty.close();
		});
	});
}

async function exportWorkspace(page: Page): Promise<Buffer> {
	await goTo(page, 'Settings');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export the workspace' }).click();
	return readFileSync(await (await download).path());
}

/** All of the file but the moment at which it was written. */
function recordsIn(file: Buffer): string {
	const text = file.toString();
	return text.slice(text.indexOf('"checksum"'));
}

test('a full disk keeps the run going, and says so with a way to save its answer', async ({
	page,
	open,
	simulator
}) => {
	simulator.setOptions({ tokensPerSecond: 30 });
	await open();
	await expectConnection(page, 'simulated');
	const analysePage = createAnalysePage(page);
	await analysePage.analyse(SOME_TEXT.repeat(10));
	await analysePage.hasState('writing');
	await page.evaluate(() => {
		IDBObjectStore.prototype.put = () => {
			throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
		};
	});
	await expect(page.getByText('There is no room left to save data.')).toBeVisible();
	await analysePage.hasState('done');
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download the answer' }).click();
	const saved = readFileSync(await (await download).path(), 'utf8');
	expect(saved.length).toBeGreaterThan(200);
});
