import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createQuoteFinder, type Verdict } from './quote-finder.ts';

const SOURCE = [
	'On 3 May 2021 pump 7 at Norrvik harbour lost pressure. Maria Lund said: “It wasn’t checked.”',
	'About four cubic metres of diesel were lost; the temp-',
	'erature fell to -5 degrees, and nobody was able to say why — not even',
	'the harbour   master. The seal is unable to hold the pressure.'
].join('\n');

const finder = createQuoteFinder(SOURCE);

/** The verdict with the words at the place in place of the place. */
function judge(quote: string, source = SOURCE): { state: Verdict['state']; words?: string } {
	const verdict = (source === SOURCE ? finder : createQuoteFinder(source)).find(quote);
	if (verdict.state === 'not_found') return verdict;
	return { state: verdict.state, words: source.slice(verdict.place.start, verdict.place.end) };
}

test.each([
	['as they are', 'pump 7 at Norrvik harbour lost pressure.'],
	['with the marks in them', 'Maria Lund said: “It wasn’t checked.'],
	['over the end of a line', 'lost; the temp-\nerature fell to -5 degrees'],
	['with white space around them', ' About four cubic metres ']
])('words that are copied %s are exact', (_how, quote) => {
	expect(judge(quote)).toEqual({ state: 'exact', words: quote.trim() });
});

test.each([
	['case', 'PUMP 7 at norrvik harbour', 'pump 7 at Norrvik harbour'],
	['white space', 'not even the harbour master', 'not even\nthe harbour   master'],
	['quotation marks', `lund said: "It wasn't checked`, 'Lund said: “It wasn’t checked'],
	['hyphens', 'able to say why - not even', 'able to say why — not even'],
	['a word broken at the end of a line', 'the temperature fell to', 'the temp-\nerature fell to'],
	['the sign of a number', 'fell to −5 degrees', 'fell to -5 degrees'],
	['the punctuation around', '… harbour lost pressure,', 'harbour lost pressure']
])('words that differ by %s are near', (_what, quote, words) => {
	expect(judge(quote)).toEqual({ state: 'near', words });
});

test.each([
	['of another meaning', 'pump 7 at Norrvik harbour held pressure'],
	['cut out of longer words', 'able to hold the pressure'],
	['without the sign of a number', 'fell to 5 degrees'],
	['with something left out', 'pump 7 lost pressure'],
	['of nothing but marks', '“… — …”'],
	['of nothing', '']
])('words %s are not found', (_what, quote) => {
	expect(judge(quote)).toEqual({ state: 'not_found' });
});

test('what Markdown marks words with is no part of them', () => {
	const source = 'The **pump** of _Norrvik_ has `failed` today.';
	expect(judge('pump of Norrvik has failed', source)).toEqual({
		state: 'near',
		words: 'pump** of _Norrvik_ has `failed'
	});
});

test('an exact place counts before one that is only near', () => {
	const source = 'THE PUMP HAS FAILED. The pump has failed.';
	expect(createQuoteFinder(source).find('The pump has failed')).toEqual({
		state: 'exact',
		place: { start: 21, end: 40 }
	});
});

test.each(['caf\u00e9', 'cafe\u0301'])(
	'the accent in %j is part of its letter, at the end of a quote as well',
	(word) => {
		const source = `They met at the ${word} by the harbour.`;
		for (const same of ['caf\u00e9', 'cafe\u0301']) {
			const state = same === word ? 'exact' : 'near';
			expect(judge(`They met at the ${same}`, source).state).toBe(state);
			expect(judge(`the ${same} by the harbour`, source).state).toBe(state);
		}
		expect(judge('They met at the cafe', source)).toEqual({ state: 'not_found' });
		expect(judge('the cafe by the harbour', source)).toEqual({ state: 'not_found' });
	}
);

test('a letter that stands for two is not half of a quote', () => {
	expect(judge('the pump was gros', 'Only the pump was gro\u00df.')).toEqual({
		state: 'not_found'
	});
	expect(judge('the pump was gross', 'Only the pump was gro\u00df.').state).toBe('near');
});

test('letters are the same however they are encoded, and offsets count as the source does', () => {
	expect(judge('die straße nach göteborg', '😀 Die STRASSE nach Go\u0308teborg 😀')).toEqual({
		state: 'near',
		words: 'Die STRASSE nach Go\u0308teborg'
	});
	expect(judge('水泵在五月三日失去压力', '据说水泵在五月三日失去压力。')).toEqual({
		state: 'exact',
		words: '水泵在五月三日失去压力'
	});
});

