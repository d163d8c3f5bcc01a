import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSentenceReader } from './sentence-reader.ts';

function read(...pieces: readonly string[]): string[] {
	const reader = createSentenceReader();
	return [...pieces.flatMap(reader.add), ...reader.end()];
}

const ANSWER = `# The pump

The pump at **Norrvik** failed on 3 May, e.g. by age. Maria Lund replaced
the valve! See [the report](https://example.org/a.b) for more…

- It holds.
- [ ] Inspect it again
1. First
2. Second

\`\`\`js
let x = 1. toString();
\`\`\`

| a | b |
| --- | --- |
| 1. | 2. |

> Nothing is *certain*`;

const SENTENCES = [
	'The pump',
	'The pump at Norrvik failed on 3 May, e.g. by age.',
	'Maria Lund replaced the valve!',
	'See the report for more…',
	'It holds.',
	'Inspect it again',
	'First',
	'Second',
	'A block of code.',
	'A table.',
	'Nothing is certain'
];

test('gives sentences as somebody would read them, without marks, code and tables', () => {
	expect(read(ANSWER)).toEqual(SENTENCES);
});

test('gives the same ones, however the text is cut', () => {
	const cuts = fc.array(fc.nat(ANSWER.length), { maxLength: 40 });
	fc.assert(
		fc.property(cuts, (places) => {
			const sorted = [0, ...places.sort((a, b) => a - b), ANSWER.length];
			const pieces = sorted.slice(1).map((end, at) => ANSWER.slice(sorted[at], end));
			expect(read(...pieces)).toEqual(SENTENCES);
		})
	);
});

test.each([
	[
		'Chinese',
		'水泵停了。阀门坏了！“谁来修？”没人知道',
		['水泵停了。', '阀门坏了！', '“谁来修？”', '没人知道']
	],
	['Japanese', '「止まった。」と言った。誰が？', ['「止まった。」', 'と言った。', '誰が？']],
	['Arabic', 'هل توقفت؟ نعم توقفت. انتهى', ['هل توقفت؟', 'نعم توقفت.', 'انتهى']],
	['Hindi', 'पंप बंद है। वाल्व टूटा है। अब', ['पंप बंद है।', 'वाल्व टूटा है।', 'अब']],
	['English', 'Is it? It is… A 5! So', ['Is it?', 'It is…', 'A 5!', 'So']]
])('tells sentences in %s', (_name, text, sentences) => {
	expect(read(text)).toEqual(sentences);
	expect(read(...Array.from(text))).toEqual(sentences);
});

test.each([
	['between words', 'word '.repeat(700).trim()],
	['anywhere, where there is no space', 'x'.repeat(2500)],
	['but in no character', `x${'𝒳'.repeat(1300)}`]
])('speaks what has no end in pieces that are cut %s', (_name, text) => {
	const told = read(text);
	expect(told.length).toBeGreaterThan(2);
	expect(told.every((piece) => piece.length <= 1000 && !/\p{Surrogate}/u.test(piece))).toBe(true);
	expect(told.join(text.includes(' ') ? ' ' : '')).toBe(text);
	expect(read(...(text.match(/.{1,7}/gsu) ?? []))).toEqual(told);
});

test.each([
	['on a line', 'It is\n$$ \\sum_{i=0}^n x_i. Is it read? $$\nSo', ['It is', 'A formula.', 'So']],
	['on several lines', '\\[\na. b\n```\nc. d\n\\]\nSo', ['A formula.', 'So']],
	['up to a blank line', '$$\na. b\n\nSo', ['A formula.', 'So']],
	['that has no end', '$$\na. b', ['A formula.']],
	[
		'among words',
		'Take $x$, $x_1$ and $\\frac{a}{b}$ for $5 and $6',
		['Take x, x 1 and formula for $5 and $6']
	],
	['in brackets', 'Take \\(n = 1\\) or $$a^2$$', ['Take n = 1 or formula']]
])('says that there is a formula %s', (_name, text, sentences) => {
	expect(read(text)).toEqual(sentences);
	expect(read(...Array.from(text))).toEqual(sentences);
});

test('keeps what is no mark', () => {
	expect(read('Set snake_case_name, _not_ __this__, to 2*3 in `a_*b` **now**')).toEqual([
		'Set snake_case_name, not this, to 2*3 in a_*b now'
	]);
});

test('gives a sentence as soon as something follows it', () => {
	const reader = createSentenceReader();
	expect(reader.add('It failed')).toEqual([]);
	expect(reader.add('.')).toEqual([]);
	expect(reader.add(' And')).toEqual(['It failed.']);
	expect(reader.add(' then\n')).toEqual([]);
	expect(reader.add('\n')).toEqual(['And then']);
});

test.each([
	['in an item', '- ```js\n  let a;\n  ```\n\nThen run it.', ['A block of code.', 'Then run it.']],
	[
		'in an item that ends',
		'1. ```js\n   let a;\nThen run it.',
		['A block of code.', 'Then run it.']
	],
	['in a quote', '> ```js\n> let a = 1;\n> ```\n\nThen.', ['A block of code.', 'Then.']],
	['in a quote that ends', '> ~~~\n> let a = 1;\n\nThen.', ['A block of code.', 'Then.']],
	['with code in it', '````md\n```js\nlet a;\n```\n````\n\nThen.', ['A block of code.', 'Then.']],
	['with other marks in it', '```\n~~~\n``` a\n```\nThen.', ['A block of code.', 'Then.']]
])('says that there is code %s', (_name, text, sentences) => {
	expect(read(text)).toEqual(sentences);
	expect(read(...Array.from(text))).toEqual(sentences);
});

test.each([
	[
		'code in a sentence that begins a line',
		'```npm i``` installs it. So',
		['npm i installs it.', 'So']
	],
	['marks of notes', 'It failed[^1]. So[^two]\n\n[^1]: A note.', ['It failed.', 'So', 'A note.']],
	['references to characters', 'A &amp; B &lt; C<br>D', ['A & B < C D']],
	['the rule of a table', 'a | b\n--- | ---\n1 | 2\n\nSo', ['a | b', 'A table.', 'So']],
	['prices', 'For 5$ or 10$, $$ to $$$ each. So', ['For 5$ or 10$, $$ to $$$ each.', 'So']],
	['brackets', '\\[Your Name]\n\nSo it is. And', ['[Your Name]', 'So it is.', 'And']]
])('knows %s', (_name, text, sentences) => {
	expect(read(text)).toEqual(sentences);
	expect(read(...Array.from(text))).toEqual(sentences);
});
