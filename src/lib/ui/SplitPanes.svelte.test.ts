import { page, userEvent } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Harness from './SplitPanes.harness.svelte';

beforeEach(() => page.viewport(1200, 600));

/** Pointers are captured by elements only while a real one is down; here it is always held. */
function point(target: Element, type: string, clientX: number) {
	target.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX, bubbles: true }));
}

test('moves the divider with the keys and tells where it is', async () => {
	const screen = await render(Harness);
	const divider = screen.getByRole('separator', { name: 'Width of the source' });
	divider.element().dispatchEvent(new FocusEvent('focus'));
	await userEvent.tab();
	await expect.element(divider).toHaveFocus();
	const values: (string | null)[] = [];
	for (const key of [
		'ArrowRight',
		'ArrowLeft',
		'ArrowLeft',
		'Home',
		'ArrowLeft',
		'End',
		'ArrowRight'
	]) {
		await userEvent.keyboard(`{${key}}`);
		values.push(divider.element().getAttribute('aria-valuenow'));
	}
	expect(values).toEqual(['52', '50', '48', '20', '20', '80', '80']);
	await expect.element(screen.getByRole('status')).toHaveTextContent('0.80');
});

test('gives the first pane the share that the divider says', async () => {
	const screen = await render(Harness);
	await userEvent.tab();
	await userEvent.keyboard('{Home}');
	const pane = screen.getByText('The source').element().parentElement;
	expect(Math.round(pane?.getBoundingClientRect().width ?? 0)).toBe(200);
});

test('follows the pointer only while it is held', async () => {
	const screen = await render(Harness);
	const divider = screen.getByRole('separator').element();
	point(divider, 'pointermove', 300);
	await expect.element(screen.getByRole('status')).toHaveTextContent('0.50');
	await userEvent.dragAndDrop(screen.getByRole('separator'), screen.getByText('The answer'), {
		targetPosition: { x: 100, y: 5 }
	});
	await expect.element(screen.getByRole('status')).toHaveTextContent('0.60');
	point(divider, 'pointermove', 300);
	await expect.element(screen.getByRole('status')).toHaveTextContent('0.60');
});

test('shows one pane on a narrow page, and which one is told', async () => {
	await page.viewport(600, 600);
	const screen = await render(Harness);
	await expect.element(screen.getByText('The source')).toBeVisible();
	await expect.element(screen.getByText('The answer')).not.toBeVisible();
	await screen.rerender({ shown: 'second' });
	await expect.element(screen.getByText('The source')).not.toBeVisible();
	await expect.element(screen.getByText('The answer')).toBeVisible();
	expect(screen.getByRole('separator').elements()).toEqual([]);
});
