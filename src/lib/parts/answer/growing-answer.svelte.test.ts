import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createQuoteFinder } from '#lib/core/grounding/quote-finder.ts';
import { createGrowingMarkdown, type MarkdownView } from '#lib/core/markdown/growing-markdown.ts';
import { AnswerElements } from './answer-elements.ts';

const LINES = [
	'Plain words that go on for a while, and then some more of them.',
	'Some **bold words**, `code` and *others*; see [a link](https://example.org) there.',
	'She said "the pump lost its pressure" and left, "twice.',
	"It's »quoted words of a text« and “others that are quoted”s.",
	'www.example.org and somebody@example.org wrote http://example.org/a there.',
	'- an item of some words\n  and its second line\n- **another** item\n  - deeper, with more words',
	'1. first of them\n2. second of them\n\n   with a paragraph',
	'- [x] done, it says\n- [ ] not yet',
	'> a quote of some words\n> that goes on',
	'# A heading of words',
	'Setext words\n===',
	'| a | b |\n|---|---|\n| some words | more |\n| of them |',
	'```\nlet code = 1;\n\nmore of it\n```',
	'[^1]: A note of some words.\n\nSee[^1].',
	'<div>\nraw **html** of words\n</div>',
	'2024 was a year. 1.5 is not an item.\n2. nor is this one',
	'12 (3) שלום, and `code` of it',
	'> 7: مرحبا\n>\n> Words\n> - 1\n>   עברית',
	'- (4) React\n- مرحبا\n  > words',
	'| `unfinished code` | b |\n|---|---|\n| `unfinished code | <https://example.org/a/b>',
	'| 1 | שלום |\n|---|---|\n| words | 5 مرحبا |'
];
const TEXT = fc
	.array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\n', '\n\n', '\n\n', ' ', '  \n')), {
		minLength: 1,
		maxLength: 6
	})
	.map((parts) => parts.flat().join(''));
const TIMEOUT_MS = 60_000;

function create(hasEvidence: boolean) {
	const { find } = createQuoteFinder('The pump lost its pressure. Quoted words of a text.');
	const evidence = hasEvidence ? { find, show: () => {} } : undefined;
	return new AnswerElements({ copy: undefined, download: undefined, evidence });
}

/**
 * Without what is only a guess, counts what was mounted, or is left of a class that was taken away, and without the order in
 * which attributes came.
 */
function htmlOf(place: Element): string {
	return place.innerHTML
		.replaceAll(/ style="[^"]*"/g, '')
		.replaceAll(' class=""', '')
		.replaceAll(/<!--.*?-->/g, '')
		.replaceAll(/c\d+/g, 'c')
		.replaceAll(/(?: [\w-]+="[^"]*")+(?=>)/g, (attributes) =>
			(attributes.match(/ [\w-]+="[^"]*"/g) ?? []).sort().join('')
		);
}

function shownAtOnce(view: MarkdownView, isStreaming: boolean, hasEvidence: boolean): string {
	const fresh = create(hasEvidence);
	const place = document.createElement('div');
	fresh.show(place, view, isStreaming);
	const html = htmlOf(place);
	fresh.clear();
	return html;
}

test.each([false, true])(
	'looks at every step and at its end like an answer that is shown at once (quotes judged: %s)',
	{ timeout: TIMEOUT_MS },
	(hasEvidence) => {
		fc.assert(
			fc.property(TEXT, fc.integer({ min: 1, max: 25 }), (text, step) => {
				const growing = createGrowingMarkdown();
				const grown = create(hasEvidence);
				const place = document.createElement('div');
				for (let end = step; end < text.length; end += step) {
					const view = growing.update(text.slice(0, end));
					grown.show(place, view, true);
					expect(htmlOf(place)).toBe(shownAtOnce(view, true, hasEvidence));
				}
				grown.show(place, growing.finish(text), false);
				const whole = createGrowingMarkdown().finish(text);
				expect(htmlOf(place)).toBe(shownAtOnce(whole, false, hasEvidence));
				grown.clear();
			}),
			{ numRuns: 300 }
		);
	}
);
