import { page, userEvent } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import EndScroller from './EndScroller.harness.svelte';

const scroller = () => page.getByRole('group', { name: 'Lines' });
const back = () => page.getByRole('button', { name: 'Jump to the end' });

/** How far what is shown is from the end, in pixels, as the browser last drew it. */
async function fromEnd(): Promise<number> {
	await drawn();
	await drawn();
	const element = scroller().element();
	return Math.round(element.scrollHeight - element.clientHeight - element.scrollTop);
}

function drawn(): Promise<void> {
	return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

function wheel(deltaY: number): void {
	const element = scroller().element();
	element.dispatchEvent(new WheelEvent('wheel', { deltaY, bubbles: true }));
	element.scrollTop += deltaY;
}

beforeEach(() => page.viewport(800, 600));

test('stays at the end while lines come', async () => {
	const screen = await render(EndScroller, { lines: 5, isGrowing: true });
	for (const lines of [20, 21, 80]) {
		await screen.rerender({ lines, isGrowing: true });
		expect(await fromEnd()).toBe(0);
	}
	await screen.rerender({ lines: 90, isGrowing: false });
	expect(await fromEnd()).toBe(0);
	expect(back().elements()).toEqual([]);
});

test('begins at the beginning of what does not grow', async () => {
	await render(EndScroller, { lines: 40, isGrowing: false });
	expect(await fromEnd()).toBe(600);
	expect(back().elements()).toEqual([]);
});

test('lets go when a person scrolls up, and a button leads back', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	wheel(-60);
	await screen.rerender({ lines: 50, isGrowing: true });
	expect(await fromEnd()).toBe(260);
	await back().click();
	expect(await fromEnd()).toBe(0);
	await expect.element(back()).not.toBeInTheDocument();
	expect(document.activeElement).toBe(scroller().element());
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});

test('follows again when a person comes back to the end', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	wheel(-60);
	expect(await fromEnd()).toBe(60);
	wheel(60);
	expect(await fromEnd()).toBe(0);
	await screen.rerender({ lines: 50, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});

test.each(['{Home}', '{PageUp}', '{ArrowUp}'])('lets go at %s', async (key) => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	scroller().element().focus();
	await userEvent.keyboard(key);
	await screen.rerender({ lines: 60, isGrowing: true });
	await expect.element(back()).toBeVisible();
	expect(await fromEnd()).toBeGreaterThan(300);
});

test('lets go when the scroll bar is drawn up or a word is found above', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	scroller().element().scrollTop = 100;
	await expect.element(back()).toBeVisible();
	await screen.rerender({ lines: 50, isGrowing: true });
	expect(scroller().element().scrollTop).toBe(100);
	await screen.rerender({ lines: 2, isGrowing: true });
	await expect.element(back()).not.toBeInTheDocument();
	await screen.rerender({ lines: 50, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});
