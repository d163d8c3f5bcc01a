import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectConnection, goTo } from './steps.ts';
import { expect, test } from './world.ts';

/** 48 short notes, one without words, and one that is longer than the model's context. */
function makeFolder(): string {
	const folder = join(mkdtempSync(join(tmpdir(), 'assay-batch-')), 'notes');
	mkdirSync(folder);
	for (let index = 1; index <= 48; index += 1) {
		writeFileSync(join(folder, `note ${index}.txt`), `Note ${index}: the pump was inspected.\n`);
	}
	writeFileSync(join(folder, 'note 49.txt'), '   \n');
	writeFileSync(join(folder, 'note 50.txt'), 'The valve at Norrvik was replaced. '.repeat(20_000));
	return folder;
}

test('a template runs on 50 documents of which two fail, over a reload, and ends as one table', async ({
	page,
	open
}) => {
	test.setTimeout(240_000);
	const folder = makeFolder();
	await open('#/documents');
	await expectConnection(page, 'simulated');
	await page.getByTestId('document-folder').setInputFiles(folder);
	await expect(page.getByTestId('adding-status')).toHaveAttribute('data-state', 'done');
	await page.getByRole('combobox', { name: 'Folder' }).selectOption('notes');
	await page.getByRole('checkbox', { name: 'Choose all shown' }).check();
	await page.getByTestId('start-batch').click();
	await page.getByTestId('batch-template').selectOption('summary_brief');
	await page.getByTestId('batch-run').click();

	const status = page.getByTestId('batch-status');
	await expect(status).toContainText(/^Running: ([2-9]|\d\d) of 50 documents/, { timeout: 60_000 });
	await page.reload();
	await page
		.locator('.notice', { hasText: 'A batch goes on: Brief summary.' })
		.getByRole('button', { name: 'Open' })
		.click();
	await expect(status).toHaveAttribute('data-state', 'done', { timeout: 180_000 });
	await expect(status).toHaveText('Done: 50 of 50 documents · 1 failed · 1 does not fit');
	const item = (name: string) => page.getByTestId('batch-item').filter({ hasText: name });
	await page.getByTestId('batch-item').first().press('End');
	await expect(item('note 49.txt')).toContainText('There is no text in note 49.txt.');
	await expect(item('note 50.txt')).toHaveAttribute('data-state', 'does_not_fit');

	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'CSV' }).click();
	const download = await downloading;
	const lines = (await readFile(await download.path(), 'utf8')).split(/\r\n(?=notes\/|$)/);
	expect(lines.filter((line) => /^notes\/note \d+\.txt,done,/.test(line))).toHaveLength(48);
	expect(lines).toContain('notes/note 49.txt,failed,,There is no text in note 49.txt.');

	// Each document is a run like any other.
	await page.getByTestId('batch-item').first().press('Home');
	await item('note 1.txt').first().click();
	await expect(page.getByRole('heading', { name: 'note 1.txt' })).toBeVisible();
	await page.getByRole('tab', { name: 'Source' }).click();
	await expect(page.getByTestId('stored-source')).toHaveText('Note 1: the pump was inspected.');

	await goTo(page, 'Batch');
	await page.getByTestId('batch-retry').click();
	await expect(status).toHaveText('Done: 50 of 50 documents · 1 failed · 1 does not fit');
	rmSync(dirname(folder), { recursive: true });
});
