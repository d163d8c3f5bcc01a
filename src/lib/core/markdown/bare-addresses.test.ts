import { expect, test } from 'vitest';
import type { Block } from './block.ts';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

function linksOf(blocks: readonly Block[]): string[] {
	return blocks.flatMap((block) =>
		block.type === 'paragraph'
			? block.content.flatMap((inline) => (inline.type === 'link' ? inline.href : []))
			: []
	);
}

test.each([
	[
		'请访问https://example.com。谢谢。参见https://example.com/docs，其中有说明。',
		['https://example.com/', 'https://example.com/docs']
	],
	[
		'（https://example.com/a）和「https://example.com/b」',
		['https://example.com/a', 'https://example.com/b']
	],
	['“https://example.com/a”—so', ['https://example.com/a']],
	['写信给a@b.co，或 www.example.com。', ['mailto:a@b.co', 'http://www.example.com/']],
	['见 https://example.com/a.。', ['https://example.com/a']],
	[
		'https://ja.wikipedia.org/wiki/ジョン・レノン。',
		[
			'https://ja.wikipedia.org/wiki/%E3%82%B8%E3%83%A7%E3%83%B3%E3%83%BB%E3%83%AC%E3%83%8E%E3%83%B3'
		]
	],
	[
		'HTTPS://Example.org:443/A and http://localhost:3000',
		['https://example.org/A', 'http://localhost:3000/']
	],
	['请访问https://example.com谢谢', []],
	['https://exämple.com http://1.2 https://a@b.c', []],
	['<https://exämple.com>', ['https://xn--exmple-cua.com/']]
])('finds the addresses in %s', (text, addresses) => {
	const blocks = parseMarkdown(text);
	expect(linksOf(blocks)).toEqual(addresses);
	const growing = createGrowingMarkdown();
	for (let end = 1; end <= text.length; end += 1) {
		const { open } = growing.update(text.slice(0, end));
		// None is shown that is not whole.
		for (const link of linksOf(open)) expect(addresses).toContain(link);
	}
	expect(growing.finish(text).closed).toEqual(blocks);
});

test('shows an address as a link as soon as a mark ends it', () => {
	const growing = createGrowingMarkdown();
	expect(linksOf(growing.update('请访问https://example.com').open)).toEqual([]);
	expect(linksOf(growing.update('请访问https://example.com。').open)).toEqual([
		'https://example.com/'
	]);
});