/** Words of which no two in a text are the same, joined as texts join them. */
const texts = fc
	.array(
		fc.record({
			head: fc.stringMatching(/^[A-Za-zÅåßéЖжΣσ]{1,4}$/),
			joint: fc.constantFrom('', "'", '’', '-', '–', '“', ','),
			gap: fc.constantFrom(' ', '\n', '  ', ', ', ' — ', ': ', '\r\n')
		}),
		{ minLength: 6, maxLength: 60 }
	)
	.map((words) => {
		let text = '';
		const places = words.map(({ head, joint, gap }, index) => {
			const start = text.length;
			text += `${head}${joint}${inLetters(index)}`;
			const end = text.length;
			text += gap;
			return { start, end };
		});
		return { text, places };
	});

function inLetters(index: number): string {
	return Array.from(String(100 + index), (digit) => 'abcdefghij'.charAt(Number(digit))).join('');
}

/** A text, and some of its neighbouring words, four at least. */
const slices = fc.tuple(texts, fc.nat(), fc.nat()).map(([{ text, places }, from, more]) => {
	const first = from % (places.length - 3);
	const last = first + 3 + (more % (places.length - first - 3));
	const place = { start: places[first]?.start ?? 0, end: places[last]?.end ?? 0 };
	return { source: text, place, quote: text.slice(place.start, place.end) };
});

test('any four words and more of a source are found at their place, exact', () => {
	fc.assert(
		fc.property(slices, ({ source, place, quote }) => {
			expect(createQuoteFinder(source).find(quote)).toEqual({ state: 'exact', place });
		})
	);
});

/** Ways to write the same words in another way, drawn for each character. */
function rewrite(quote: string, draws: readonly number[]): string {
	return Array.from(quote, (character, at) => {
		const draw = draws[at % draws.length] ?? 0;
		const others =
			character === '\r'
				? ['\r', '']
				: /\s/.test(character)
					? [character, `${character} `, '\u00a0', '\t', ' \n']
					: /['’“]/.test(character)
						? [character, '"', '‘', '”', '´']
						: /[-–—]/.test(character)
							? [character, '-', '‑', '—', '−']
							: [character, character.toUpperCase(), character.toLowerCase()];
		return others[draw % others.length] ?? '';
	}).join('');
}

test('they stay near at the same place, however case, space, marks and hyphens are changed', () => {
	fc.assert(
		fc.property(
			slices,
			fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
			({ source, place, quote }, draws) => {
				const other = rewrite(quote, draws);
				fc.pre(other !== quote);
				expect(createQuoteFinder(source).find(other)).toEqual({ state: 'near', place });
			}
		)
	);
});

test('they stay near when the source breaks words at the ends of its lines', () => {
	fc.assert(
		fc.property(slices, fc.nat(), ({ source, place, quote }, draw) => {
			const letters = [...quote.matchAll(/(?<=\p{L})(?=\p{L})/gu)].map(({ index }) => index);
			const at = place.start + (letters[draw % letters.length] ?? 0);
			const broken = `${source.slice(0, at)}-\n${source.slice(at)}`;
			expect(createQuoteFinder(broken).find(quote)).toEqual({
				state: 'near',
				place: { start: place.start, end: place.end + 2 }
			});
		})
	);
});

test('a quote with a word that the source does not have is not found', () => {
	fc.assert(
		fc.property(
			slices,
			fc.nat(),
			fc.stringMatching(/^[xyz]{3,9}$/),
			({ source, quote }, at, word) => {
				const words = quote.split(/\s+/);
				words[at % words.length] = word;
				expect(createQuoteFinder(source).find(words.join(' '))).toEqual({ state: 'not_found' });
			}
		)
	);
});

test.each([
	[
		'of one word again and again',
		'a '.repeat(500_000),
		`${'a '.repeat(9000)}b ${'a '.repeat(9000)}`
	],
	['of endless words', `${'a'.repeat(30_000)} `.repeat(33), `${'a'.repeat(19_999)} b c d`],
	['of quotation marks', '"'.repeat(1_000_000), `a b c d${'"'.repeat(19_000)}e`]
])('a million characters %s take no longer than others', (_what, source, quote) => {
	const usual = fastest(() => {
		createQuoteFinder('The pump lost its pressure. '.repeat(36_000)).find(
			'The pump lost all of it'
		);
	});
	// To try every place anew would take hundreds of times as long.
	expect(fastest(() => createQuoteFinder(source).find(quote))).toBeLessThan(usual * 20 + 200);
});

function fastest(work: () => void): number {
	const times = Array.from({ length: 3 }, () => {
		const startedAt = performance.now();
		work();
		return performance.now() - startedAt;
	});
	return Math.min(...times);
}
