import axe from 'axe-core';
import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

function answerOf(container: Element): Element {
	const answer = container.querySelector('.answer');
	if (!answer) throw new Error('Expected an answer, found none');
	return answer;
}

test('begins its headings right below those of the page and the pane, with one # or two', async () => {
	const { container } = await render(AnswerView, {
		text: '# One\n\n## Two\n\n#### Four\n\n##### Five\n\n###### Six'
	});
	const headings = [...container.querySelectorAll('h1, h2, h3, h4, h5, h6')];
	expect(headings.map((heading) => `${heading.tagName} ${heading.textContent}`)).toEqual([
		'H3 One',
		'H3 Two',
		'H5 Four',
		'H6 Five',
		'H6 Six'
	]);
});

test('sets words close to each other just as they were written', async () => {
	const { container } = await render(AnswerView, {
		text: 'a**b**c *d*, `e`; [f](https://example.org)g ~~h~~.  \ni\nj&nbsp;k'
	});
	expect(container.querySelector('p')?.textContent).toBe(
		'abc d, e; f (example.org)g h.i\nj\u00a0k'
	);
	expect(container.querySelector('p')?.innerHTML).not.toMatch(/<br> /);
});

test('shows lists with their first number, their depth and their tasks', async () => {
	const screen = await render(AnswerView, {
		text: '3. three\n4. four\n   - [x] done\n   - [ ] open'
	});
	expect(screen.container.querySelector('ol')?.start).toBe(3);
	expect(screen.container.querySelectorAll('ol > li > ul > li')).toHaveLength(2);
	await expect.element(screen.getByRole('checkbox', { name: 'Done', exact: true })).toBeChecked();
	await expect.element(screen.getByRole('checkbox', { name: 'Not done' })).not.toBeChecked();
});

test('lets a wide table scroll on its own on a narrow page', async () => {
	await page.viewport(360, 640);
	const cells = Array.from({ length: 12 }, (_, at) => `Column${at}`).join(' | ');
	const screen = await render(AnswerView, {
		text: `| ${cells} |\n|${'---|'.repeat(12)}\n| ${cells} |`
	});
	const region = screen.getByRole('group', { name: 'Table' }).element();
	expect(region.scrollWidth).toBeGreaterThan(region.clientWidth);
	expect(document.documentElement.scrollWidth).toBe(360);
	await expect.element(screen.getByRole('columnheader', { name: 'Column11' })).toBeInTheDocument();
	expect(screen.getByRole('cell').elements()).toHaveLength(12);
});

test('sets a heading above its numbers, though its alignment comes after it', async () => {
	const header = '| a | b |\n';
	const screen = await render(AnswerView, { text: `${header}|--`, isStreaming: true });
	await screen.rerender({ text: `${header}|---|--:|\n| 1 | 2 |`, isStreaming: true });
	const right = [...screen.container.querySelectorAll('th, td')].filter(
		(cell) => getComputedStyle(cell).textAlign === 'right'
	);
	expect(right.map(({ textContent }) => textContent)).toEqual(['b', '2']);
});

test('shows code with its language and copies it as it is', async () => {
	const copied: string[] = [];
	const screen = await render(AnswerView, {
		text: 'See\n\n```ts\nconst a = "<b>";\n\n\tb();\n```',
		copy: (text: string) => {
			copied.push(text);
			return Promise.resolve();
		}
	});
	const code = screen.getByRole('group', { name: 'Code, ts' });
	expect(code.element().textContent).toBe('const a = "<b>";\n\n\tb();');
	await screen.getByRole('button', { name: 'Copy code' }).click();
	expect(copied).toEqual(['const a = "<b>";\n\n\tb();']);
	await expect.element(screen.getByRole('status')).toHaveTextContent('Copied');
});

test('colours code when what does so is loaded, wraps it, and saves it as a file', async () => {
	const saved: string[][] = [];
	const text = '```python\n# note\ndef twice(x):\n    return 2 * x\n```';
	const screen = await render(AnswerView, {
		text,
		copy: () => Promise.resolve(),
		download: (...file: string[]) => saved.push(file)
	});
	const code = screen.getByRole('group', { name: 'Code, python' });
	await expect
		.poll(() => code.element().querySelector('.keyword')?.textContent, { timeout: 30_000 })
		.toBe('def');
	expect(code.element().querySelectorAll('.line')).toHaveLength(3);
	const written = '# note\ndef twice(x):\n    return 2 * x';
	expect(code.element().textContent).toBe(written);
	getSelection()?.selectAllChildren(code.element());
	expect(getSelection()?.toString().trim()).toBe(written);
	await screen.getByRole('button', { name: 'Wrap long lines' }).click();
	expect(getComputedStyle(code.element()).whiteSpace).toContain('pre-wrap');
	await screen.getByRole('button', { name: 'Save code as a file' }).click();
	expect(saved).toEqual([['code.py', written, 'text/plain']]);
});

