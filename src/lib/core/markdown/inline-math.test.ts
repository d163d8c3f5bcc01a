import { expect, test } from 'vitest';
import { plainText, type Block, type Inline } from './block.ts';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

function inlinesOf(blocks: readonly Block[]): readonly Inline[] {
	return blocks.flatMap((block) => (block.type === 'paragraph' ? block.content : []));
}

function formulasIn(markdown: string): string[] {
	const growing = createGrowingMarkdown();
	for (let end = 1; end <= markdown.length; end += 1) growing.update(markdown.slice(0, end));
	const blocks = parseMarkdown(markdown);
	expect(growing.finish(markdown).closed).toEqual(blocks);
	return formulasOf(inlinesOf(blocks));
}

function formulasOf(inlines: readonly Inline[]): string[] {
	return inlines.flatMap((inline) => {
		if ('content' in inline) return formulasOf(inline.content);
		return inline.type === 'math' ? inline.text : [];
	});
}

test.each([
	'Basic (5$) and Pro (10$)',
	'5$, 10$ or 20$',
	'$5, $10 or 20$',
	'100$/200$',
	'1$=0.9€, 2$=1.8€',
	'between $5 and $10',
	'US$5 and US$10, A$7',
	'`$HOME/bin:$PATH`',
	'$HOME/bin:$PATH',
	'${HOME}/bin:$PATH and $A$B',
	'costs $5 and use `foo$` here',
	'Price: $$ to $$$',
	'Price: $$ to $$',
	'price: $$, and **Mario** is $$$',
	'价格是5$到10$',
	'a \\$5 and 6$'
])('finds no formula in %s', (markdown) => {
	expect(formulasIn(markdown)).toEqual([]);
	const words = inlinesOf(parseMarkdown(markdown)).map((inline) => plainText([inline]));
	expect(words.join('')).toBe(markdown.replace(/[`\\]|\*\*/g, ''));
});

test('leaves what is marked between two prices marked', () => {
	expect(parseMarkdown('price: $$, and **Mario** is $$$, see `a$`')).toMatchObject([
		{ content: [{}, { type: 'strong' }, {}, { type: 'code', text: 'a$' }] }
	]);
});

test.each([
	['the $n$-th', ['n']],
	['the $n$th and $2$nd', ['n', '2']],
	['in $O(n)$, or ($x$).', ['O(n)', 'x']],
	['that $5 + x$ is', ['5 + x']],
	['$x^2$y and $\\alpha$1', ['x^2', '\\alpha']],
	['**$a_1$**, *$b$* and [$c$](https://example.org)', ['a_1', 'b', 'c']],
	['in $$a^2$$ or $$ a + b $$ here', ['a^2', 'a + b']],
	['or $$x$$ there', ['x']],
	['over $a\\$b$ and $a\\\\$.', ['a\\$b', 'a\\\\']],
	['当$x=1$时，$y$等于2', ['x=1', 'y']],
	['$x$는 3', ['x']],
	['costs $5, where $x$ is $6', ['x']]
])('finds the formulas in %s', (markdown, formulas) => {
	expect(formulasIn(markdown)).toEqual(formulas);
});
