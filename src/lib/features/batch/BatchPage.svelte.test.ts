import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { failed, settle, type FakeGeneration } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Harness from './BatchPage.harness.svelte';

/** Fails where the text says so. */
const answerByText: FakeGeneration = (onEvent, _, { messages }) => {
	const text = messages.at(-1)?.text ?? '';
	if (text.includes('crash')) {
		onEvent(failed({ code: 'model_crashed', message: 'The model crashed.' }));
		return;
	}
	onEvent({ type: 'text_delta', text: `Read: ${text}` });
	onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: 'llama' });
};

/** The page of batches over a store with these documents, of which all are chosen. */
async function renderBatches(
	files: Record<string, string> = {},
	{ generation = answerByText, width = 1280 }: { generation?: FakeGeneration; width?: number } = {}
) {
	await page.viewport(width, 800);
	const world = createFakeApp({ generations: [generation] });
	const { documents, batches } = world.app;
	await settle();
	await documents.adding.add(
		Object.entries(files).map(([path, text]) => ({
			file: new File([text], path.split('/').at(-1) ?? path),
			path
		}))
	);
	batches.choose(documents.all);
	const screen = await render(
		Harness,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { ...world, batches, screen, status: screen.getByTestId('batch-status') };
}

async function violations(): Promise<string[]> {
	const results = await axe.run('[data-testid=list-page]');
	return results.violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`
	);
}

const THREE = { 'a/one.txt': 'The first', 'a/two.txt': 'crash', 'a/three.txt': 'The third' };

test('teaches what a batch is, and leads to the documents', async () => {
	const { screen, openedPages } = await renderBatches();
	await expect.element(screen.getByRole('heading', { name: 'No batches yet' })).toBeVisible();
	await screen.getByRole('button', { name: 'Choose documents' }).click();
	expect(openedPages).toEqual(['#/documents']);
	expect(await violations()).toEqual([]);
});

test('runs the template on what was chosen, and shows a row for each document', async () => {
	const { screen, status } = await renderBatches(THREE);
	await expect
		.element(screen.getByRole('heading', { name: 'Run one template on 3 documents' }))
		.toBeVisible();
	expect(await violations()).toEqual([]);
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('Done: 3 of 3 documents · 1 failed');
	const rows = screen.getByTestId('batch-item');
	await expect.element(rows.nth(0)).toHaveTextContent(/a\/one\.txt\s*Done\s*Read: The first/);
	await expect.element(rows.nth(2)).toHaveTextContent(/a\/two\.txt\s*Failed\s*The model crashed\./);
	expect(await violations()).toEqual([]);
});

test('one that failed is asked about once more, alone or with all that failed', async () => {
	let isFixed = false;
	const { screen, status, lmStudio } = await renderBatches(
		{ ...THREE, 'b.txt': 'crash' },
		{
			generation: (onEvent, signal, request) => {
				if (isFixed) onEvent({ type: 'text_delta', text: 'Fixed.' });
				else if (typeof answerByText === 'function') void answerByText(onEvent, signal, request);
				onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: 'llama' });
			}
		}
	);
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('2 failed');
	isFixed = true;
	await screen.getByRole('button', { name: 'Retry b.txt' }).click();
	await expect.element(status).toHaveTextContent(/^Done: .* 1 failed$/);
	await screen.getByTestId('batch-retry').click();
	await expect.element(status).toHaveTextContent(/^Done: 4 of 4 documents$/);
	expect(lmStudio.generated).toHaveLength(6);
});

test('a batch that is stopped goes on later', async () => {
	let isSlow = true;
	const { screen, status } = await renderBatches(THREE, {
		generation: (onEvent, signal) =>
			new Promise<void>((resolve) => {
				const end = (reason: 'stop' | 'cancelled') => {
					onEvent({ type: 'finished', reason, usage: {}, stats: {}, model: 'llama' });
					resolve();
				};
				if (!isSlow) end('stop');
				signal.addEventListener('abort', () => end('cancelled'));
			})
	});
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveAttribute('data-state', 'running');
	await screen.getByTestId('batch-stop').click();
	await expect.element(status).toHaveTextContent('Stopped: 0 of 3 documents');
	isSlow = false;
	await screen.getByRole('button', { name: 'Go on' }).click();
	await expect.element(status).toHaveTextContent('Done: 3 of 3 documents');
});

test('says why it waits while the server cannot be used', async () => {
	const { screen, status } = await renderBatches(THREE, {
		generation: (onEvent) =>
			onEvent(
				failed({ code: 'unreachable', message: 'Nothing answers.', suggestion: 'Start LM Studio.' })
			)
	});
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('Waiting for the server: 0 of 3 documents');
	await expect
		.element(screen.getByRole('alert'))
		.toHaveTextContent('Nothing answers. Start LM Studio. The batch goes on by itself');
});

test('a row opens its run; the answers are one table as a file', async () => {
	const { screen, status, app, openedPages, downloads } = await renderBatches(THREE);
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('Done');
	await screen.getByRole('button', { name: 'CSV' }).click();
	await screen.getByRole('button', { name: 'Markdown' }).click();
	await expect
		.poll(() => downloads.map(({ name }) => name.split('.').at(-1)))
		.toEqual(['csv', 'md']);
	expect(downloads[0]?.text).toContain('a/one.txt,done,Read: The first,\r\n');
	await screen.getByRole('button', { name: /one\.txt/ }).click();
	expect(openedPages).toEqual(['#/runs']);
	expect(app.batches.opened?.items[0]?.run).toBeDefined();
});

test('a deleted batch comes back by Undo', async () => {
	const { screen, status, app } = await renderBatches(THREE);
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('Done');
	await screen.getByRole('button', { name: 'Delete' }).click();
	await expect.element(screen.getByRole('heading', { name: 'No batches yet' })).toBeVisible();
	await expect.poll(() => app.notices.all.length).toBe(1);
	for (const notice of app.notices.all) app.notices.act(notice);
	await expect
		.element(screen.getByRole('list', { name: 'Batches' }).getByRole('button'))
		.toHaveTextContent('3 of 3 documents · 1 failed');
});

test('keys go from row to row, and on a narrow screen the open batch takes the place of the list', async () => {
	const { screen, status } = await renderBatches(THREE, { width: 360 });
	await screen.getByTestId('batch-run').click();
	await expect.element(status).toHaveTextContent('Done');
	expect(screen.getByRole('list', { name: 'Batches' }).elements()).toEqual([]);
	screen
		.getByRole('button', { name: /one\.txt/ })
		.element()
		.focus();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(screen.getByTestId('batch-item').nth(1)).toHaveFocus();
	await screen.getByRole('button', { name: 'Back to the list' }).click();
	await expect.element(screen.getByRole('list', { name: 'Batches' })).toBeVisible();
});