test('has no button to copy code where there is no clipboard', async () => {
	const screen = await render(AnswerView, { text: '```\na\n```' });
	await expect.element(screen.getByRole('group', { name: 'Code' })).toBeInTheDocument();
	expect(screen.getByRole('button', { name: 'Copy' }).elements()).toEqual([]);
});

test('says where a link goes, and opens it apart from the page', async () => {
	const screen = await render(AnswerView, {
		text: '[the port](https://example.org/port?a=b) and https://example.org/plain'
	});
	const link = screen.getByRole('link', { name: 'the port' }).element();
	const attributes = Object.fromEntries(
		Array.from(link.attributes, ({ name, value }) => [name, value] as const).filter(
			([name]) => name !== 'class'
		)
	);
	expect(attributes).toEqual({
		href: 'https://example.org/port?a=b',
		title: 'https://example.org/port?a=b',
		target: '_blank',
		rel: 'noopener noreferrer',
		referrerpolicy: 'no-referrer'
	});
	await expect
		.element(screen.getByRole('link', { name: 'https://example.org/plain', exact: true }))
		.toBeInTheDocument();
});

test('marks where the next words will come, and no longer when it is finished', async () => {
	const screen = await render(AnswerView, { text: 'One.\n\n- two\n- thr', isStreaming: true });
	const { container } = screen;
	expect(container.querySelectorAll('.caret')).toHaveLength(1);
	expect(container.querySelector('li:last-child .caret')).not.toBeNull();
	await screen.rerender({ text: '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 ', isStreaming: true });
	expect(container.querySelectorAll('.caret')).toHaveLength(1);
	expect(container.querySelector('tr:last-child > td:first-child .caret')).not.toBeNull();
	await screen.rerender({ text: 'Done.', isStreaming: false });
	expect(container.querySelectorAll('.caret')).toHaveLength(0);
	expect(answerOf(container).getAttribute('aria-busy')).toBe('false');
});

test('keeps the elements of finished blocks, and the one that grows, while it streams', async () => {
	const paragraphs = Array.from(
		{ length: 24 },
		(_, at) => `Paragraph **${at}** with [a](https://a.example).`
	);
	const text = `# Title\n\n${paragraphs.join('\n\n')}\n\n| a |\n|---|\n| b |`;
	const screen = await render(AnswerView, { text, isStreaming: true });
	const answer = answerOf(screen.container);
	const before = [...answer.querySelectorAll('*')].filter((element) => !element.matches('.caret'));
	const words = walkTexts(answer);
	const changes: MutationRecord[] = [];
	const watch = new MutationObserver((records) => changes.push(...records));
	for (const section of [...answer.querySelectorAll('.section')].slice(0, -1)) {
		watch.observe(section, {
			subtree: true,
			childList: true,
			characterData: true,
			attributes: true
		});
	}

	await screen.rerender({ text: `${text}\n| c |\n\nMore and`, isStreaming: true });
	await screen.rerender({ text: `${text}\n| c |\n\nMore and more.\n\n- end`, isStreaming: true });
	await screen.rerender({ text: `${text}\n| c |\n\nMore and more.\n\n- end`, isStreaming: false });

	expect([...changes, ...watch.takeRecords()]).toEqual([]);
	expect(before.filter((element) => !answer.contains(element))).toEqual([]);
	expect(words.filter((node) => !answer.contains(node))).toEqual([]);
	expect(answer.querySelectorAll('tr')).toHaveLength(3);
	expect(answer.querySelectorAll('p')).toHaveLength(26);
	expect(answer.querySelectorAll('.section')).toHaveLength(10);
});

test('guesses about how high a section is that was never drawn', async () => {
	await page.viewport(800, 640);
	const words = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of some words.`);
	const text = `${words.join('\n\n')}\n\n- ${words.join('\n- ')}\n\n\`\`\`\n${words.join('\n')}\n\`\`\``;
	const { container } = await render(AnswerView, { text });
	const sections = [...container.querySelectorAll<HTMLElement>('.section')];
	expect(sections.length).toBeGreaterThan(15);
	for (const section of sections) {
		const guess = parseFloat(section.style.containIntrinsicBlockSize.replace('auto ', ''));
		const lineHeight = parseFloat(getComputedStyle(section).fontSize);
		section.style.contentVisibility = 'visible';
		const height = section.getBoundingClientRect().height / lineHeight;
		expect(guess / height).toBeGreaterThan(0.6);
		expect(guess / height).toBeLessThan(1.7);
	}
});

