import { expect, test } from 'vitest';
import type { Block, Inline } from './block.ts';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** Of the processor, which other programs do not use up as they do the clock. A quadratic time would be far above. */
const LIMIT_MS = 3000;

/** Of the clock, on a busy machine. */
const TIMEOUT_MS = 60_000;

/** Of each, 50,000 levels or 50,000 characters and more. */
const HOSTILE: Record<string, string> = {
	'quotes in quotes': '> '.repeat(50_000) + 'a\nb',
	'quotes without spaces': '>'.repeat(50_000) + 'a\nb',
	'lists in lists': '- '.repeat(50_000) + 'a',
	'numbered lists in lists': '1. '.repeat(50_000) + 'a',
	'quotes in lists in quotes': '> - '.repeat(25_000) + 'a\nb',
	'lists ever further indented': lines(700, (at) => `${'  '.repeat(at)}- a`),
	'lazy lines in lists in quotes': '> - > - > - > - a\nb\n'.repeat(4000),
	'emphasis in emphasis': '*a _b '.repeat(10_000) + 'b_ a*'.repeat(10_000),
	'emphasis that never ends': '*a '.repeat(20_000),
	'emphasis that ends once': '**a '.repeat(20_000) + 'b**',
	'marks of every kind in one word': '*a_b**c__d~e~~f'.repeat(5000),
	'brackets that never close': '['.repeat(50_000),
	'brackets in brackets': '[a'.repeat(20_000) + ']'.repeat(20_000),
	'links in links': '['.repeat(20_000) + 'a' + '](b)'.repeat(20_000),
	'links that close once': '[a](b'.repeat(10_000) + ')',
	'images in images': '!['.repeat(25_000) + '](a)'.repeat(25_000),
	'ticks of every length': lines(300, (at) => '`'.repeat(at)),
	'tags that never close': '<a b="'.repeat(10_000),
	'comments that never close': '<!--'.repeat(15_000),
	'a mailbox with a long name': 'a'.repeat(60_000) + '@example.org',
	'a mailbox after a mailbox': 'a@'.repeat(30_000),
	'a mailbox between marks': '_a@b.c'.repeat(10_000),
	'a word without an end': 'word'.repeat(15_000),
	'a word of marks': 'a_b.c+'.repeat(10_000),
	'a word with marks that end': 'a*b*'.repeat(15_000),
	'Chinese without an end': '水泵停了'.repeat(15_000),
	'Chinese with mailboxes': '水泵停了a@b.c'.repeat(6000),
	'Chinese with long names': `水${'a'.repeat(290)}@`.repeat(200),
	'long names one after another': `${'a'.repeat(1990)},`.repeat(30),
	'addresses one after another': 'https://a.b@'.repeat(5000),
	'an address with a long end': 'http://a.b/' + '&a;'.repeat(20_000),
	'a wide table with empty rows': `${'|a'.repeat(5000)}\n${'|-'.repeat(5000)}\n${'|\n'.repeat(20_000)}`,
	'many tables with empty rows':
		`${'|a'.repeat(99)}\n${'|-'.repeat(99)}\n${'a\n'.repeat(450)}\n`.repeat(100),
	'definitions that never end': '[a]: <'.repeat(10_000),
	'underlines of a long paragraph': 'a\n'.repeat(30_000) + '=',
	'blank lines in indented code': '    a' + '\n'.repeat(60_000) + '    b',
	'formulas that never end': '\\[ x\n- $$ y\n'.repeat(8000),
	'formulas in items in formulas': lines(300, (at) => `${'  '.repeat(at % 15)}- \\[ $$ x`),
	'formulas that end at once': '$$\n$$\n\\[\n\\]\n'.repeat(5000),
	'tildes between letters': 'a~b ~c d~ '.repeat(6000),
	escapes: '\\'.repeat(60_000),
	spaces: 'a' + ' '.repeat(60_000) + 'b'
};

test.each(Object.entries(HOSTILE))(
	'reads %s in time and keeps the depth in bounds',
	{ timeout: TIMEOUT_MS },
	(_name, text) => {
		const start = process.cpuUsage();
		const blocks = parseMarkdown(text);
		expect(process.cpuUsage(start).user / 1000).toBeLessThan(LIMIT_MS);
		expect(depthOfBlocks(blocks)).toBeLessThanOrEqual(40);
	}
);

test('reads sixteen levels as levels and leaves deeper ones as text', () => {
	const paragraphAndText = 2;
	expect(depthOfBlocks(parseMarkdown('> '.repeat(16) + 'a'))).toBe(16 + paragraphAndText);
	expect(JSON.stringify(parseMarkdown('> '.repeat(18) + 'a'))).toContain('"> > a"');
});

test.each(Object.entries(HOSTILE))(
	'reads %s in time while it grows',
	{ timeout: TIMEOUT_MS },
	(_name, text) => {
		const growing = createGrowingMarkdown();
		const start = process.cpuUsage();
		for (let end = 0; end < text.length; end += 1000) growing.update(text.slice(0, end));
		const { closed } = growing.finish(text);
		expect(process.cpuUsage(start).user / 1000).toBeLessThan(2 * LIMIT_MS);
		expect(closed.length).toBeGreaterThan(0);
	}
);

test('shows rows that would make a table larger than its text as text', () => {
	const text = '|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n'.concat('|\n'.repeat(2000));
	const blocks = parseMarkdown(text);
	const cells = blocks.flatMap((block) => (block.type === 'table' ? block.rows.flat() : []));
	expect(cells.length).toBeLessThan(text.length);
	expect(blocks.at(-1)?.type).toBe('paragraph');
});

function lines(count: number, line: (at: number) => string): string {
	return Array.from({ length: count }, (_, at) => line(at)).join('\n');
}

function depthOfBlocks(blocks: readonly Block[]): number {
	return deepest(blocks, (block) => {
		switch (block.type) {
			case 'quote':
				return depthOfBlocks(block.blocks);
			case 'list':
				return deepest(block.items, (item) => depthOfBlocks(item.blocks));
			case 'paragraph':
			case 'heading':
				return depthOfInlines(block.content);
			default:
				return 0;
		}
	});
}

function depthOfInlines(inlines: readonly Inline[]): number {
	return deepest(inlines, (inline) => ('content' in inline ? depthOfInlines(inline.content) : 0));
}

function deepest<Node>(nodes: readonly Node[], below: (node: Node) => number): number {
	return nodes.reduce((most, node) => Math.max(most, 1 + below(node)), 0);
}
