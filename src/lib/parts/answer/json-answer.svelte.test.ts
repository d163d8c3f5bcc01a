import axe from 'axe-core';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { createGrowingJson } from '#lib/core/json/growing-json.ts';
import AnswerView from './AnswerView.svelte';
import JsonAnswer from './JsonAnswer.svelte';

const LIST = [
	{ name: 'Pump', hours: 3, tags: ['old', 'loud'] },
	{ name: 'Gate', hours: null, tags: [], note: 'shut' }
];

async function violations(): Promise<string[]> {
	const results = await axe.run('.answer');
	return results.violations.map(
		({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`
	);
}

test('a list of like objects is a table that grows while it is written', async () => {
	const text = JSON.stringify(LIST);
	const half = text.indexOf('"Gate"') + 3;
	const screen = await render(AnswerView, { text: text.slice(0, half), isStreaming: true });
	await expect.element(screen.getByRole('row', { name: 'Pump 3 old, loud' })).toBeVisible();
	await expect.element(screen.getByRole('row', { name: 'Ga' })).toBeVisible();
	await expect.element(screen.getByText('2 rows')).toBeVisible();
	await screen.rerender({ text, isStreaming: false });
	await expect.element(screen.getByRole('row', { name: 'name hours tags note' })).toBeVisible();
	await expect.element(screen.getByRole('row', { name: 'Gate null 0 items shut' })).toBeVisible();
	expect(await violations()).toEqual([]);
});

test('the text itself is one click away, in order', async () => {
	const copied: string[] = [];
	const screen = await render(AnswerView, {
		text: '```json\n[{"a":1}]\n```\n',
		copy: (text: string) => Promise.resolve(void copied.push(text))
	});
	await screen.getByRole('button', { name: 'Text' }).click();
	const code = screen.getByRole('group', { name: 'Code, json' });
	await expect.element(code).toHaveTextContent('[ { "a": 1 } ]');
	await screen.getByRole('button', { name: 'Copy code' }).click();
	expect(copied).toEqual(['[\n  {\n    "a": 1\n  }\n]']);
	await screen.getByRole('button', { name: 'Table' }).click();
	await expect.element(screen.getByRole('cell', { name: '1' })).toBeVisible();
});

test('the one list that an object consists of is a table, too', async () => {
	const screen = await render(AnswerView, { text: JSON.stringify({ findings: LIST }) });
	await expect.element(screen.getByRole('row', { name: 'Pump 3 old, loud' })).toBeVisible();
});

test('anything else is text while it grows, and a tree once it is whole', async () => {
	const screen = await render(AnswerView, { text: '{"port":"Nor', isStreaming: true });
	await expect
		.element(screen.getByRole('group', { name: 'Code, json' }))
		.toHaveTextContent('{"port":"Nor');
	const text = JSON.stringify({
		port: 'Norrvik',
		pumps: { one: { hours: 3 } },
		odd: [1, { a: 2 }]
	});
	await screen.rerender({ text, isStreaming: false });
	await expect.element(screen.getByText('Norrvik')).toBeVisible();
	expect(screen.getByText('hours').elements()).toEqual([]);
	await screen.getByText('pumps').click();
	await screen.getByText('one').click();
	await expect.element(screen.getByText('hours')).toBeVisible();
	expect(await violations()).toEqual([]);
});

test('of a long list a tree shows a part, and more on a click', async () => {
	const text = JSON.stringify(Array.from({ length: 250 }, (_, at) => at * 7));
	const screen = await render(AnswerView, { text });
	await expect.element(screen.getByText('693', { exact: true })).toBeVisible();
	expect(screen.getByText('700', { exact: true }).elements()).toEqual([]);
	await screen.getByRole('button', { name: 'Show more (150 left)' }).click();
	await expect.element(screen.getByText('700', { exact: true })).toBeVisible();
});

test('JSON that ends in the middle says so', async () => {
	const screen = await render(AnswerView, { text: '[{"name":"Pump"},{"na' });
	await expect.element(screen.getByText(/^This JSON ends in the middle/)).toBeVisible();
	await expect.element(screen.getByRole('row', { name: 'Pump' })).toBeVisible();
});

test('what turns out to be prose is shown as prose', async () => {
	const screen = await render(AnswerView, { text: '[{"a": 1}]', isStreaming: true });
	await expect.element(screen.getByRole('cell', { name: '1' })).toBeVisible();
	await screen.rerender({ text: '[{"a": 1}] is **what** came.', isStreaming: true });
	await expect.element(screen.getByText('what')).toBeVisible();
	expect(screen.getByRole('table').elements()).toEqual([]);
});

test('nothing in a cell or a branch is taken for HTML', async () => {
	const hostile = '<img src=x onerror=alert(1)>';
	const screen = await render(AnswerView, { text: JSON.stringify([{ [hostile]: hostile }]) });
	await expect.element(screen.getByRole('cell', { name: hostile })).toBeVisible();
	await screen.rerender({ text: JSON.stringify({ [hostile]: [hostile, 1] }), isStreaming: false });
	await screen.getByText(hostile).click();
	expect(document.querySelectorAll('.answer img')).toHaveLength(0);
});

test('what was unfolded stays so when the same text is read again', async () => {
	const json = createGrowingJson();
	const text = '{"pumps":{"one":{"hours":3}}}';
	json.add(text);
	const { root } = json;
	if (!root) throw new Error('Expected JSON');
	const props = { text, isStreaming: false, copy: undefined, download: undefined };
	const screen = await render(JsonAnswer, { ...props, reading: { root, isWhole: true } });
	await screen.getByText('pumps').click();
	await expect.element(screen.getByText('one')).toBeVisible();
	await screen.rerender({ ...props, reading: { root, isWhole: true } });
	await expect.element(screen.getByText('one')).toBeVisible();
});

test('the text of one line has a line for each value, and every number and name as it was written', async () => {
	const copied: string[] = [];
	const screen = await render(AnswerView, {
		text: '{"id": 12345678901234567890, "x": 1.0, "x": 1e400}',
		copy: (text: string) => Promise.resolve(void copied.push(text))
	});
	await screen.getByRole('button', { name: 'Text' }).click();
	await screen.getByRole('button', { name: 'Copy code' }).click();
	expect(copied).toEqual(['{\n  "id": 12345678901234567890,\n  "x": 1.0,\n  "x": 1e400\n}']);
});
