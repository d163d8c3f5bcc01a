import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import AnswerView from './AnswerView.svelte';

/** What is copied when all of an answer is selected, with single spaces and without empty lines. */
async function copied(text: string, formulas = 0): Promise<string[]> {
	const screen = await render(AnswerView, { text, copy: () => Promise.resolve() });
	const math = () => screen.container.querySelectorAll('math');
	await expect.poll(math, { timeout: 30_000 }).toHaveLength(formulas);
	const selection = getSelection();
	selection?.selectAllChildren(screen.container);
	const lines = selection?.toString().split('\n') ?? [];
	selection?.removeAllRanges();
	return lines.map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '');
}

test('a formula is copied as its TeX, once; a browser begins a new line after it', async () => {
	expect(await copied('So $x^2 + \\frac{1}{2}$ is it.\n\n$$\na^2\n$$', 2)).toEqual([
		'So $x^2 + \\frac{1}{2}$',
		'is it.',
		'$$a^2$$'
	]);
});

test('code is copied without the buttons above it', async () => {
	expect(await copied('Run\n\n```js\nlet a = 1;\nlet b;\n```\n\nnow')).toEqual([
		'Run',
		'let a = 1;',
		'let b;',
		'now'
	]);
});

test('the headings of a long table are copied once', async () => {
	const rows = Array.from({ length: 90 }, (_, at) => `| a${at} | b${at} |`).join('\n');
	const lines = await copied(`| first | second |\n|---|---|\n${rows}`);
	expect(lines).toHaveLength(91);
	expect(lines.filter((line) => line.includes('first'))).toEqual(['first second']);
});

test('a link is copied with a space before where it goes, and what follows is not parted from that', async () => {
	expect(await copied('See [the port](https://example.org/a), then.')).toEqual([
		'See the port (example.org), then.'
	]);
});

/** What a copy of the selection puts on the clipboard; empty where that is left to the browser. */
function clipboardAfterCopy(target: Element): string {
	const clipboardData = new DataTransfer();
	const event = new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true });
	target.dispatchEvent(event);
	expect(event.defaultPrevented).toBe(clipboardData.getData('text/plain') !== '');
	return clipboardData.getData('text/plain');
}

test('rows of data that are selected are copied as a spreadsheet takes them, and one cell as words', async () => {
	const list = [
		{ name: 'Pump', note: 'old,\n"loud"' },
		{ name: 'Gate', note: 'shut' },
		{ name: 'Crane' }
	];
	const screen = await render(AnswerView, { text: JSON.stringify(list) });
	const cell = (name: string) => screen.getByRole('cell', { name, exact: true });
	await expect.element(cell('Crane')).toBeVisible();
	const selection = getSelection();
	const gate = cell('Gate').element();

	selection?.selectAllChildren(screen.getByRole('table').element());
	expect(clipboardAfterCopy(gate)).toBe('name\tnote\nPump\t"old,\n""loud"""\nGate\tshut\nCrane');
	selection?.setBaseAndExtent(gate.childNodes[0] ?? gate, 1, cell('shut').element(), 1);
	expect(clipboardAfterCopy(gate)).toBe('Gate\tshut');
	selection?.selectAllChildren(gate);
	expect(clipboardAfterCopy(gate)).toBe('');
	selection?.removeAllRanges();
});
