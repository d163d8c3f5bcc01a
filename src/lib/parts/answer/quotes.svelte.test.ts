import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { createQuoteFinder, type Place } from '#lib/core/grounding/quote-finder.ts';
import AnswerView from './AnswerView.svelte';

const SOURCE = 'The pump at Norrvik lost pressure. Nobody had checked the seal in April.';

async function renderAnswer(text: string, isStreaming = false) {
	const shown: string[] = [];
	const evidence = {
		find: createQuoteFinder(SOURCE).find,
		show: ({ start, end }: Place) => shown.push(SOURCE.slice(start, end))
	};
	const screen = await render(AnswerView, { text, evidence, isStreaming });
	const verdicts = () =>
		[...screen.container.querySelectorAll('[data-verdict]')].map((mark) => mark.textContent);
	return { screen, evidence, shown, verdicts };
}

test('says of each quote whether it is exact, near or not found', async () => {
	const { verdicts } = await renderAnswer(
		'- "pump at Norrvik lost pressure"\n- "nobody had  checked the seal"\n- "the pump had been repaired"\n- "too short"'
	);
	expect(verdicts()).toEqual(['exact', 'near', 'not found']);
});

test('a click on the verdict or on the words shows the place, by a button that says so', async () => {
	const { screen, shown } = await renderAnswer('So "the **pump** at Norrvik" it is.');
	await screen.getByRole('button', { name: 'Quote, near: show in source' }).click();
	await screen.getByText('pump').click();
	expect(shown).toEqual(['The pump at Norrvik', 'The pump at Norrvik']);
});

test('the verdict shows the place also while words are marked elsewhere', async () => {
	const { screen, shown } = await renderAnswer('So "the **pump** at Norrvik" it is.');
	getSelection()?.selectAllChildren(screen.container);
	const verdict = screen.getByRole('button', { name: 'Quote, near: show in source' }).element();
	if (verdict instanceof HTMLElement) verdict.focus();
	await userEvent.keyboard('{Enter}');
	expect(shown).toEqual(['The pump at Norrvik']);
});

test('what is not found is struck, and offers nothing to click', async () => {
	const { screen } = await renderAnswer('"It was the fault of nobody at all."');
	await expect.element(page.getByText('not found')).toBeVisible();
	expect(screen.container.querySelector('s')?.textContent).toBe(
		'It was the fault of nobody at all.'
	);
	expect(screen.getByRole('button').elements()).toEqual([]);
});

test('judges quotes in tables, headings, lists and block quotes', async () => {
	const quote = '"pump at Norrvik lost pressure"';
	const { verdicts } = await renderAnswer(
		`# ${quote}\n\n| Quote |\n|---|\n| ${quote} |\n\n1. **${quote}**\n\n> Nobody had checked the seal in April.`
	);
	expect(verdicts()).toEqual(['exact', 'exact', 'exact', 'exact']);
});

test('judges a quote once it is closed, and a block quote once it has ended', async () => {
	const { screen, evidence, verdicts } = await renderAnswer('"pump at Norrvik lost', true);
	expect(verdicts()).toEqual([]);
	const text = '"pump at Norrvik lost pressure"\n\n> Nobody had checked the';
	await screen.rerender({ text, evidence, isStreaming: true });
	expect(verdicts()).toEqual(['exact']);
	await screen.rerender({ text: `${text} seal.\n\nEnd`, evidence, isStreaming: true });
	expect(verdicts()).toEqual(['exact', 'near']);
});

test('without a source to hold them against, quotes are words like others', async () => {
	const { container } = await render(AnswerView, { text: '"pump at Norrvik lost pressure"' });
	expect(container.querySelectorAll('[data-verdict], button')).toHaveLength(0);
	expect(container.textContent).toContain('"pump at Norrvik lost pressure"');
});
