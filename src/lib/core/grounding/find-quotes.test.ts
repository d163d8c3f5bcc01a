import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findQuotes } from './find-quotes.ts';

function quotesIn(text: string): string[] {
	return findQuotes(text).map(({ start, end }) => text.slice(start, end));
}

test.each([
	['“the pump lost pressure”', 'the pump lost pressure'],
	['„the pump lost pressure“', 'the pump lost pressure'],
	['« the pump lost pressure »', ' the pump lost pressure '],
	['»the pump lost pressure«', 'the pump lost pressure'],
	['‘the pump’s valve lost pressure’', 'the pump’s valve lost pressure'],
	['「水泵在五月三日失去压力」', '水泵在五月三日失去压力'],
	['("the pump lost pressure")', 'the pump lost pressure'],
	['"the pump lost pressure": why', 'the pump lost pressure'],
	['“the pump ‘lost’ its "pressure"”', 'the pump ‘lost’ its "pressure"']
])('finds the quote in %s', (text, quote) => {
	expect(quotesIn(`Before ${text} after.`)).toEqual([quote]);
});

test.each([
	['three words', '"the pump lost"'],
	['what is not closed', '"the pump lost pressure and then'],
	['inches', 'a 5" pipe and a 6" pipe and a valve'],
	['apostrophes', "it isn't that the pump's valve didn't hold"],
	['words between two quotes', '"one" and then came the "other"'],
	['what goes on for pages', `"${'word '.repeat(500)}"`]
])('finds no quote in %s', (_what, text) => {
	expect(quotesIn(text)).toEqual([]);
});

test('an opening mark after one that was never closed begins anew', () => {
	expect(quotesIn('He said "and then. "The pump lost its pressure" she said')).toEqual([
		'The pump lost its pressure'
	]);
});

test('finds several quotes, in order', () => {
	expect(quotesIn('"one two three four", “five six seven eight” "nine ten eleven twelve"')).toEqual(
		['one two three four', 'five six seven eight', 'nine ten eleven twelve']
	);
});

test('while a text grows, no quote is found before it is closed, and none is lost', () => {
	const words = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 4, maxLength: 9 });
	fc.assert(
		fc.property(words, words, fc.constantFrom('""', '“”', '«»'), (before, quoted, marks) => {
			const [left = '', right = ''] = marks;
			const quote = quoted.join(' ');
			const open = `${before.join(' ')} ${left}${quote}`;
			for (let end = 0; end <= open.length; end += 1) {
				expect(findQuotes(open.slice(0, end))).toEqual([]);
			}
			expect(quotesIn(`${open}${right}`)).toEqual([quote]);
			expect(quotesIn(`${open}${right} and so on`)).toEqual([quote]);
		})
	);
});
