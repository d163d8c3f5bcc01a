import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../app.css';
import AnswerView from './AnswerView.svelte';

async function show(text: string, isStreaming = false) {
	const screen = await render(AnswerView, { text, isStreaming });
	const { container } = screen;
	const find = (selector: string, at = 0) => {
		const element = container.querySelectorAll(selector)[at];
		if (!element) throw new Error(`There is no ${selector} ${at}.`);
		return element;
	};
	return {
		container,
		find,
		direction: (selector: string, at = 0) => getComputedStyle(find(selector, at)).direction,
		rerender: (next: string, isNextStreaming = false) =>
			screen.rerender({ text: next, isStreaming: isNextStreaming })
	};
}

/** On which side of the answer the words in an element are. */
function sideOf(element: Element): 'left' | 'right' {
	const range = document.createRange();
	range.selectNodeContents(element.querySelector('p') ?? element);
	const words = range.getBoundingClientRect();
	const room = (element.closest('.scroll, .section') ?? element).getBoundingClientRect();
	return words.left - room.left < room.right - words.right ? 'left' : 'right';
}

const HEBREW = 'שלום לכולם.';
const ARABIC = 'مرحبا بالعالم.';

test.each([
	['p', HEBREW],
	['h3', `# ${ARABIC}`],
	['ul', `- ${HEBREW}`],
	['li p', `1. ${ARABIC}`],
	['blockquote', `> ${HEBREW}`],
	['blockquote p', `> ${HEBREW}`],
	['.note', `[^1]: ${ARABIC}\n\n[^1]`],
	['.note p', `[^1]: ${ARABIC}\n\n[^1]`],
	['.scroll', `| ${HEBREW} | b |\n|---|---|\n| a | b |`],
	['th', `| ${HEBREW} | b |\n|---|---|\n| a | b |`],
	['td', `| a | b |\n|---|---|\n| ${ARABIC} | b |`]
])('%s runs from right to left where its first letter does', async (selector, text) => {
	const { direction, find } = await show(text);
	expect(direction(selector)).toBe('rtl');
	expect(sideOf(find(selector))).toBe(selector === 'td' ? 'left' : 'right');
});

test('what runs from left to right has no mark of it', async () => {
	const { container } = await show(
		`# Title\n\nWords, ${HEBREW}\n\n- item\n\n> quote\n\n| a |\n|---|\n| b |\n\n\`\`\`\ncode\n\`\`\``
	);
	expect(container.querySelectorAll('[dir]:not(blockquote p)')).toHaveLength(0);
});

test('each block has its own direction, and so has what stands in a quote', async () => {
	const { direction } = await show(`${HEBREW}\n\nWords.\n\n> ${ARABIC}\n>\n> Words.\n>\n> - item`);
	expect([0, 1, 2, 3].map((at) => direction('p', at))).toEqual(['rtl', 'ltr', 'rtl', 'ltr']);
	expect(direction('blockquote ul')).toBe('ltr');
});

test('all that is in a list is on one side, whatever it begins with', async () => {
	const { container, direction, find } = await show(
		`1. ${ARABIC}\n2. React ${ARABIC}\n   - CSS\n     1. 12\n\n- words\n- ${HEBREW}`
	);
	const items = [...container.querySelectorAll('ol li')];
	expect(items).toHaveLength(4);
	for (const item of items) {
		expect(getComputedStyle(item).direction).toBe('rtl');
		expect(sideOf(item)).toBe('right');
	}
	expect(direction('.section > ul li', 1)).toBe('ltr');
	expect(sideOf(find('.section > ul li p', 1))).toBe('left');
});

test('a long list keeps its side in all its parts', async () => {
	const items = (words: string) => `- ${words}\n`.repeat(39);
	const text = `- ${ARABIC}\n${items('React')}${items('Svelte')}${items(HEBREW)}`;
	const whole = await show(text);
	expect(whole.container.querySelectorAll('ul')).toHaveLength(3);
	expect([0, 1, 2].map((at) => whole.direction('ul', at))).toEqual(['rtl', 'rtl', 'rtl']);
	const english = await show(`- a\n${items(HEBREW)}${items(HEBREW)}`);
	expect(english.direction('ul', 1)).toBe('ltr');
});

