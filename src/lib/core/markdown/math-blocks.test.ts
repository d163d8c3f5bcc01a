import { expect, test } from 'vitest';
import type { Block } from './block.ts';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

const words = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text }] });

function typesOf(markdown: string): string[] {
	return parseMarkdown(markdown).map(({ type }) => type);
}

test.each([
	['in dollars', '$$\nx = 1\n$$', 'x = 1'],
	['in brackets', '\\[\nx = 1\n\\]', 'x = 1'],
	['on one line', '$$ E = mc^2 $$', 'E = mc^2'],
	['in brackets on one line', '\\[ c \\]', 'c'],
	['that begins behind its mark', '$$ a\n+ b\n$$', 'a\n+ b'],
	['that ends behind its last line', '\\[\nx = 1 \\]', 'x = 1'],
	['with words in it', '\\[ \\text{area} = \\pi r^2 \\]', '\\text{area} = \\pi r^2'],
	[
		'of several lines',
		'$$\n\\begin{aligned}\na &= b \\\\[2pt]\n- c &= d\n\\end{aligned}\n$$',
		'\\begin{aligned}\na &= b \\\\[2pt]\n- c &= d\n\\end{aligned}'
	],
	[
		'of forty lines',
		`$$\n${'x_1\n'.repeat(40)}$$`,
		Array.from({ length: 40 }, () => 'x_1').join('\n')
	]
])('reads a formula %s', (_what, markdown, text) => {
	const growing = createGrowingMarkdown();
	for (let end = 1; end < markdown.length; end += 1) growing.update(markdown.slice(0, end));
	expect(growing.finish(markdown).closed).toEqual([{ type: 'math', text }]);
	expect(parseMarkdown(`before\n${markdown}\nafter`)).toEqual([
		words('before'),
		{ type: 'math', text },
		words('after')
	]);
});

test.each([
	['an escaped bracket', '\\[Your Name]\n\\[Your Title]', '[Your Name]\n[Your Title]'],
	['words in escaped brackets', '\\[Your Name\\]', '[Your Name]'],
	['words of another script in them', '\\[您的姓名\\]', '[您的姓名]'],
	['a placeholder with a number', '\\[YOUR STREET 12\\]', '[YOUR STREET 12]'],
	['words in them among others', 'Dear \\[Name\\], hello', 'Dear [Name], hello'],
	['empty escaped brackets', '\\[ \\] open', '[ ] open'],
	['empty escaped brackets alone', '\\[ \\]', '[ ]'],
	['an empty formula', '$$\n$$', '$$\n$$'],
	['an empty formula on a line', '$$ $$', '$$ $$'],
	['two dollars before words', '$$ is the shell PID.', '$$ is the shell PID.'],
	['two dollars for a price', '$$ = moderate', '$$ = moderate'],
	['three dollars', '$$$ = expensive', '$$$ = expensive'],
	['what is never closed', '$$ x = 1', '$$ x = 1'],
	['a mark alone that is never closed', '$$', '$$']
])('reads %s as words', (_what, markdown, text) => {
	expect(parseMarkdown(markdown)).toEqual([words(text)]);
	expect(parseMarkdown(`${markdown}\n\n## Notes\n\n- one`).slice(1)).toEqual(
		parseMarkdown('## Notes\n\n- one')
	);
});

test('reads prices in a list as its items', () => {
	expect(parseMarkdown('- $ = cheap\n- $$ = moderate\n- $$$ = expensive')).toMatchObject([
		{
			items: ['$ = cheap', '$$ = moderate', '$$$ = expensive'].map((text) => ({
				blocks: [words(text)]
			}))
		}
	]);
});

test('reads what was taken for a formula as what its lines are', () => {
	const lines = '$$ x = 1\n- one\n- two\n## Notes\n| a |\n|---|\n```\n\ncode\n```\n';
	expect(typesOf(lines)).toEqual(['paragraph', 'list', 'heading', 'table', 'code']);
	expect(typesOf(`> ${lines.slice(0, 20).replaceAll('\n', '\n> ')}\n\nb`)).toEqual([
		'quote',
		'paragraph'
	]);
	expect(typesOf('$$ x = 1\n\\[\ny\n\\]\n\nb')).toEqual(['paragraph', 'math', 'paragraph']);
	expect(typesOf('$$ x = 1\n\\[ y = 2\n\nb\n\n$$\nx\n$$')).toEqual([
		'paragraph',
		'paragraph',
		'paragraph',
		'math'
	]);
	expect(parseMarkdown('- a\n\n  $$ x = 1\n  [b]\n\n[b]: https://example.org')).toEqual(
		parseMarkdown('- a\n\n  \\$$ x = 1\n  [b]\n\n[b]: https://example.org')
	);
});

test('shows an open formula as one until a blank line comes', () => {
	const growing = createGrowingMarkdown();
	expect(growing.update('$$ x = 1\n+ 2').open).toEqual([{ type: 'math', text: 'x = 1\n+ 2' }]);
	const { open, closed } = growing.update('$$ x = 1\n+ 2\n\nb');
	expect([...closed, ...open].map(({ type }) => type)).toEqual(['paragraph', 'list', 'paragraph']);
});

test('shows no formula while what looks like words is written', () => {
	const markdown = '\\[Your Name]\n\n- $$ is the shell PID.\n\n- \\[ \\] open';
	const growing = createGrowingMarkdown();
	for (let end = 1; end <= markdown.length; end += 1) {
		const view = growing.update(markdown.slice(0, end));
		expect(JSON.stringify([view.closed, view.open])).not.toContain('math');
	}
});

test('reads a long line that is no formula as a whole', () => {
	const markdown = `$$ x = 1 ${'and more '.repeat(300)}`;
	const growing = createGrowingMarkdown();
	for (let end = 7; end < markdown.length; end += 7) growing.update(markdown.slice(0, end));
	expect(growing.finish(markdown).closed).toEqual([words(markdown.trim())]);
	expect(parseMarkdown(markdown)).toEqual([words(markdown.trim())]);
});
