import { page } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

const WORD = 'unbreakable'.repeat(6);

beforeEach(() => page.viewport(360, 600));

async function show(cell: string, selector: string) {
	const { container } = await render(AnswerView, {
		text: `| # | Word | Where |\n|---|---|---|\n| 1 | ${WORD} | ${cell} |`
	});
	const find = (wanted: string) => {
		const element = container.querySelector<HTMLElement>(wanted);
		if (!element) throw new Error(`There is no ${wanted}.`);
		return element;
	};
	return { scroller: find('.scroll'), number: find('td'), breaking: find(`td ${selector}`) };
}

test.each([
	['a link', 'https://example.org/docs/getting-started', 'a', 4],
	['a link in bold words', '**<https://example.org/docs/getting-started>**', 'a', 5],
	['long code', '`@typescript-eslint/eslint-plugin`', 'code', 4],
	['a picture', '![](https://example.org/picture.png)', '.image', 5],
	['short code', '`lastIndex`', 'code', 1],
	['a short link', '[Docs](https://example.org/)', 'a', 1]
])(
	'%s keeps a width that can be read beside a word that cannot be broken',
	async (_name, cell, selector, lines) => {
		const { scroller, number, breaking } = await show(cell, selector);
		expect(breaking.getClientRects().length).toBeLessThanOrEqual(lines);
		expect(scroller.scrollWidth).toBeGreaterThan(scroller.clientWidth);
		expect(number.clientWidth).toBeLessThan(40);
	}
);