test('a table runs as its headings, and its columns have one side', async () => {
	const { direction, find } = await show(
		`| 12345678901234567890 | ${HEBREW} | ${'longer '.repeat(4)} | ${'longer '.repeat(4)} |\n|---|---|:--|--:|\n| words | ${ARABIC} | ${ARABIC} | words |`
	);
	expect(direction('.scroll')).toBe('rtl');
	expect([0, 1].map((at) => direction('td', at))).toEqual(['ltr', 'rtl']);
	expect(find('th').getBoundingClientRect().left).toBeGreaterThan(
		find('th', 3).getBoundingClientRect().left
	);
	const alignments = [0, 1, 2, 3].map((at) => {
		const range = document.createRange();
		range.selectNodeContents(find('td', at));
		const words = range.getBoundingClientRect();
		const cell = find('td', at).getBoundingClientRect();
		return words.left - cell.left < cell.right - words.right ? 'left' : 'right';
	});
	expect(alignments).toEqual(['right', 'right', 'left', 'right']);
});

test('code, formulas and addresses run from left to right in any text', async () => {
	const { direction, find } = await show(
		`${ARABIC} \`a.b()\` $x$ [https://a.example/](https://a.example/) ${ARABIC}\n\n- ${HEBREW}\n\n  \`\`\`\n  let a;\n  \`\`\``
	);
	expect(direction('p')).toBe('rtl');
	expect(direction('p code')).toBe('ltr');
	expect(direction('.formula')).toBe('ltr');
	expect(direction('.code-block')).toBe('ltr');
	const place = (text: string) => {
		const node = find('a').firstChild;
		if (!node) throw new Error('The link is empty.');
		const range = document.createRange();
		const at = node.textContent?.lastIndexOf(text) ?? 0;
		range.setStart(node, at);
		range.setEnd(node, at + 1);
		return range.getBoundingClientRect().left;
	};
	expect(place('/')).toBeGreaterThan(place('h'));
});

test('what runs against its table begins at the same edge', async () => {
	const { find } = await show(`| ${HEBREW} |\n|---|\n| words |\n| ${HEBREW} |`);
	const right = (at: number) => {
		const range = document.createRange();
		range.selectNodeContents(find('td', at));
		return range.getBoundingClientRect().right;
	};
	expect(right(0)).toBeCloseTo(right(1), 0);
});

test('where a link goes stands apart from it, whichever way the words run', async () => {
	const { find } = await show(`${ARABIC} [${ARABIC}](https://example.org/) ${HEBREW}`);
	const link = find('a').getBoundingClientRect();
	expect(link.left - find('.host').getBoundingClientRect().right).toBeGreaterThan(1);
});

test.each([
	['a paragraph', 'p', ''],
	['a list', 'ul', '- '],
	['a quote', 'blockquote', '> ']
])('%s turns when its first letter comes', async (_name, selector, mark) => {
	const { direction, rerender } = await show(`${mark}(1`, true);
	expect(direction(selector)).toBe('ltr');
	await rerender(`${mark}(1) `, true);
	await rerender(`${mark}(1) ש`, true);
	expect(direction(selector)).toBe('rtl');
	await rerender(`${mark}(1) של words`, true);
	expect(direction(selector)).toBe('rtl');
	await rerender(`${mark}**words** `, true);
	expect(direction(selector)).toBe('ltr');
	await rerender(`${mark}**words** ש`, true);
	expect(direction(selector)).toBe('rtl');
	await rerender(`${mark}words`);
	expect(direction(selector)).toBe('ltr');
});

test('neither has what continues it in a next part', async () => {
	const items = '- words\n'.repeat(90);
	const { container } = await show(`${items}\n${'Many words. '.repeat(800)}`);
	expect(container.querySelectorAll('.continued').length).toBeGreaterThan(2);
	expect(container.querySelectorAll('[dir]')).toHaveLength(0);
});
