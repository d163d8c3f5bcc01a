import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

const PIECES = [
	'# Heading',
	'## Two ##',
	'Setext\n===',
	'Setext\n---',
	'A paragraph with **strong**, *emphasis* and `code`.',
	'two lines\nof one',
	'hard  \nbreak',
	'- one\n- two\n  - deeper\n- three',
	'- one\n\n- loose',
	'- item\n\n  its second paragraph',
	'- item\n\n      its code',
	'1. first\n2. second',
	'7) seventh',
	'- [x] done\n- [ ] open',
	'* * *',
	'---',
	'> quoted\n> on',
	'> lazy\non',
	'> - list in quote\n> - two',
	'> > deep\nlazy',
	'```ts\nconst a = 1;\n\nconst b = 2;\n```',
	'~~~\nnot\n\n```\nclosed\n~~~',
	'- item\n  ```\n  code\n\n  more\n  ```',
	'    indented\n\n    code',
	'| a | b |\n| --- | :-: |\n| 1 | 2 |\n| 3 |',
	'a | b\n- | -\n1 | 2',
	'<div>\n**raw**\n</div>',
	'<!-- comment\n\nover lines -->',
	'<script>\nlet a;\n\nlet b;\n</script>',
	'text <pre> and <a href="x">inline',
	'![image](https://example.org/a.png)',
	'[link](https://example.org "title") and www.example.org',
	'&amp; &copy; &#8364; \\* \\&amp;',
	'',
	' ',
	'   ',
	'\t',
	'-',
	'1',
	'`',
	'|',
	'word'
];
const DEFINITIONS = [
	'[ref]: https://example.org',
	'[ref]',
	'[text][ref] and ![image][ref]',
	'[ref]: <https://other.example>\n"title"',
	'> [ref]: /quoted'
];
const JOINTS = [
	'\n',
	'\n\n',
	'\n\n\n',
	'\n \n',
	'\r\n\r\n',
	' ',
	'',
	'\n\t\n',
	'\n\n  ',
	'\n\n    '
];

function textOf(pieces: readonly string[]) {
	return fc
		.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...JOINTS)), { maxLength: 14 })
		.map((parts) => parts.flat().join(''));
}

function cutsOf(text: string, shares: readonly number[]): number[] {
	return shares.map((share) => Math.round(share * text.length)).sort((a, b) => a - b);
}

/** Thousands of texts are read; on a busy machine that takes longer than the usual limit for a test. */
const TIMEOUT_MS = 60_000;

const SHARES = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

test(
	'reads every beginning of a text as the parser reads it alone',
	{ timeout: TIMEOUT_MS },
	() => {
		fc.assert(
			fc.property(textOf(PIECES), SHARES, (text, shares) => {
				const growing = createGrowingMarkdown();
				for (const cut of cutsOf(text, shares)) {
					const beginning = text.slice(0, cut);
					expect(growing.update(beginning)).toEqual(parseMarkdown(beginning));
				}
				expect(growing.finish(text)).toEqual(parseMarkdown(text));
			}),
			{ numRuns: 2000 }
		);
	}
);

test(
	'reads a text letter by letter as the parser reads each beginning',
	{ timeout: TIMEOUT_MS },
	() => {
		const text = PIECES.join('\n\n');
		const growing = createGrowingMarkdown();
		for (let length = 0; length <= text.length; length += 1) {
			const beginning = text.slice(0, length);
			expect(growing.update(beginning)).toEqual(parseMarkdown(beginning));
		}
	}
);

test(
	'resolves references when the text is finished, wherever their definitions stand',
	{ timeout: TIMEOUT_MS },
	() => {
		fc.assert(
			fc.property(textOf([...PIECES, ...DEFINITIONS, ...DEFINITIONS]), SHARES, (text, shares) => {
				const growing = createGrowingMarkdown();
				for (const cut of cutsOf(text, shares)) growing.update(text.slice(0, cut));
				expect(growing.finish(text)).toEqual(parseMarkdown(text));
			}),
			{ numRuns: 1000 }
		);
	}
);

test('uses a definition that came before its reference at once', () => {
	const growing = createGrowingMarkdown();
	growing.update('[a]: https://example.org\n\nOne.\n\n');
	const text = '[a]: https://example.org\n\nOne.\n\nSee [a].';
	expect(growing.update(text)).toEqual(parseMarkdown(text));
});

test('does not keep a definition that was still being written', () => {
	const growing = createGrowingMarkdown();
	growing.update('One.\n\n[a]: https://exam');
	const text = 'One.\n\n[a]: https://example.org\n\nSee [a].';
	expect(growing.update(text)).toEqual(parseMarkdown(text));
});

test('keeps finished blocks as the same objects', () => {
	const growing = createGrowingMarkdown();
	const before = growing.update('# One\n\nTwo *three*.\n\n```\nfour\n```\n\nFi');
	const after = growing.update('# One\n\nTwo *three*.\n\n```\nfour\n```\n\nFive.\n\nSix');
	expect(after.slice(0, 3).map((block, index) => block === before[index])).toEqual([
		true,
		true,
		true
	]);
	expect(growing.finish('# One\n\nTwo *three*.\n\n```\nfour\n```\n\nFive.\n\nSix')[0]).toBe(
		before[0]
	);
});

test('starts afresh with a text that is no continuation', () => {
	const growing = createGrowingMarkdown();
	growing.update('# Old\n\nanswer\n\nthat ended');
	expect(growing.update('New')).toEqual(parseMarkdown('New'));
});
