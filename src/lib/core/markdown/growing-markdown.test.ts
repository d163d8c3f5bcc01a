import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from './block.ts';
import { definitionSteps } from './definition-steps.ts';
import { createGrowingMarkdown, type MarkdownView } from './growing-markdown.ts';
import { Pieces } from './pieces.ts';
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
	'word',
	'An open **bold and *both',
	'`open code',
	'[unfinished](https://exam',
	'$x^2$ and \\(y\\) cost $5 and $6',
	'$$\na^2\n\n+ b\n$$',
	'\\[ c \\]',
	'\\[',
	'\\[Your Name]',
	'- $$ x = 1\n- $$ y',
	'$$ x = 1\n- one\n\\[ y\n```',
	'> \\[ z\n> \\]',
	'- $$\n  x\n  $$',
	'$$\n$$',
	'see[^1] and[^two]',
	'long '.repeat(1300),
	'- one\n'.repeat(90),
	'| a | b |\n| - | - |\n' + '| c | d |\n'.repeat(85),
	'> quoted\n>\n'.repeat(50),
	'```\n' + 'code\n'.repeat(90) + '```',
	'x'.repeat(2500)
];
const DEFINITIONS = [
	'[ref]: https://example.org',
	'[ref]',
	'[text][ref] and ![image][ref]',
	'[ref]: <https://other.example>\n"title"',
	'> [ref]: /quoted',
	'[^1]: A note.\n\n    Its second paragraph.',
	'- item\n\n  [^two]: Another note.',
	Array.from({ length: 60 }, (_, at) => `[${at}]: https://example.org/page/${at}`).join('\n')
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

test('reads a text alike, however it is cut', { timeout: TIMEOUT_MS }, () => {
	fc.assert(
		fc.property(textOf([...PIECES, ...DEFINITIONS, ...DEFINITIONS]), SHARES, (text, shares) => {
			const growing = createGrowingMarkdown();
			for (const cut of cutsOf(text, shares)) growing.update(text.slice(0, cut));
			const { closed, open } = growing.finish(text);
			expect(closed).toEqual(parseMarkdown(text));
			expect(open).toEqual([]);
		}),
		{ numRuns: 1500 }
	);
});

test('reads a text alike whose pieces are handed over one by one', { timeout: TIMEOUT_MS }, () => {
	fc.assert(
		fc.property(textOf(PIECES), SHARES, (text, shares) => {
			let end = 0;
			const source = {
				get length() {
					return end;
				},
				from: (start: number) => text.slice(start, end)
			};
			const growing = createGrowingMarkdown();
			for (const cut of cutsOf(text, shares)) {
				end = cut;
				growing.update(source);
			}
			end = text.length;
			expect(growing.finish(source).closed).toEqual(parseMarkdown(text));
		}),
		{ numRuns: 300 }
	);
});

test('reads a text letter by letter as it reads the whole', { timeout: TIMEOUT_MS }, () => {
	const text = PIECES.filter((piece) => piece.length < 200).join('\n\n');
	const growing = createGrowingMarkdown();
	for (let length = 0; length <= text.length; length += 1) growing.update(text.slice(0, length));
	expect(growing.finish(text).closed).toEqual(parseMarkdown(text));
});

test('tells what was added only where nothing else has changed', { timeout: TIMEOUT_MS }, () => {
	let additions = 0;
	fc.assert(
		fc.property(
			textOf([...PIECES, ...DEFINITIONS]),
			fc.integer({ min: 1, max: 9 }),
			(text, step) => {
				const growing = createGrowingMarkdown();
				const other = createGrowingMarkdown();
				let before: Block[] = [];
				for (let cut = 0; cut < Math.min(text.length, 600); cut += step) {
					const { added, open } = growing.update(text.slice(0, cut));
					// Nobody asks this one for its blocks but where it has to read them.
					const shown = other.update(text.slice(0, cut));
					expect(shown.added).toBe(added);
					if (added !== undefined) additions += 1;
					const expected = added === undefined ? [...shown.open] : withMore(before, added);
					expect(open).toEqual(expected);
					before = expected;
				}
				expect(other.finish(text).closed).toEqual(parseMarkdown(text));
			}
		),
		{ numRuns: 300 }
	);
	expect(additions).toBeGreaterThan(1000);
});

/** With `text` at the end of the last words. */
function withMore(blocks: readonly Block[], text: string): Block[] {
	const copy = structuredClone(blocks) as Block[];
	let last: unknown = copy;
	for (let next = last; typeof next === 'object' && next !== null;) {
		last = next;
		if (Array.isArray(next)) next = next.at(-1);
		else if ('items' in next) next = next.items;
		else if ('blocks' in next) next = next.blocks;
		else if ('content' in next) next = next.content;
		else break;
	}
	(last as { text: string }).text += text;
	return copy;
}

test('never changes a finished block while the text grows', { timeout: TIMEOUT_MS }, () => {
	fc.assert(
		fc.property(textOf(PIECES), SHARES, (text, shares) => {
			const growing = createGrowingMarkdown();
			let before: Block[] = [];
			for (const cut of cutsOf(text, shares)) {
				const { closed } = growing.update(text.slice(0, cut));
				expect(before.every((block, at) => closed[at] === block)).toBe(true);
				before = [...closed];
			}
		}),
		{ numRuns: 300 }
	);
});

test('uses a definition that came before its reference at once', () => {
	const growing = createGrowingMarkdown();
	growing.update('[a]: https://example.org\n\nOne.\n\n');
	const text = '[a]: https://example.org\n\nOne.\n\nSee [a].';
	expect(blocksOf(growing.update(text))).toEqual(parseMarkdown(text));
});

test('a block that refers to what it defines itself reads alike, wherever it is cut', () => {
	const text =
		'[^1]: A note.\n\n    It refers to [^1].\n\n    - and [^1]\n\n    | [^1] |\n    |---|\n    | [^1] |\n    | b |\n';
	for (let cut = 0; cut < text.length; cut += 1) {
		const growing = createGrowingMarkdown();
		for (let end = cut; end < text.length; end += 7) growing.update(text.slice(0, end));
		expect(growing.finish(text).closed).toEqual(parseMarkdown(text));
	}
});

test('does not keep a definition that was still being written', () => {
	const growing = createGrowingMarkdown();
	growing.update('One.\n\n[a]: https://exam');
	const text = 'One.\n\n[a]: https://example.org\n\nSee [a].';
	expect(blocksOf(growing.update(text))).toEqual(parseMarkdown(text));
});

test('keeps finished blocks as the same objects, and changes only what a late definition changes', () => {
	const growing = createGrowingMarkdown();
	const text = '# One\n\nTwo *three* [a].\n\n[b] four\n\n- five';
	const before = [...growing.update(`${text}\n\nSix\nand`).closed];
	expect(before).toHaveLength(4);
	const after = growing.finish(`${text}\n\nSix\nand\n\n[a]: https://example.org`).closed;
	expect(after.slice(0, 4).map((block, index) => block === before[index])).toEqual([
		true,
		false,
		true,
		true
	]);
});

test('starts afresh with a text that is no continuation, and with one that goes on after its end', () => {
	const growing = createGrowingMarkdown();
	growing.update('# Old\n\nanswer\n\nthat ended');
	expect(blocksOf(growing.update('New'))).toEqual(parseMarkdown('New'));
	growing.finish('New');
	expect(blocksOf(growing.update('New words'))).toEqual(parseMarkdown('New words'));
});

test.each([
	['bold before it is closed', 'a **b', 'a **b**'],
	['both before either is closed', '**a *b', '**a *b***'],
	['words whose closing mark has half come', '**a*', '**a**'],
	['no mark with nothing behind it', 'a **', 'a'],
	['code before it is closed', 'a `b c', 'a `b c`'],
	['a link as its words until its address is whole', 'see [the port](https://exa', 'see the port'],
	['an image as its description until then', 'see ![the port](https://exa', 'see the port'],
	['a link as its words until its reference is whole', 'see [the port][po', 'see the port'],
	['no reference to a note before it is whole', 'see **it[^on', 'see **it**'],
	['what looks like one and goes on as its words', 'see [^one two', 'see ^one two'],
	['a heading before its line ends', '## One **two', '## One **two**'],
	['the last cell of a row', '| a |\n|---|\n| **b', '| a |\n|---|\n| **b** |'],
	['the header of a table before its underline', '| a | b |\n|--', '| a | b |\n|---|---|'],
	['an address as words while it may go on', 'see https://exam', 'see https\\://exam'],
	['one behind which a full stop may be a part of it', 'www.exam.', 'www\\.exam.'],
	['one in words that are marked', 'a **https://exam', 'a **https\\://exam**'],
	['a mailbox as words while it may go on', 'to a@b.co', 'to a\\@b.co'],
	['an address that has ended as a link', 'see https://example.org. ', 'see https://example.org.'],
	['no dash that may become an item or an underline', 'a\n-', 'a'],
	['no number that may become an item', 'a\n\n1.', 'a'],
	['no ticks that may become a fence', 'a\n\n``', 'a'],
	['no box that may become a task', '- [x', '-'],
	['no definition', 'a\n\n[b]: https://exam', 'a'],
	['a star in a sum as a star', '2 * 3', '2 * 3'],
	['a mark within a word as it is', 'snake_case', 'snake_case']
])('shows %s', (_what, growing, whole) => {
	expect(blocksOf(createGrowingMarkdown().update(growing))).toEqual(parseMarkdown(whole));
});

test('makes a link of an address that comes letter by letter', () => {
	const text = 'see https://example.org/a,b. More (www.example.org) words';
	const growing = createGrowingMarkdown();
	for (let end = 1; end < text.length; end += 1) growing.update(text.slice(0, end));
	expect(blocksOf(growing.update(text))).toEqual(parseMarkdown(text));
});

test('completes nothing in a block that is finished', () => {
	expect(blocksOf(createGrowingMarkdown().update('a **b\n\n'))).toEqual(parseMarkdown('a **b'));
});

function blocksOf({ closed, open }: MarkdownView): Block[] {
	return [...closed, ...open];
}

test('reads references at once where it is known what will be defined', () => {
	const beginning = 'See [the port][p] and [^n].\n\n';
	const filler = 'Words that go on.\n\n'.repeat(2000);
	const text = `${beginning}${filler}> [p]: https://example.org\n\n[^n]: A note.`;
	const steps = definitionSteps(text);
	let step = steps.next();
	let count = 0;
	for (; !step.done; step = steps.next()) count += 1;
	expect(count).toBeGreaterThan(1);
	const markdown = createGrowingMarkdown(step.value);
	expect(markdown.update(beginning).closed).toEqual(parseMarkdown(text).slice(0, 1));
	expect(markdown.finish(text).closed).toEqual(parseMarkdown(text));
	// Of another text nothing is known.
	expect(markdown.finish(beginning).closed).toEqual(parseMarkdown(beginning));
});

test('believes the whole text, where it defines other things than were known', () => {
	const before = 'See [a], [b] and [^c].\n\n[a]: https://one.example\n\nMore.\n\n';
	const steps = definitionSteps(before);
	let step = steps.next();
	while (!step.done) step = steps.next();
	for (const text of [
		`${before}[b]: https://b.example\n\n[^c]: A note.`,
		before.replace('one', 'two'),
		'See [a].'
	]) {
		const markdown = createGrowingMarkdown(step.value);
		markdown.update('See ');
		expect(markdown.finish(text).closed).toEqual(parseMarkdown(text));
	}
});

test('goes on with the same text when it is given in another way', () => {
	const pieces = new Pieces();
	pieces.add('# One\n\nTwo ');
	const growing = createGrowingMarkdown();
	const [first] = growing.update(pieces).closed;
	expect(growing.update('# One\n\nTwo and').closed[0]).toBe(first);
	pieces.add('and three');
	expect(growing.update(pieces).closed[0]).toBe(first);
	expect(growing.finish('# One\n\nTwo and three').closed).toEqual(
		parseMarkdown('# One\n\nTwo and three')
	);
	expect(growing.finish('# One\n\nTwo and three').closed[0]).toBe(first);
});

test.each(['- ', '- [x] ', '1. [ ] '])(
	'keeps the finished parts of long words as the same objects after %j',
	(start) => {
		const text = `${start}${'**some** words '.repeat(1500)}`;
		const growing = createGrowingMarkdown();
		const partsOf = ({ open: [list] }: MarkdownView) =>
			list?.type === 'list' ? (list.items[0]?.blocks ?? []) : [];
		const before = partsOf(growing.update(text));
		expect(before.length).toBeGreaterThan(4);
		const after = partsOf(growing.update(`${text}*more`));
		expect(before.slice(0, -1).filter((block, at) => block !== after[at])).toEqual([]);
		expect(partsOf({ closed: [], open: parseMarkdown(`${text}*more*`) })).toEqual(after);
	}
);

test('shows what looks like a definition at the end of long words', () => {
	const text = `${'x'.repeat(6000)}[a]: http://b`;
	expect(JSON.stringify(createGrowingMarkdown().update(text).open)).toContain('http://b');
});

test.each(['\r\rMore', '\rMore', ' a\0b'])('reads %j again, which is more than words', (more) => {
	const growing = createGrowingMarkdown();
	growing.update('Some words');
	const view = growing.update(`Some words${more}`);
	expect(view.added).toBeUndefined();
	expect(blocksOf(view)).toEqual(parseMarkdown(`Some words${more}`));
});
