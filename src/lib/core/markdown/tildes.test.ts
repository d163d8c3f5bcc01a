import { expect, test } from 'vitest';
import { createGrowingMarkdown } from './growing-markdown.ts';
import { parseMarkdown } from './parse-markdown.ts';

const wordsOf = (text: string) => [{ type: 'paragraph', content: [{ type: 'text', text }] }];

test.each(['5~8杯，睡7~8小时', 'a~b and c~d', '~a b~c', 'a~b c~ d', '水~a b~，'])(
	'strikes nothing out in %s',
	(text) => {
		expect(parseMarkdown(text)).toEqual(wordsOf(text));
		expect(createGrowingMarkdown().finish(text).closed).toEqual(wordsOf(text));
	}
);

test('strikes nothing out while words with a tilde between them are written', () => {
	const text = '5~8杯，睡7~8小时';
	const growing = createGrowingMarkdown();
	for (let end = 2; end <= text.length; end += 1) {
		const written = text.slice(0, end);
		// A tilde at the end is not shown yet.
		const shown = wordsOf(written.replace(/~$/, ''));
		expect(growing.update(written).open).toEqual(shown);
	}
});

test.each([
	['~a~ b', 'a'],
	['(~a~)', 'a'],
	['b~~a~~b', 'a'],
	['~a~b~', 'a~b']
])('strikes out what is between tildes in %s', (text, struck) => {
	const [block] = parseMarkdown(text);
	expect(block?.type === 'paragraph' && block.content).toContainEqual({
		type: 'strike',
		content: [{ type: 'text', text: struck }]
	});
});
