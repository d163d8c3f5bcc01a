import { expect, test } from 'vitest';
import { frameKeyOf } from './keys.ts';

function press(key: string, init: KeyboardEventInit = {}, target: HTMLElement = document.body) {
	const event = new KeyboardEvent('keydown', { key, bubbles: true, ...init });
	target.dispatchEvent(event);
	return frameKeyOf(event);
}

function attach<Element extends HTMLElement>(element: Element): Element {
	document.body.replaceChildren(element);
	return element;
}

test('Ctrl+K and ⌘+K open the palette, also with the capital letter of Caps Lock', () => {
	expect([
		press('k', { ctrlKey: true }),
		press('k', { metaKey: true }),
		press('K', { ctrlKey: true })
	]).toEqual(['palette', 'palette', 'palette']);
});

test('Ctrl+K works in a field as well', () => {
	const field = attach(document.createElement('textarea'));
	expect(press('k', { ctrlKey: true }, field)).toBe('palette');
});

test('neither k alone nor with further keys opens it', () => {
	expect([
		press('k'),
		press('k', { ctrlKey: true, shiftKey: true }),
		press('k', { ctrlKey: true, altKey: true })
	]).toEqual([undefined, undefined, undefined]);
});

test('? lists the keys', () => {
	expect(press('?', { shiftKey: true })).toBe('help');
});

test.each([
	['a text box', () => document.createElement('textarea')],
	['a line', () => document.createElement('input')],
	['a choice', () => document.createElement('select')],
	[
		'editable text',
		() => {
			const element = document.createElement('div');
			element.contentEditable = 'true';
			return element;
		}
	]
])('? is typed into %s', (_name, make) => {
	expect(press('?', { shiftKey: true }, attach(make()))).toBeUndefined();
});

test('? works on a box that is ticked', () => {
	const box = document.createElement('input');
	box.type = 'checkbox';
	expect(press('?', { shiftKey: true }, attach(box))).toBe('help');
});

test('? with Ctrl, ⌘ or Alt is left to the browser', () => {
	expect([
		press('?', { ctrlKey: true }),
		press('?', { metaKey: true }),
		press('?', { altKey: true })
	]).toEqual([undefined, undefined, undefined]);
});
