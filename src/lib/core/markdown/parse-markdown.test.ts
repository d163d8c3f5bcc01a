import { createGrowingMarkdown } from './growing-markdown.ts';
import { expect, test } from 'vitest';
import type { Block, Inline } from './block.ts';
import { parseMarkdown } from './parse-markdown.ts';

const text = (value: string): Inline => ({ type: 'text', text: value });
const paragraph = (...content: Inline[]): Block => ({ type: 'paragraph', content });
const words = (value: string): Block => paragraph(text(value));

test('reads headings of both kinds with their levels', () => {
	expect(parseMarkdown('# One\n\n###### Six ##\n\nTwo\n---')).toEqual([
		{ type: 'heading', level: 1, content: [text('One')] },
		{ type: 'heading', level: 6, content: [text('Six')] },
		{ type: 'heading', level: 2, content: [text('Two')] }
	]);
});

test('reads what marks words inside a line', () => {
	expect(parseMarkdown('**a *b*** ~~c~~ `d  *e*`  \nf')).toEqual([
		paragraph(
			{
				type: 'strong',
				content: [text('a '), { type: 'emphasis', content: [text('b')] }]
			},
			text(' '),
			{ type: 'strike', content: [text('c')] },
			text(' '),
			{ type: 'code', text: 'd  *e*' },
			{ type: 'break' },
			text('f')
		)
	]);
});

test('reads lists with their first number, tasks, depth and spacing', () => {
	expect(
		parseMarkdown('7. seven\n8. eight\n   - [x] done\n   - [ ] open\n\ntext\n\n- a\n\n- b')
	).toEqual([
		{
			type: 'list',
			start: 7,
			isLoose: false,
			items: [
				{ isDone: undefined, blocks: [words('seven')] },
				{
					isDone: undefined,
					blocks: [
						words('eight'),
						{
							type: 'list',
							start: undefined,
							isLoose: false,
							items: [
								{ isDone: true, blocks: [words('done')] },
								{ isDone: false, blocks: [words('open')] }
							]
						}
					]
				}
			]
		},
		words('text'),
		{
			type: 'list',
			start: undefined,
			isLoose: true,
			items: [
				{ isDone: undefined, blocks: [words('a')] },
				{ isDone: undefined, blocks: [words('b')] }
			]
		}
	]);
});

test('reads tables with the alignment of their columns and fills short rows', () => {
	expect(parseMarkdown('| a | b | c |\n|---|:-:|--:|\n| 1 | **2**<br>3 | \\| |\n| 4 |')).toEqual([
		{
			type: 'table',
			columns: [
				{ align: undefined, heading: [text('a')] },
				{ align: 'center', heading: [text('b')] },
				{ align: 'right', heading: [text('c')] }
			],
			rows: [
				[
					[text('1')],
					[{ type: 'strong', content: [text('2')] }, { type: 'break' }, text('3')],
					[text('|')]
				],
				[[text('4')], [], []]
			]
		}
	]);
});

test('reads code with its language, as it was written', () => {
	expect(
		parseMarkdown('```ts title="x"\nconst a = `&amp;` && "<b>";\n\n  b();\n```\n\n    plain\n')
	).toEqual([
		{ type: 'code', language: 'ts', chunks: ['const a = `&amp;` && "<b>";\n\n  b();'] },
		{ type: 'code', language: '', chunks: ['plain'] }
	]);
});

test('reads a fence that is not closed yet as code', () => {
	expect(parseMarkdown('Look:\n```json\n{ "a": *1')).toEqual([
		words('Look:'),
		{ type: 'code', language: 'json', chunks: ['{ "a": *1'] }
	]);
});

test('finds every definition of a long list of them', () => {
	const list = Array.from({ length: 300 }, (_, at) => `[${at}]: https://example.org/${at}`);
	const blocks = parseMarkdown(`See [0] and [299].\n\n${list.join('\n')}`);
	expect(blocks).toHaveLength(1);
	expect(JSON.stringify(blocks)).toContain('https://example.org/299');
});

