import { expect, test } from 'vitest';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

const CHINESE = '请把结果发给我们的同事，他会在当天回复您的问题';

test.each([
	['with an @', `**重要**${CHINESE.repeat(20)}a@b.co${CHINESE.repeat(3)}`],
	['without an @', `**重要**${CHINESE.repeat(150)}`],
	['with a long address in it', `**a** ${'word'.repeat(700)}`],
	['and a long name', `**a** ${'word'.repeat(100)}@example.org`],
	['in a link', `**a** [Maps](https://example.org/${'a/'.repeat(300)}@52.5,13.3,17z)`],
	['that is a link', `**a** https://example.org/${'a/'.repeat(1500)}@52.5,13.3,17z`]
])('reads the marks beside a long run without white space %s', (_what, text) => {
	const blocks = parseMarkdown(text);
	const [paragraph] = blocks;
	expect(paragraph?.type === 'paragraph' && paragraph.content[0]?.type).toBe('strong');
	const growing = createGrowingMarkdown();
	for (let end = 1; end < text.length; end += 50) growing.update(text.slice(0, end));
	expect(growing.finish(text).closed).toEqual(blocks);
});

test('finds a mailbox within Chinese words, and a link beside them', () => {
	const text = `${CHINESE.repeat(20)}a@b.co，[见](https://example.org/@1)${CHINESE.repeat(20)}`;
	expect(parseMarkdown(text)).toMatchObject([
		{
			content: [
				{ type: 'text' },
				{ href: 'mailto:a@b.co' },
				{ text: '，' },
				{ href: 'https://example.org/@1' },
				{ type: 'text' }
			]
		}
	]);
});
