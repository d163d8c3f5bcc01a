import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, type Inline } from '#lib/core/markdown/block.ts';
import { parseMarkdown } from '#lib/core/markdown/parse-markdown.ts';
import { quotedInlines, type Quoted } from './quoted-inlines.ts';

/** Everything that is shown, in order, also what has no words: pictures, links and marks by what they are. */
function seen(pieces: readonly (Inline | Quoted)[]): string {
	return pieces.map(seenOf).join('');
}

function seenOf(piece: Inline | Quoted): string {
	switch (piece.type) {
		case 'text':
			return piece.text;
		case 'quoted':
			return seen(piece.content);
		case 'image':
			return `<image ${piece.address}>`;
		case 'link':
			return `<link ${piece.href} ${seen(piece.content)}>`;
		case 'strong':
		case 'emphasis':
		case 'strike':
			return `<${piece.type} ${seen(piece.content)}>`;
		case 'code':
		case 'math':
			return `<${piece.type} ${piece.text}>`;
		case 'footnote':
			return `<note ${piece.label}>`;
		case 'break':
			return '<break>';
	}
}

function piecesOf(markdown: string, isBlockQuote = false) {
	const [block] = parseMarkdown(markdown);
	const content: readonly Inline[] = block?.type === 'paragraph' ? block.content : [];
	const pieces = quotedInlines(content, isBlockQuote);
	return {
		pieces,
		text: seen(pieces),
		plain: seen(content),
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

const PICTURE = '![](https://example.org/a.png)';
const WORDS = 'the pump lost its pressure';

test.each([
	['before the first words', `${PICTURE} He said "${WORDS}".`, [WORDS]],
	['at the very beginning', `${PICTURE}"${WORDS}" he said.`, [WORDS]],
	['right before the marks', `So ${PICTURE}"${WORDS}"`, [WORDS]],
	['right after the opening mark', `So "${PICTURE}${WORDS}" he said.`, [WORDS]],
	['right before the closing mark', `So "${WORDS}${PICTURE}" he said.`, [WORDS]],
	['between quoted words', `So "the pump ${PICTURE} lost its pressure" he said.`, []],
	['at the very end', `He said "${WORDS}"${PICTURE}`, [WORDS]],
	['as a link without words', `[](https://example.org)He said "${WORDS}".`, [WORDS]],
	['between two quotes', `"${WORDS}"${PICTURE} "${WORDS}"`, [WORDS, WORDS]]
])('keeps what has no words %s', (_where, markdown, expected) => {
	const { quotes, text, plain } = piecesOf(markdown);
	expect(quotes).toEqual(expected);
	expect(plain).toMatch(/<(?:image|link) /);
	expect(text).toBe(plain);
});

const link = (content: Inline[]): Inline => ({
	type: 'link',
	href: 'https://example.org/',
	display: 'example.org',
	showsAddress: false,
	content
});
const picture = (description: string): Inline => ({
	type: 'image',
	description,
	address: 'a.png',
	link: { kind: 'text' }
});
const INLINE = fc.letrec<{ inline: Inline; content: Inline[] }>((tie) => ({
	content: fc.array(tie('inline'), { maxLength: 8 }),
	inline: fc.oneof(
		{ maxDepth: 2, depthSize: 'small' },
		fc
			.constantFrom('"', '“', '”', ' ', '', 'one', 'two three', `"${WORDS}"`, `so “${WORDS}`)
			.map((text) => ({ type: 'text' as const, text })),
		fc.constantFrom<Inline>(
			picture(''),
			picture('a "b'),
			{ type: 'break' },
			{ type: 'code', text: '"' },
			{ type: 'math', text: 'x' },
			{ type: 'footnote', label: '1', isKnown: true }
		),
		tie('content').map(link),
		tie('content').map((content) => ({ type: 'strong' as const, content }))
	)
}));

test('loses nothing and shows nothing twice, wherever it stands', () => {
	let quotes = 0;
	fc.assert(
		fc.property(INLINE.content, fc.boolean(), (content, isBlockQuote) => {
			const pieces = quotedInlines(content, isBlockQuote);
			quotes += pieces.filter(({ type }) => type === 'quoted').length;
			expect(seen(pieces)).toBe(seen(content));
			for (const piece of pieces)
				if (piece.type === 'quoted') expect(plainText(piece.content)).toBe(piece.quote);
		}),
		{ numRuns: 2000 }
	);
	expect(quotes).toBeGreaterThan(100);
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
