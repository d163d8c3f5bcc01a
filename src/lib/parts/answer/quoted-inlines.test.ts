import { expect, test } from 'vitest';
import { plainText, type Inline } from '#lib/core/markdown/block.ts';
import { parseMarkdown } from '#lib/core/markdown/parse-markdown.ts';
import { quotedInlines } from './quoted-inlines.ts';

function piecesOf(markdown: string, isBlockQuote = false) {
	const [block] = parseMarkdown(markdown);
	const content: readonly Inline[] = block?.type === 'paragraph' ? block.content : [];
	const pieces = quotedInlines(content, isBlockQuote);
	const words = pieces.map((piece) =>
		piece.type === 'quoted' ? plainText(piece.content) : plainText([piece])
	);
	return {
		pieces,
		text: words.join(''),
		plain: plainText(content),
		quotes: pieces.flatMap((piece) => (piece.type === 'quoted' ? [piece.quote] : []))
	};
}

test('sets a quote apart, and keeps every word around it', () => {
	expect(piecesOf('He said: "the pump lost pressure" — twice.').pieces).toEqual([
		{ type: 'text', text: 'He said: "' },
		{
			type: 'quoted',
			quote: 'the pump lost pressure',
			content: [{ type: 'text', text: 'the pump lost pressure' }]
		},
		{ type: 'text', text: '" — twice.' }
	]);
});

test('a quote may go over marked words and code', () => {
	const { quotes, text, plain } = piecesOf('So "the **pump** at `Norrvik` lost *pressure*" it is.');
	expect(quotes).toEqual(['the pump at Norrvik lost pressure']);
	expect(text).toBe(plain);
});

test.each([
	['a link, which is clicked for itself', '"see [the long report](https://a.example) for more"'],
	['marks that stand in code', '`"` is one two three `"`'],
	['a mark inside of bold words', '**one "two** three four five"'],
	['too few words', '"only three words"']
])('leaves %s as it is', (_what, markdown) => {
	const { quotes, text, plain } = piecesOf(markdown);
	expect(quotes).toEqual([]);
	expect(text).toBe(plain);
});

test('a block quote is a quote as a whole, but for one that has quotation marks', () => {
	expect(piecesOf('The **pump** lost its pressure.', true).quotes).toEqual([
		'The pump lost its pressure.'
	]);
	expect(piecesOf('“The pump lost its pressure.” — the log', true).quotes).toEqual([
		'The pump lost its pressure.'
	]);
	expect(piecesOf('Too few.', true).quotes).toEqual([]);
});

test('words without a quote stay the same object', () => {
	const content: Inline[] = [{ type: 'text', text: 'no quote' }];
	expect(quotedInlines(content, false)).toBe(content);
});