test('reads quotes and rules', () => {
	expect(parseMarkdown('> a\n> > b\n\n---')).toEqual([
		{ type: 'quote', blocks: [words('a'), { type: 'quote', blocks: [words('b')] }] },
		{ type: 'rule' }
	]);
});

test('leaves HTML as it was written', () => {
	expect(parseMarkdown('<div onclick="a()">\n**b**\n</div>\n\nc <b>d</b> <img src="*e*">')).toEqual(
		[
			{ type: 'plain', chunks: ['<div onclick="a()">\n**b**\n</div>'] },
			words('c <b>d</b> <img src="*e*">')
		]
	);
});

test('resolves character references once, and not in code', () => {
	expect(parseMarkdown('&lt;b&gt; &amp;amp; &#38;lt; \\&lt; &mdash; `&lt;`')).toEqual([
		paragraph(text('<b> &amp; &lt; &lt; — '), { type: 'code', text: '&lt;' })
	]);
});

test('says of a link where it goes, and whether its words do', () => {
	const example = { type: 'link', href: 'https://example.org/', display: 'example.org' } as const;
	expect(
		parseMarkdown('[here](https://example.org "Title") <https://example.org> www.example.org')
	).toEqual([
		paragraph(
			{ ...example, showsAddress: false, content: [text('here')] },
			text(' '),
			{ ...example, showsAddress: true, content: [text('https://example.org')] },
			text(' '),
			{
				...example,
				href: 'http://www.example.org/',
				display: 'www.example.org',
				showsAddress: true,
				content: [text('www.example.org')]
			}
		)
	]);
});

test('is not deceived by words that look like another address', () => {
	expect(parseMarkdown('[https://bank.example](https://evil.example)')).toEqual([
		paragraph({
			type: 'link',
			href: 'https://evil.example/',
			display: 'evil.example',
			showsAddress: false,
			content: [text('https://bank.example')]
		})
	]);
});

test.each([
	['[https://\u0430pple.com](https://\u0430pple.com)', 'xn--pple-43d.com'],
	['[mailto:evil.com](https://evil.com)', 'evil.com'],
	['[http://evil.com](https://evil.com)', 'evil.com'],
	['[a@evil.com](https://evil.com/a@evil.com)', 'evil.com']
])('says where %s goes: not quite where its words do', (markdown, display) => {
	expect(parseMarkdown(markdown)).toMatchObject([
		{ content: [{ type: 'link', display, showsAddress: false }] }
	]);
});

test.each([
	'https://example.org/a/?b=c#d',
	'<HTTPS://Example.org>',
	'[example.org](https://example.org/)',
	'<someone@example.org>',
	'[mailto:someone@example.org](mailto:someone@example.org)'
])('does not say again where %s goes', (markdown) => {
	expect(parseMarkdown(markdown)).toMatchObject([
		{ content: [{ type: 'link', showsAddress: true }] }
	]);
});

test('shows an address that may not be opened behind its words', () => {
	expect(
		parseMarkdown('[a](javascript:alert) [**b**](#b) [c](java&#x09;script:d) <ftp://e.example>')
	).toEqual([
		paragraph(
			text('a (javascript:alert) '),
			{ type: 'strong', content: [text('b')] },
			text(' (#b) c (java\tscript:d) ftp://e.example')
		)
	]);
});

test('never makes more of an image than a description and an address', () => {
	expect(
		parseMarkdown('![a *b*](https://example.org/c.png) ![d][e]\n\n[e]: data:image/png;base64,AA')
	).toEqual([
		paragraph(
			{
				type: 'image',
				description: 'a b',
				address: 'https://example.org/c.png',
				link: { kind: 'link', href: 'https://example.org/c.png', display: 'example.org' }
			},
			text(' '),
			{
				type: 'image',
				description: 'd',
				address: 'data:image/png;base64,AA',
				link: { kind: 'text' }
			}
		)
	]);
});

