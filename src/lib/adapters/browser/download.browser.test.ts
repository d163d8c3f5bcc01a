import { afterEach, expect, test, vi } from 'vitest';
import { downloadText } from './download.ts';

afterEach(() => {
	vi.useRealTimers();
});

/** Runs `action` and catches the link that it clicks, instead of a download. */
function clickedLink(action: () => void): HTMLAnchorElement {
	const clicked: (EventTarget | null)[] = [];
	const catchClick = (event: Event) => {
		event.preventDefault();
		clicked.push(event.target);
	};
	document.addEventListener('click', catchClick);
	action();
	document.removeEventListener('click', catchClick);
	const [link] = clicked;
	if (!(link instanceof HTMLAnchorElement)) throw new Error('No link was clicked');
	return link;
}

test('offers the text under a safe name, and leaves no link behind', async () => {
	const link = clickedLink(() => {
		downloadText('../answer: 1.md', 'Grüße\r\n😀', 'text/markdown');
	});
	expect(link.download).toBe('answer 1.md');
	const response = await fetch(link.href);
	expect(response.headers.get('content-type')).toBe('text/markdown;charset=utf-8');
	expect(await response.text()).toBe('Grüße\r\n😀');
	expect(link.isConnected).toBe(false);
});

test('gives the memory back after a minute', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout'] });
	const link = clickedLink(() => {
		downloadText('answer.txt', 'text', 'text/plain');
	});
	vi.advanceTimersByTime(59_999);
	expect((await fetch(link.href)).ok).toBe(true);
	vi.advanceTimersByTime(1);
	await expect(fetch(link.href)).rejects.toThrow(TypeError);
});
