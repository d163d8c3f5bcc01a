import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Harness from './Dialog.harness.svelte';

async function openDialog() {
	const screen = await render(Harness);
	await screen.getByRole('button', { name: 'Open' }).click();
	const dialog = screen.getByRole('dialog', { name: 'Connection help' });
	await expect.element(dialog).toBeVisible();
	return { screen, dialog };
}

async function expectClosed(screen: Awaited<ReturnType<typeof openDialog>>['screen']) {
	await expect.element(screen.getByText('closed', { exact: true })).toBeInTheDocument();
	expect(screen.getByRole('dialog').elements()).toEqual([]);
	await expect.element(screen.getByRole('button', { name: 'Open' })).toHaveFocus();
}

test('is closed at first, and then shows nothing', async () => {
	const screen = await render(Harness);
	expect(screen.getByText('What to do.').elements()).toEqual([]);
});

test('keeps the focus inside while it is open', async () => {
	const { dialog } = await openDialog();
	expect(dialog.element().contains(document.activeElement)).toBe(true);
	expect(dialog.element().matches(':modal')).toBe(true);
});

test.each([
	['Esc', () => userEvent.keyboard('{Escape}')],
	['its button', (button: (name: string) => Promise<void>) => button('Close')],
	['an action', (button: (name: string) => Promise<void>) => button('Done')]
])('closes by %s and gives the focus back', async (_how, close) => {
	const { screen } = await openDialog();
	await close((name) => screen.getByRole('button', { name }).click());
	await expectClosed(screen);
});

test('closes on a click beside it, and not on one inside', async () => {
	const { screen, dialog } = await openDialog();
	await screen.getByText('What to do.').click();
	await expect.element(dialog).toBeVisible();
	dialog.element().dispatchEvent(new MouseEvent('click', { bubbles: true }));
	await expectClosed(screen);
});

test('opens again after it was closed', async () => {
	const { screen } = await openDialog();
	await userEvent.keyboard('{Escape}');
	await screen.getByRole('button', { name: 'Open' }).click();
	await expect.element(screen.getByText('What to do.')).toBeVisible();
});
