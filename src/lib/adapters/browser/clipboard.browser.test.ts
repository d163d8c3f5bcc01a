import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { copyText } from './clipboard.ts';

beforeEach(() => {
	document.body.replaceChildren();
});

afterEach(() => {
	vi.restoreAllMocks();
});

/** Copies while a click is handled, as the app does. */
async function copyOnClick(text: string, place: Element = document.body): Promise<void> {
	const button = document.createElement('button');
	button.textContent = 'Copy';
	place.append(button);
	const copied = new Promise<void>((resolve, reject) => {
		button.addEventListener('click', () => {
			copyText(text).then(resolve, reject);
		});
	});
	copied.catch(() => undefined);
	await userEvent.click(button);
	await copied;
}

/** What a person gets who pastes. */
async function pasted(): Promise<string> {
	const field = document.createElement('textarea');
	document.body.append(field);
	field.focus();
	await userEvent.keyboard('{ControlOrMeta>}v{/ControlOrMeta}');
	return field.value;
}

/** A page that is no secure context has no clipboard. */
function withoutClipboard() {
	vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
}

test('copies a text', async () => {
	await copyOnClick('one\ntwo 😀');
	expect(await pasted()).toBe('one\ntwo 😀');
});

test('copies a text on a page that is no secure context', async () => {
	withoutClipboard();
	await copyOnClick('three\nfour 😀');
	expect(await pasted()).toBe('three\nfour 😀');
});

test('copies a text when the browser refuses the modern way', async () => {
	vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(
		new DOMException('Not allowed', 'NotAllowedError')
	);
	await copyOnClick('five');
	expect(await pasted()).toBe('five');
});

test('copies from within an open dialog, and leaves the focus where it was', async () => {
	withoutClipboard();
	const dialog = document.createElement('dialog');
	document.body.append(dialog);
	dialog.showModal();
	await copyOnClick('six', dialog);
	expect(document.activeElement?.textContent).toBe('Copy');
	expect(document.querySelectorAll('textarea')).toHaveLength(0);
	dialog.close();
	expect(await pasted()).toBe('six');
});

test('says what to do when the browser refuses every way', async () => {
	withoutClipboard();
	vi.spyOn(document, 'execCommand').mockReturnValue(false);
	await expect(copyOnClick('seven')).rejects.toThrow(/^The browser refused to copy\. Select/);
	expect(document.querySelectorAll('textarea')).toHaveLength(0);
});
