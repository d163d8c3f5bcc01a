import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AnswerView from './AnswerView.svelte';

const CODE = `\`\`\`\n${'a\n'.repeat(30)}\`\`\`\n\n`;
const table = (rows: number) => `| a | b |\n|---|---|\n${'| c | d |\n'.repeat(rows)}\n`;
const quote = (count: number) => '> words\n>\n'.repeat(count);
const PARTS = '.scroll, thead, blockquote, ul';

/** What says of each part whether it continues another. */
function partsIn(container: Element): string[] {
	return [...container.querySelectorAll(PARTS)].map(
		(part) => `${part.ariaLabel} ${part.className}`
	);
}

test.each([
	['a table that becomes a part of another', CODE + table(1), table(42)],
	['a part of a table that becomes one of its own', table(42), CODE + table(1)],
	['a quote that becomes a part of another', CODE + quote(1), quote(42)],
	['a part of a quote that becomes one of its own', quote(42), CODE + quote(1)],
	['a list that becomes a part of another', `${CODE}- a`, '- a\n'.repeat(42)]
])('%s looks like what it is', async (_name, before, after) => {
	const screen = await render(AnswerView, { text: before });
	await screen.rerender({ text: after });
	const fresh = await render(AnswerView, { text: after });
	expect(partsIn(screen.container)).toEqual(partsIn(fresh.container));
	expect(partsIn(screen.container)).not.toEqual([]);
});

test('the second part of a table says that it continues it, and shows no headings again', async () => {
	const { container } = await render(AnswerView, { text: table(42) });
	expect(partsIn(container)).toEqual([
		'Table block scroll',
		'null ',
		'Table, continued block scroll',
		'null visually-hidden'
	]);
});
