import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines, splitSentences } from './passages.ts';

function sentences(text: string): string[] {
	return splitSentences(text).map((sentence) => sentence.text);
}

test('a sentence ends at its terminator, with the quotation mark that closes it', () => {
	expect(sentences('One ends. “Two ends?” Three!')).toEqual(['One ends.', '“Two ends?”', 'Three!']);
});

test('abbreviations, initials, numbers and lower case after a full stop end no sentence', () => {
	const text = 'Dr. A. Keller saw No. 7, e.g. Rotterdam, at 3.5 million. It was approx. right.';
	expect(sentences(text)).toEqual([
		'Dr. A. Keller saw No. 7, e.g. Rotterdam, at 3.5 million.',
		'It was approx. right.'
	]);
});

test('a sentence runs over a line break but not over an empty line or into a list', () => {
	expect(sentences('It goes\non here\n\nA new one\n- first item\n* second item')).toEqual([
		'It goes\non here',
		'A new one',
		'first item',
		'second item'
	]);
});

test('headings, tables, fences and the note of an earlier answer hold no sentence', () => {
	const text = 'Demo answer, made of things.\n\n## Head\n\n| a | b |\n```\n> Quoted words.\n---';
	expect(sentences(text)).toEqual(['Quoted words.']);
});

test('every sentence is an exact piece of the text, in order and on its line', () => {
	const pieces = fc.constantFrom(
		'Word ',
		'two. ',
		'“Ha!” ',
		'\n',
		'\n\n',
		'- ',
		'日本。',
		'x? ',
		'| '
	);
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
			const text = parts.join('');
			let last = -1;
			for (const { start, text: own, line } of splitSentences(text)) {
				expect(text.slice(start, start + own.length)).toBe(own);
				expect(start).toBeGreaterThan(last);
				expect(line).toBe(text.slice(0, start).split('\n').length);
				last = start;
			}
		})
	);
});

test('a sentence without end is cut at a blank', () => {
	const [first] = sentences('word '.repeat(200));
	expect(first?.length).toBeLessThanOrEqual(400);
	expect(first?.endsWith('word')).toBe(true);
});

test('lines keep their numbers, and numbers written before them are read', () => {
	expect(splitLines('a\n\nb')).toEqual([
		{ text: 'a', start: 0, line: 1 },
		{ text: 'b', start: 3, line: 3 }
	]);
	expect(splitLines('41| alpha\n42| 7 beta')).toEqual([
		{ text: 'alpha', start: 4, line: 41 },
		{ text: '7 beta', start: 14, line: 42 }
	]);
	expect(splitLines('12:30 start\n12:31 stop').map(({ text }) => text)).toEqual([
		'12:30 start',
		'12:31 stop'
	]);
});
