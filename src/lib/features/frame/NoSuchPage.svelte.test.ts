import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import NoSuchPage from './NoSuchPage.svelte';

test('names the address that leads nowhere, and the way back', async () => {
	const screen = await render(NoSuchPage, {
		status: 404,
		address: '/nowhere',
		message: 'Not found'
	});
	await expect.element(screen.getByRole('heading')).toHaveTextContent('There is no such page');
	await expect.element(screen.getByText('#/nowhere')).toBeVisible();
	await expect.element(screen.getByRole('link')).toHaveAttribute('href', '#/');
});

test('says what happened where a page did not open', async () => {
	const screen = await render(NoSuchPage, {
		status: 500,
		address: '/models',
		message: 'The file is gone.'
	});
	await expect.element(screen.getByText('The file is gone.')).toBeVisible();
});
