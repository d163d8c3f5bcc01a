import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AppContext from '#lib/state/AppContext.harness.svelte';
import { createFakeApp } from '#lib/state/fakes.ts';
import WorkspaceSwitcher from './WorkspaceSwitcher.svelte';

async function renderSwitcher() {
	const { app } = createFakeApp();
	await app.workspaces.create('Pumps');
	await render(WorkspaceSwitcher, {}, { wrapper: AppContext, wrapperProps: { app } });
	return { app, switcher: page.getByRole('combobox', { name: 'Workspace' }) };
}

test('names the workspace that is shown, and lists the others', async () => {
	const { switcher } = await renderSwitcher();
	await expect.element(switcher).toHaveDisplayValue('Pumps');
	const options = page.getByRole('option').elements();
	expect(options.map((option) => option.textContent)).toEqual(['My workspace', 'Pumps']);
});

test('goes to another by keys', async () => {
	const { app, switcher } = await renderSwitcher();
	await userEvent.tab();
	await expect.element(switcher).toHaveFocus();
	await userEvent.keyboard('M');
	await expect.poll(() => app.workspaces.current.name).toBe('My workspace');
});

test('follows a workspace that is entered elsewhere', async () => {
	const { app, switcher } = await renderSwitcher();
	app.workspaces.enter('first');
	await expect.element(switcher).toHaveDisplayValue('My workspace');
});
