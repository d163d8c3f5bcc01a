import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Harness from './DocumentsPage.harness.svelte';

/** The page of documents over a store with these files. */
async function renderDocuments(files: Record<string, string> = {}, width = 1280) {
	await page.viewport(width, 800);
	const world = createFakeApp();
	const { documents } = world.app;
	await documents.adding.add(filesOf(files));
	documents.adding.dismiss();
	const screen = await render(
		Harness,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	const row = (name: string | RegExp) =>
		screen.getByRole('list', { name: 'Documents' }).getByRole('button', { name });
	return { ...world, documents, screen, row };
}

function filesOf(files: Record<string, string>) {
	return Object.entries(files).map(([path, text]) => ({
		file: new File([text], path.split('/').at(-1) ?? path),
		path
	}));
}

async function violations(): Promise<string[]> {
	const results = await axe.run('[data-testid=list-page]');
	return results.violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`
	);
}

const PUMP = { 'harbour/may.txt': 'The gate is shut.\nThe pump failed.' };

test('teaches what the page is for while there is no document', async () => {
	const { screen } = await renderDocuments();
	await expect.element(screen.getByRole('heading', { name: 'No documents yet' })).toBeVisible();
	await expect.element(screen.getByRole('button', { name: 'Add a folder' })).toBeVisible();
});

test('keeps picked files, and says which could not be read, and why', async () => {
	const { screen, row } = await renderDocuments(PUMP);
	const input = screen.getByTestId('document-files').element();
	const transfer = new DataTransfer();
	transfer.items.add(new File(['New text'], 'new.txt'));
	transfer.items.add(new File(['x'], 'bad.bin'));
	if (!(input instanceof HTMLInputElement)) throw new Error('Expected an input, got another');
	input.files = transfer.files;
	input.dispatchEvent(new Event('change', { bubbles: true }));
	await expect.element(row(/^new\.txt/)).toBeVisible();
	await expect
		.element(screen.getByText('1 document added. 1 file could not be read.'))
		.toBeVisible();
	await expect
		.element(screen.getByText('Expected a text, got bad.bin. Save it as text.'))
		.toBeVisible();
	expect(await violations()).toEqual([]);
});

test('keeps a text that is pasted into the page, and one that is typed', async () => {
	const { screen, row } = await renderDocuments();
	const clipboardData = new DataTransfer();
	clipboardData.setData('text/plain', 'Pasted words\nand more');
	document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
	await expect.element(row(/^Pasted words\.txt/)).toBeVisible();
	await screen.getByRole('button', { name: 'Paste a text' }).click();
	await screen.getByRole('textbox', { name: 'Text to keep' }).fill('Typed words');
	await screen.getByRole('button', { name: 'Keep it' }).click();
	await expect.element(row(/^Typed words\.txt/)).toBeVisible();
});

test('finds words, tells their line, and opens the text at them', async () => {
	const { screen, row, clock } = await renderDocuments({ ...PUMP, 'other.txt': 'nothing' });
	await screen.getByRole('searchbox').fill('PUMP');
	clock.elapse(200);
	await expect.element(row(/may\.txt.*line 2 · .*The pump failed/)).toBeVisible();
	await expect.element(screen.getByTestId('document-count')).toHaveTextContent('1 of 2');
	await row(/may\.txt/).click();
	await expect.element(screen.getByRole('mark')).toHaveTextContent('pump');
	await expect.element(screen.getByTestId('document-text')).toHaveTextContent('The gate is shut.');
	expect(await violations()).toEqual([]);
});

test('a document becomes the source of an analysis, and its file can be had again', async () => {
	const { screen, row, app, openedPages, downloadedFiles } = await renderDocuments(PUMP);
	await row(/may\.txt/).click();
	await screen.getByRole('button', { name: 'Download the file' }).click();
	await screen.getByRole('button', { name: 'Analyse this document' }).click();
	await expect.poll(() => openedPages).toEqual(['#/']);
	expect([app.analyse.draft.name, app.analyse.draft.content]).toEqual([
		'may.txt',
		PUMP['harbour/may.txt']
	]);
	expect(downloadedFiles.map(({ name }) => name)).toEqual(['may.txt']);
	expect(await downloadedFiles[0]?.file.text()).toBe(PUMP['harbour/may.txt']);
});

test('a deleted document comes back by Undo', async () => {
	const { screen, row, app } = await renderDocuments(PUMP);
	await row(/may\.txt/).click();
	await screen.getByRole('button', { name: 'Delete' }).click();
	await expect.element(screen.getByRole('heading', { name: 'No documents yet' })).toBeVisible();
	const [notice] = app.notices.all;
	if (!notice) throw new Error('Expected a notice, got none');
	app.notices.act(notice);
	await expect.element(row(/may\.txt/)).toBeVisible();
});

test('keys go from row to row', async () => {
	const { row } = await renderDocuments({ 'a.txt': '1', 'b.txt': '2' });
	await row(/a\.txt/).click();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(row(/b\.txt/)).toHaveFocus();
});

test('of a long text the part around a place is shown, and the others are a step away', async () => {
	const lines = Array.from({ length: 6000 }, (_, index) => `line number ${index + 1}`);
	const { screen, row, clock } = await renderDocuments({ 'long.txt': lines.join('\n') });
	await screen.getByRole('searchbox').fill('number 5999');
	clock.elapse(200);
	await row(/line 5,999/).click();
	await expect.element(screen.getByRole('mark')).toHaveTextContent('number 5999');
	await expect.element(screen.getByText(/^lines [\d,]+ to 6,000$/)).toBeVisible();
	await screen.getByRole('button', { name: 'Before' }).click();
	await expect.element(screen.getByTestId('document-text')).not.toHaveTextContent('number 5999');
});

test('on a narrow screen a document takes the place of the list, and gives it back', async () => {
	const { screen, row } = await renderDocuments(PUMP, 360);
	await row(/may\.txt/).click();
	await expect.element(screen.getByRole('heading', { name: 'may.txt' })).toBeVisible();
	expect(screen.getByRole('list', { name: 'Documents' }).elements()).toEqual([]);
	await screen.getByRole('button', { name: 'Back to the list' }).click();
	await expect.element(row(/may\.txt/)).toBeVisible();
});
