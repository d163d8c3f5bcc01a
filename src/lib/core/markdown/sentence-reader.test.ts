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

test('of data on one line it reads out nothing, however long that is', () => {
	const reader = createSentenceReader();
	const told = Array.from({ length: 2000 }, (_, at) => reader.add(`"key ${at}":${at},`)).flat();
	expect(told).toEqual([]);
	expect(reader.end().join('').length).toBeLessThanOrEqual(1000);
});

test('gives a sentence as soon as something follows it', () => {
	const reader = createSentenceReader();
	expect(reader.add('It failed')).toEqual([]);
	expect(reader.add('.')).toEqual([]);
	expect(reader.add(' And')).toEqual(['It failed.']);
	expect(reader.add(' then\n')).toEqual([]);
	expect(reader.add('\n')).toEqual(['And then']);
});
