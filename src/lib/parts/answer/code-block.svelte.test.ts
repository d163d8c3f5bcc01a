import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import { settle } from '#lib/core/fakes.ts';
import AnswerView from './AnswerView.svelte';
import { Caret } from './caret.ts';
import { CodeElement } from './code-element.ts';
import { loadedHighlighting, loadHighlighting } from './load-highlighting.ts';

const BEGINNING = '```js\nlet a = 1;\nlet b';

test('builds a line of growing code once, in its colours, and keeps it to the end', async () => {
	const screen = await render(AnswerView, { text: BEGINNING, isStreaming: true });
	const lines = () => [...screen.container.querySelectorAll('.line')];
	const lastText = () => lines().at(-1)?.textContent;
	await expect
		.poll(() => lines()[0]?.querySelector('.keyword')?.textContent, { timeout: 30_000 })
		.toBe('let');
	const [first] = lines();
	expect(lastText()).toBe('let b');
	await screen.rerender({ text: `${BEGINNING} = `, isStreaming: true });
	// What would build it anew is awaited, and so comes a little later.
	await expect.poll(lastText).toBe('let b = ');
	expect(lines()[0]).toBe(first);
	const long = `${BEGINNING} = 2;\n${'let c = 3;\n'.repeat(100)}let d`;
	await screen.rerender({ text: long, isStreaming: true });
	await expect.poll(() => lines().length).toBe(103);
	expect(lines()[0]).toBe(first);
	await screen.rerender({ text: `${long};\n\`\`\``, isStreaming: false });
	await expect.poll(() => lines().at(-1)?.querySelector('.keyword')?.textContent).toBe('let');
	expect(lines()[0]).toBe(first);
	expect(screen.container.querySelector('.caret')).toBeNull();
});

test('shows hundreds of lines as they come, and nothing of them where it was other code after all', async () => {
	const code = Array.from({ length: 450 }, (_, at) => `call(${at});`).join('\n');
	const screen = await render(AnswerView, { text: '```\n', isStreaming: true });
	const shown = () => screen.container.querySelector('pre')?.textContent;
	for (const end of [700, 2100, 2101, code.length]) {
		await screen.rerender({ text: `\`\`\`\n${code.slice(0, end)}`, isStreaming: true });
		// A line break is shown with what comes after it.
		expect(shown()).toBe(code.slice(0, end).trimEnd());
	}
	const full = screen.container.querySelectorAll('.full');
	expect([...full].map((group) => group.querySelectorAll('.line').length)).toEqual([200, 200]);
	await screen.rerender({ text: '```\nother();\n```', isStreaming: false });
	expect(shown()).toBe('other();');
	expect(screen.container.querySelectorAll('.line')).toHaveLength(1);
	expect(screen.container.querySelector('.full')).toBeNull();
});

test('gives room to a line that is being written, beside the others and when it is wrapped', async () => {
	const line = 'word '.repeat(100);
	const screen = await render(AnswerView, {
		text: `\`\`\`\n${line}\n${line}`,
		isStreaming: true,
		copy: () => Promise.resolve()
	});
	const heights = () =>
		[...screen.container.querySelectorAll('.line')].map(
			(one) => one.getBoundingClientRect().height
		);
	const [finished = 0, open] = heights();
	expect(open).toBeCloseTo(finished, 1);
	await screen.getByRole('button', { name: 'Wrap long lines' }).click();
	const [wrapped = 0, openWrapped] = heights();
	expect(wrapped).toBeGreaterThan(finished * 1.9);
	expect(openWrapped).toBeCloseTo(wrapped, 1);
});

test('has each tool by what it needs: long lines are wrapped without a clipboard', async () => {
	const saved: string[] = [];
	const screen = await render(AnswerView, { text: '```sh\nls\n```' });
	const names = () =>
		screen
			.getByRole('button')
			.elements()
			.map((button) => button.ariaLabel);
	expect(names()).toEqual(['Wrap long lines']);
	await screen.rerender({ download: (_name: string, text: string) => saved.push(text) });
	expect(names()).toEqual(['Wrap long lines', 'Save code as a file']);
	await screen.getByRole('button', { name: 'Save code as a file' }).click();
	expect(saved).toEqual(['ls']);
});

test('keeps code without a word as high as a line', async () => {
	const { container } = await render(AnswerView, { text: '```\n```' });
	expect(container.querySelector('code')?.getBoundingClientRect().height).toBeGreaterThan(10);
});

test('lets a line that is being written be scrolled to its end, though it is longer than all before it', async () => {
	const line = `\tlet all = '${'word '.repeat(100)}';`;
	const text = `\`\`\`\nlet a;\n${line}`;
	const screen = await render(AnswerView, {
		text,
		isStreaming: true,
		copy: () => Promise.resolve()
	});
	const frame = screen.getByRole('group', { name: 'Code', exact: true }).element();
	const lengthOf = (selector: string) => {
		const range = document.createRange();
		range.selectNodeContents(frame.querySelector(selector) ?? frame);
		return range.getBoundingClientRect().width;
	};
	expect(frame.scrollWidth).toBeGreaterThan(lengthOf('.open'));
	await screen.getByRole('button', { name: 'Wrap long lines' }).click();
	expect(frame.scrollWidth).toBe(frame.clientWidth);
	await screen.getByRole('button', { name: 'Wrap long lines' }).click();
	await screen.rerender({ text: `${text}\nlet c`, isStreaming: true });
	const width = lengthOf('.line:nth-child(2)');
	expect(frame.scrollWidth).toBeGreaterThan(width);
	expect(frame.scrollWidth).toBeLessThan(width + 60);
});

test('makes no lines of code that is gone when its colours come', async () => {
	let looks = 0;
	const chunks = Array.from({ length: 10 }, (_, at) => `line(${at})\n`);
	chunks.slice = (start, end) => {
		looks += 1;
		return [...chunks].slice(start, end);
	};
	expect(loadedHighlighting('python')).toBeUndefined();
	const tools = { copy: undefined, download: undefined, caret: new Caret() };
	const code = { type: 'code' as const, language: 'python', chunks };
	const gone = new CodeElement(code, false, tools);
	gone.end();
	looks = 0;
	await loadHighlighting('python');
	await settle();
	expect(looks).toBe(0);
	const shown = new CodeElement({ ...code, language: 'ruby' }, false, tools);
	await loadHighlighting('ruby');
	await settle();
	expect(looks).toBeGreaterThan(0);
	shown.end();
});
