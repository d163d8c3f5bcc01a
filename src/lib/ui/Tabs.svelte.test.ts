import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Harness from './Tabs.harness.svelte';

test('shows the content of the chosen tab and names it after the tab', async () => {
	const screen = await render(Harness);
	await screen.getByRole('tab', { name: 'Two' }).click();
	await expect
		.element(screen.getByRole('tabpanel', { name: 'Two' }))
		.toHaveTextContent('Content of two');
	await expect
		.element(screen.getByRole('tab', { name: 'Two' }))
		.toHaveAttribute('aria-selected', 'true');
	await expect.element(screen.getByRole('status')).toHaveTextContent('two');
});

test('moves with the arrow keys, around the ends, and with Home and End', async () => {
	const screen = await render(Harness);
	await screen.getByRole('tab', { name: 'One' }).click();
	const visited: (string | null)[] = [];
	for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End', 'a']) {
		await userEvent.keyboard(`{${key}}`);
		visited.push(document.activeElement?.textContent ?? null);
	}
	expect(visited).toEqual(['Two', 'Three', 'One', 'Three', 'One', 'Three', 'Three']);
	await expect.element(screen.getByRole('status')).toHaveTextContent('three');
});

test('takes one stop of the Tab key', async () => {
	const screen = await render(Harness);
	await screen.getByRole('tab', { name: 'Two' }).click();
	await userEvent.tab();
	await expect.element(screen.getByRole('tabpanel')).toHaveFocus();
	await userEvent.tab({ shift: true });
	await expect.element(screen.getByRole('tab', { name: 'Two' })).toHaveFocus();
});
