import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Harness from './RunsPage.harness.svelte';

/** The page of runs over a store with so many of them. */
async function renderRuns(count: number, width = 1280) {
	await page.viewport(width, 800);
	const world = createFakeApp();
	const browser = createFakeBrowser();
	const { bus } = browser.openPage({ store: world.store });
	ask(bus, 'run-0');
	tell(bus, ['A first answer.'], 'run-0');
	end(bus, 'interrupted', 'run-0');
	await settle();
	const run = await world.store.get('runs', 'run-0');
	if (typeof run !== 'object') throw new Error('Expected a stored run, got none');
	await world.store.write(
		Array.from({ length: count }, (_, index) => {
			const id = `run-${String(index).padStart(5, '0')}`;
			return {
				table: 'runs' as const,
				key: id,
				value: { ...run, id, title: `Run ${index}`, started_at: index }
			};
		})
	);
	await world.store.delete('runs', 'run-0');
	const screen = await render(
		Harness,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { ...world, screen, rows: () => screen.getByRole('listitem').elements() };
}

test('says how long the reasoning of a run took, and how much of it there was', async () => {
	await page.viewport(1280, 800);
	const world = createFakeApp();
	const browser = createFakeBrowser();
	const { bus } = browser.openPage({ store: world.store });
	ask(bus);
	bus.publish({
		type: 'llm_chunk',
		request_id: 'run-1',
		kind: 'reasoning',
		data: { chunk: 'Let me think.', is_final: false }
	});
	browser.clock.elapse(4200);
	tell(bus, ['An answer.']);
	bus.publish({
		type: 'llm_chunk',
		request_id: 'run-1',
		data: { chunk: '', is_final: true },
		meta: { finish_reason: 'stop', usage: { output_tokens: 9, reasoning_tokens: 0 } }
	});
	await settle();
	const screen = await render(
		Harness,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	await screen.getByRole('listitem').getByRole('button').first().click();
	await expect.element(screen.getByText('13 characters, 4.2 s')).toBeVisible();
});

test('teaches what the page is for while there is no run', async () => {
	const { screen, openedPages } = await renderRuns(0);
	await screen.getByRole('button', { name: 'Analyse a text' }).click();
	expect(openedPages).toEqual(['#/']);
});

test('puts only the rows in view on the page, and says how many there are', async () => {
	const { screen, rows } = await renderRuns(10_000);
	await expect.element(screen.getByText('10000 runs')).toBeVisible();
	expect(rows().length).toBeLessThan(60);
	expect(rows()[0]?.getAttribute('aria-setsize')).toBe('10000');
	await expect.element(screen.getByRole('button', { name: /Run 9999/ })).toBeVisible();
});

test('keys go from row to row, also to the one that is far away', async () => {
	const { screen } = await renderRuns(1000);
	await expect.element(screen.getByText('1000 runs')).toBeVisible();
	const newest = screen.getByRole('button', { name: /^Run 999 / });
	await newest.click();
	await userEvent.keyboard('{ArrowDown}');
	await expect.element(screen.getByRole('button', { name: /^Run 998 / })).toHaveFocus();
	await userEvent.keyboard('{End}');
	await expect.element(screen.getByRole('button', { name: /^Run 0 / })).toHaveFocus();
	await userEvent.keyboard('{Home}');
	await expect.element(newest).toHaveFocus();
});

test('says how many records could not be read, and shows the others', async () => {
	const world = await renderRuns(2);
	await world.store.put('runs', 'run-00000', 'damaged');
	await world.app.runs.reload();
	await expect.element(world.screen.getByText(/One run could not be read/)).toBeVisible();
	await expect.element(world.screen.getByRole('button', { name: /^Run 1 / })).toBeVisible();
});

test('on a narrow screen a run takes the place of the list, and gives it back', async () => {
	const { screen } = await renderRuns(3, 360);
	await screen.getByRole('button', { name: /^Run 2 / }).click();
	await expect.element(screen.getByRole('heading', { name: 'Run 2' })).toBeVisible();
	expect(screen.getByRole('list', { name: 'Runs' }).elements()).toEqual([]);
	await screen.getByRole('button', { name: 'Back to the list' }).click();
	await expect.element(screen.getByRole('list', { name: 'Runs' })).toBeVisible();
});
