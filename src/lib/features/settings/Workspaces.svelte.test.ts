import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { settle } from '#lib/core/fakes.ts';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import Workspaces from './Workspaces.svelte';

afterEach(async () => {
	delete document.documentElement.dataset['theme'];
	await page.viewport(1280, 800);
});

async function renderWorkspaces(...names: string[]) {
	const world = createFakeApp();
	for (const name of names) await world.app.workspaces.create(name);
	const screen = await render(
		Workspaces,
		{},
		{ wrapper: AppContext, wrapperProps: { app: world.app } }
	);
	return { ...world, ...world.app, screen, rows: () => page.getByRole('listitem').elements() };
}

test('one workspace has no name to be shown', async () => {
	const { screen } = await renderWorkspaces();
	await expect.element(page.getByLabelText('New workspace')).toBeVisible();
	expect(screen.container.textContent).not.toContain('My workspace');
});

test('makes a workspace, goes to it, and lists it', async () => {
	const { workspaces, rows } = await renderWorkspaces();
	await page.getByLabelText('New workspace').fill('Pumps');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByText('Shown now')).toBeVisible();
	expect(workspaces.current.name).toBe('Pumps');
	expect(rows().map((row) => row.ariaCurrent)).toEqual([null, 'true']);
	await expect.element(page.getByLabelText('New workspace')).toHaveValue('');
	await page.getByRole('button', { name: 'Go to My workspace' }).click();
	expect(workspaces.current.name).toBe('My workspace');
});

test('renames a workspace, or leaves its name', async () => {
	const { workspaces } = await renderWorkspaces('Pumps');
	await page.getByRole('button', { name: 'Rename Pumps' }).click();
	await page.getByLabelText('Name of the workspace').fill('Valves');
	await userEvent.keyboard('{Enter}');
	await expect.element(page.getByText('Valves')).toBeVisible();
	expect(workspaces.current.name).toBe('Valves');
	await page.getByRole('button', { name: 'Rename Valves' }).click();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect.element(page.getByText('Valves')).toBeVisible();
});

test('deletes a workspace, and brings it back', async () => {
	const { workspaces, notices } = await renderWorkspaces('Pumps');
	await page.getByRole('button', { name: 'Delete Pumps' }).click();
	await expect.poll(() => notices.all.length).toBe(1);
	expect(workspaces.areSeveral).toBe(false);
	const [notice] = notices.all;
	expect(notice?.text).toBe('“Pumps” is deleted, with all that was in it.');
	if (notice) notices.act(notice);
	await expect.element(page.getByText('Pumps')).toBeVisible();
	expect(workspaces.current.name).toBe('Pumps');
});

test('says why a workspace is not deleted', async () => {
	const { store, notices, workspaces } = await renderWorkspaces('Pumps');
	await store.put('runs', 'run-1', { workspace: workspaces.current.id, status: 'running' });
	await page.getByRole('button', { name: 'Delete Pumps' }).click();
	await expect.poll(() => notices.all[0]?.text).toContain('a run or a batch in it is under way');
	expect(workspaces.areSeveral).toBe(true);
});

for (const theme of ['light', 'dark'] as const) {
	test(`axe finds nothing, and nothing is too wide at 360 px, in the ${theme} theme`, async () => {
		document.documentElement.dataset['theme'] = theme;
		await page.viewport(360, 800);
		const { screen } = await renderWorkspaces('Pumps of the northern harbour and its old basins');
		await page.getByRole('button', { name: 'Rename My workspace' }).click();
		await settle();
		const { violations } = await axe.run(screen.container);
		expect(violations.map(({ id }) => id)).toEqual([]);
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
	});
}
