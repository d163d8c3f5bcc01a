import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import RenameForm from './RenameForm.svelte';

async function renderForm() {
	const names: string[] = [];
	const screen = await render(RenameForm, {
		title: 'Old',
		onrename: (name: string) => names.push(name)
	});
	const field = screen.getByRole('textbox', { name: 'Name of the run' });
	await expect.element(field).toHaveValue('Old');
	await field.fill('Pump report');
	return { names, screen };
}

test('Enter names the run once', async () => {
	const { names } = await renderForm();
	await userEvent.keyboard('{Enter}');
	await expect.poll(() => names).toEqual(['Pump report']);
});

test('the button names the run', async () => {
	const { names, screen } = await renderForm();
	await screen.getByRole('button', { name: 'Save the name' }).click();
	expect(names).toEqual(['Pump report']);
});
