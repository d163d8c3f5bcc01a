import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

const FILLER = 'Words that go on.\n\n'.repeat(200);
const text = (what: string) =>
	`See it[^1] and that[^two].\n\n${FILLER}[^1]: The ${what}.\n\n[^two]: Another ${what}.`;

test('a mark says that it is one, and leads to its note in the same answer, by a click and by keys', async () => {
	const first = await render(AnswerView, { text: text('first') });
	const second = await render(AnswerView, { text: text('second') });
	const markIn = (container: Element, name: string) => {
		const mark = container.querySelector<HTMLElement>(`[role="link"][aria-label="${name}"]`);
		if (!mark) throw new Error(`There is no mark that is called ${name}.`);
		return mark;
	};
	await userEvent.click(markIn(second.container, 'Note 1'));
	expect(document.activeElement?.textContent).toBe('1The second.');
	await expect.element(second.getByText('The second.')).toBeInViewport();
	markIn(first.container, 'Note two').focus();
	await userEvent.keyboard('{Enter}');
	expect(document.activeElement?.textContent).toBe('twoAnother first.');
	await expect.element(first.getByText('Another first.')).toBeInViewport();
});

test('a mark in a link is no second thing to click in one place', async () => {
	const screen = await render(AnswerView, {
		text: '[words[^1]](https://example.org/)\n\n[^1]: A note.'
	});
	expect(screen.container.querySelector('a sup')?.textContent).toBe('1');
	expect(screen.container.querySelector('a [tabindex]')).toBeNull();
});