test('copies the whole and finds words that are far out of view', async () => {
	const words = Array.from({ length: 300 }, (_, at) => `Paragraph number${at} end.`);
	const { container } = await render(AnswerView, { text: words.join('\n\n') });
	expect(answerOf(container).querySelectorAll('.chapter')).toHaveLength(4);
	const selection = getSelection();
	selection?.selectAllChildren(answerOf(container));
	expect(selection?.toString().split(/\n+/)).toEqual(words);
	selection?.removeAllRanges();
	const find = Reflect.get(window, 'find') as (text: string) => boolean;
	expect(find.call(window, 'number287')).toBe(true);
	const found = getSelection()?.getRangeAt(0).getBoundingClientRect();
	expect(found?.top).toBeGreaterThan(0);
	expect(found?.top).toBeLessThan(innerHeight);
});

test('cuts a long list, a long table and long code into parts, and numbers go on', async () => {
	const items = Array.from({ length: 90 }, (_, at) => `${at + 1}. item`).join('\n');
	const rows = '| a | b |\n'.repeat(90);
	const { container } = await render(AnswerView, {
		text: `${items}\n\n| x | y |\n|---|---|\n${rows}`
	});
	const lists = [...container.querySelectorAll('ol')];
	expect(lists.map((list) => [list.start, list.children.length])).toEqual([
		[1, 40],
		[41, 40],
		[81, 10]
	]);
	expect([...container.querySelectorAll('tbody')].map((body) => body.children.length)).toEqual([
		40, 40, 10
	]);
});

test('resolves a reference that is defined at the end', async () => {
	const beginning = 'See [the port][p].\n\nMore.\n\n';
	const text = `${beginning}[p]: https://example.org`;
	const screen = await render(AnswerView, { text: `${beginning}[p]`, isStreaming: true });
	await screen.rerender({ text, isStreaming: true });
	expect(screen.getByRole('link').elements()).toEqual([]);
	await screen.rerender({ text, isStreaming: false });
	await expect.element(screen.getByRole('link', { name: 'the port' })).toBeInTheDocument();
});

test('folds the reasoning away and says how much there is', async () => {
	const screen = await render(AnswerView, {
		text: 'Answer.',
		reasoning: 'First *this*.\n'.repeat(100)
	});
	const reasoning = screen.getByText('First *this*.').first();
	await expect.element(screen.getByText('1,400 characters')).toBeVisible();
	await expect.element(reasoning).not.toBeVisible();
	await screen.getByText('Reasoning').click();
	await expect.element(reasoning).toBeVisible();
	await screen.rerender({ reasoningTokens: 310 });
	await expect.element(screen.getByText('310 tokens')).toBeVisible();
	await screen.rerender({ reasoningMs: 4200 });
	await expect.element(screen.getByText('310 tokens, 4.2 s')).toBeVisible();
	await screen.rerender({ reasoningMs: 125_000 });
	await expect.element(screen.getByText('310 tokens, 2 min 5 s')).toBeVisible();
	await screen.rerender({ reasoningTokens: 0 });
	await expect.element(screen.getByText('1,400 characters, 2 min 5 s')).toBeVisible();
});

test('says when there is nothing to be seen of an answer that has ended', async () => {
	const screen = await render(AnswerView, { text: '\u00a0\n\n-', isStreaming: true });
	const none = screen.getByText('No answer came');
	expect(none.elements()).toEqual([]);
	await screen.rerender({ isStreaming: false });
	await expect.element(none).toHaveTextContent('No answer came.');
	await screen.rerender({ text: '', reasoning: 'Because.' });
	await expect.element(none).toHaveTextContent('No answer came, only reasoning.');
	await screen.rerender({ text: 'Yes.' });
	await expect.element(none).not.toBeInTheDocument();
});

test.each(['light', 'dark'])('has no known barrier in the %s theme', async (theme) => {
	document.documentElement.dataset['theme'] = theme;
	const { container } = await render(AnswerView, {
		text: '## One\n\nText `code` [link](https://a.example) ![image](https://a.example)\n\n> Quote\n\n- [x] done\n\n| a |\n|---|\n| b |\n\n```ts\nlet a;\n```\n\n<b>raw</b>',
		reasoning: 'Because.',
		copy: () => Promise.resolve()
	});
	const { violations, passes } = await axe.run(container, {
		rules: { region: { enabled: false }, 'heading-order': { enabled: false } }
	});
	expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual(
		[]
	);
	expect(passes.map(({ id }) => id)).toContain('color-contrast');
	delete document.documentElement.dataset['theme'];
});

function walkTexts(root: Element): Node[] {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	const nodes: Node[] = [];
	while (walker.nextNode()) {
		if (walker.currentNode.textContent) nodes.push(walker.currentNode);
	}
	return nodes;
}
