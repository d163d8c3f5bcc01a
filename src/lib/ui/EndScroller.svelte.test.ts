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

test('stays where a person opens something once it grows no more', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	await screen.rerender({ lines: 41, isGrowing: false });
	expect(await fromEnd()).toBe(0);
	await page.getByText('Line number40.').click();
	await screen.rerender({ lines: 60, isGrowing: false });
	expect(await fromEnd()).toBe(380);
	await screen.rerender({ lines: 70, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});

test('stays where a person opens something above the end while it grows', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	await page.getByText('Open line').click();
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBeGreaterThan(300);
	await expect.element(back()).toBeVisible();
});

test.each(['{End}', '{Control>}{End}{/Control}'])(
	'follows again at %s, however far the end has moved on by then',
	async (key) => {
		const screen = await render(EndScroller, { lines: 40, isGrowing: true });
		expect(await fromEnd()).toBe(0);
		wheel(-300);
		expect(await fromEnd()).toBe(300);
		scroller().element().focus();
		await userEvent.keyboard(key);
		await screen.rerender({ lines: 80, isGrowing: true });
		expect(await fromEnd()).toBe(0);
		await expect.element(back()).not.toBeInTheDocument();
	}
);

test('follows again when a person scrolls down to nearly the end, which moves on meanwhile', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	wheel(-300);
	expect(await fromEnd()).toBe(300);
	wheel(260);
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});

test('waits while the mouse selects, and lets go of what was selected', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	const line = page.getByText('Line number38.').element();
	const mouse = { pointerType: 'mouse', button: 0, buttons: 1, bubbles: true };
	line.dispatchEvent(new PointerEvent('pointerdown', mouse));
	await screen.rerender({ lines: 50, isGrowing: true });
	expect(await fromEnd()).toBe(200);
	window.dispatchEvent(new PointerEvent('pointerup', mouse));
	expect(await fromEnd()).toBe(0);

	line.dispatchEvent(new PointerEvent('pointerdown', mouse));
	getSelection()?.selectAllChildren(line);
	window.dispatchEvent(new PointerEvent('pointerup', mouse));
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBe(200);
	await expect.element(back()).toBeVisible();
	getSelection()?.removeAllRanges();
});

test('lets go of a finger that draws up slowly', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	const target = scroller().element();
	const finger = new Touch({ identifier: 1, target });
	target.dispatchEvent(new TouchEvent('touchstart', { touches: [finger], bubbles: true }));
	for (let lines = 41; lines < 46; lines += 1) {
		target.scrollTop -= 3;
		await screen.rerender({ lines, isGrowing: true });
		await drawn();
	}
	target.dispatchEvent(new TouchEvent('touchend', { touches: [], bubbles: true }));
	expect(await fromEnd()).toBe(115);
	await expect.element(back()).toBeVisible();
});

test.each([{ ctrlKey: true }, { shiftKey: true }])(
	'goes on following when the wheel zooms or moves sideways: %o',
	async (modifier) => {
		const screen = await render(EndScroller, { lines: 40, isGrowing: true });
		expect(await fromEnd()).toBe(0);
		const event = new WheelEvent('wheel', { deltaY: -60, bubbles: true, ...modifier });
		scroller().element().dispatchEvent(event);
		await screen.rerender({ lines: 60, isGrowing: true });
		expect(await fromEnd()).toBe(0);
	}
);

test('goes on following when something else is clicked while words are selected in it', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	getSelection()?.selectAllChildren(page.getByText('Line number2.').element());
	const mouse = { pointerType: 'mouse', button: 0, bubbles: true };
	document.body.dispatchEvent(new PointerEvent('pointerdown', mouse));
	document.body.dispatchEvent(new PointerEvent('pointerup', mouse));
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	getSelection()?.removeAllRanges();
});

test('goes on following after a menu was asked for, which may hide that the button was let go', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	const mouse = { pointerType: 'mouse', button: 2, buttons: 2, bubbles: true };
	scroller().element().dispatchEvent(new PointerEvent('pointerdown', mouse));
	await screen.rerender({ lines: 60, isGrowing: true });
	expect(await fromEnd()).toBe(0);
});

test('still leads back from before the end of what grows no more, wherever it was while it grew', async () => {
	const screen = await render(EndScroller, { lines: 40, isGrowing: true });
	expect(await fromEnd()).toBe(0);
	await screen.rerender({ lines: 80, isGrowing: false });
	expect(await fromEnd()).toBe(0);
	wheel(-600);
	expect(await fromEnd()).toBe(600);
	wheel(100);
	expect(await fromEnd()).toBe(500);
	await expect.element(back()).toBeVisible();
});

test.each([[[40, 80]], [[40, 46, 52, 58, 64]]])(
	'leaves whoever reads before the end, and goes on reading, where they are; it grew to %j lines',
	async (lines) => {
		const screen = await render(EndScroller, { lines: 20, isGrowing: true });
		for (const count of lines) {
			await screen.rerender({ lines: count, isGrowing: true });
			expect(await fromEnd()).toBe(0);
		}
		wheel(-300);
		expect(await fromEnd()).toBe(300);
		wheel(60);
		expect(await fromEnd()).toBe(240);
		await screen.rerender({ lines: 100, isGrowing: true });
		wheel(60);
		expect(await fromEnd()).toBeGreaterThan(240);
		await expect.element(back()).toBeVisible();
	}
);
