import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import EmptyState from './EmptyState.svelte';
import Harness from './LazyPart.harness.svelte';

test('what could not be loaded has something in its place, and is tried anew when asked for', async () => {
	let tries = 0;
	const load = () => {
		tries += 1;
		return tries < 3
			? Promise.reject(new Error('The file is gone'))
			: Promise.resolve({ default: EmptyState });
	};
	await render(Harness, { load });
	const alert = page.getByRole('alert');
	const again = alert.getByRole('button', { name: 'Try again' });
	await expect.element(alert).toHaveTextContent('could not be loaded');
	await expect.element(page.getByText('In its place.')).toBeVisible();
	await again.click();
	await expect.poll(() => tries).toBe(2);
	await again.click();
	await expect.element(page.getByText('The part')).toBeVisible();
	await expect.element(alert).not.toBeInTheDocument();
	expect(tries).toBe(3);
});
