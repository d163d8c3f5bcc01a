import { expect, onTestFinished, test } from 'vitest';
import { revealSelections } from './reveal-selection.ts';

/** A scroller of a hundred lines, of which some are in view. */
function showLines() {
	const scroller = document.createElement('div');
	Object.assign(scroller.style, { overflow: 'auto', blockSize: '200px' });
	const sections = Array.from({ length: 10 }, (_, section) => {
		const part = document.createElement('section');
		Object.assign(part.style, { contentVisibility: 'auto', containIntrinsicSize: 'auto 200px' });
		part.append(
			...Array.from({ length: 10 }, (__, line) => {
				const paragraph = document.createElement('p');
				paragraph.textContent = `This is line-${section * 10 + line}.`;
				return paragraph;
			})
		);
		return part;
	});
	scroller.append(...sections);
	document.body.append(scroller);
	const end = revealSelections();
	onTestFinished(() => {
		end();
		scroller.remove();
	});
	return {
		scroller,
		line: (number: number) => scroller.querySelectorAll('p')[number] ?? scroller
	};
}

/** Two frames on, which is after the browser has told of a selection. */
function settle() {
	return new Promise<void>((resolve) =>
		requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
	);
}

function find(text: string): boolean {
	const { find } = window as unknown as { find: (text: string) => boolean };
	return find.call(window, text);
}

test('what window.find() selects in a part that was never drawn is scrolled into view', async () => {
	const { scroller, line } = showLines();
	await settle();
	expect(find('line-73.')).toBe(true);
	await settle();
	const [found, view] = [line(73), scroller].map((each) => each.getBoundingClientRect());
	expect(found?.top).toBeGreaterThanOrEqual(view?.top ?? Infinity);
	expect(found?.bottom).toBeLessThanOrEqual(view?.bottom ?? 0);
	expect(getSelection()?.toString()).toBe('line-73.');
});

test('what is selected with a part of it in view stays where it is', async () => {
	const { scroller, line } = showLines();
	getSelection()?.selectAllChildren(scroller);
	await settle();
	expect(scroller.scrollTop).toBe(0);
	scroller.scrollTop = 400;
	getSelection()?.selectAllChildren(line(0));
	getSelection()?.extend(scroller, scroller.childNodes.length);
	await settle();
	expect(scroller.scrollTop).toBe(400);
});

test('a caret alone scrolls nothing', async () => {
	const { scroller, line } = showLines();
	getSelection()?.collapse(line(90), 0);
	await settle();
	expect(scroller.scrollTop).toBe(0);
});