test('shows the address of a link without words', () => {
	expect(
		parseMarkdown('[](https://a.b/c) [ ](https://a.b/d) [](<javascript:a b>) [](#e)')
	).toMatchObject([
		{
			content: [
				{ href: 'https://a.b/c', showsAddress: true, content: [text('https://a.b/c')] },
				text(' '),
				{ href: 'https://a.b/d', showsAddress: true, content: [text('https://a.b/d')] },
				text(' javascript:a b #e')
			]
		}
	]);
	const [paragraph] = parseMarkdown('[![](https://a.b/c.png)](https://a.b/d)');
	expect(paragraph).toMatchObject({ content: [{ type: 'link', content: [{ type: 'image' }] }] });
});

test('shows all of the address of a picture', () => {
	const address = `https://example.org/${'a'.repeat(1980)}`;
	expect(parseMarkdown(`![](${address})`)).toMatchObject([{ content: [{ address }] }]);
});

test('shortens an address nobody can read', () => {
	const [block] = parseMarkdown(`![](data:image/png;base64,${'A'.repeat(4000)})`);
	expect(block).toEqual(
		paragraph({
			type: 'image',
			description: '',
			address: `data:image/png;base64,${'A'.repeat(1978)}…`,
			link: { kind: 'text' }
		})
	);
});

test('reads every kind of line break alike', () => {
	const expected = parseMarkdown('# a\n\nb\nc');
	expect(parseMarkdown('# a\r\n\r\nb\r\nc')).toEqual(expected);
	expect(parseMarkdown('# a\r\rb\rc')).toEqual(expected);
});

test('reads an empty text as no blocks', () => {
	expect(parseMarkdown('\n \n')).toEqual([]);
});

test('code is cut between its lines, and a line that is too long between its characters', () => {
	const chunksOf = (text: string) => {
		const [block] = parseMarkdown(`\`\`\`\n${text}\n\`\`\``);
		return block?.type === 'code' ? block.chunks : [];
	};
	const lines = Array.from({ length: 60 }, (_, at) => `${at} ${'word '.repeat(50)}end`).join('\n');
	const chunks = chunksOf(lines);
	expect(chunks.length).toBeGreaterThan(1);
	expect(chunks.join('')).toBe(lines);
	expect(chunks.slice(0, -1).filter((chunk) => !chunk.endsWith('\n'))).toEqual([]);
	const line = `x${'😀'.repeat(9000)}`;
	expect(chunksOf(line).join('')).toBe(line);
	expect(chunksOf(line).filter((chunk) => /[\ud800-\udbff]$/.test(chunk))).toEqual([]);
});

test('words without white space are parted between characters', () => {
	const blocks = parseMarkdown(`x${'😀'.repeat(9000)}`);
	expect(blocks.length).toBeGreaterThan(1);
	expect(JSON.stringify(blocks)).not.toMatch(/\\ud[89a-f]/i);
});

test.each([
	['on its own', `$$${'x+'.repeat(600)}1$$\n\nAfter it.\n\n# Heading`],
	['at its end', `$$\n${'x+'.repeat(600)}1 $$\n\nAfter it.\n\n# Heading`],
	['and words in the same line', `\\[\n${'x+'.repeat(600)}1\\] After it.\n\n# Heading`]
])(
	'a formula on a line of more than a thousand characters ends where it is closed, %s',
	(_where, text) => {
		const blocks = parseMarkdown(text);
		expect(blocks.map(({ type }) => type)).toEqual(['math', 'paragraph', 'heading']);
		const [math, words] = blocks;
		expect(math?.type === 'math' && math.text).toBe(`${'x+'.repeat(600)}1`);
		expect(words).toEqual({ type: 'paragraph', content: [{ type: 'text', text: 'After it.' }] });
		const growing = createGrowingMarkdown();
		for (let end = 0; end < text.length; end += 3) growing.update(text.slice(0, end));
		expect(growing.finish(text).closed).toEqual(blocks);
	}
);

test('however long the first line of a fence is, no code is in it', () => {
	const text = `\`\`\`js ${'a'.repeat(1200)}\nlet a;\n\`\`\``;
	expect(parseMarkdown(text)).toEqual([{ type: 'code', language: 'js', chunks: ['let a;'] }]);
});
