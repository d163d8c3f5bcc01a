import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitQuestion } from './split-question.ts';

const PARAGRAPH = 'The pump lost pressure on 3 May, and Maria Lund replaced the valve. '
	.repeat(9)
	.trim();

test('a short line is all question', () => {
	expect(splitQuestion(' Why?\n\nTell me. ')).toEqual({ question: 'Why?\n\nTell me.', pasted: '' });
});

test('takes a text between fences, and leaves a short example in the question', () => {
	const block = 'x'.repeat(80);
	expect(splitQuestion(`What is this?\n\`\`\`text\n${block}\n\`\`\`\n`)).toEqual({
		question: 'What is this?',
		pasted: block
	});
	const example = 'What does this do?\n```\nx = 1\n```';
	expect(splitQuestion(example)).toEqual({ question: example, pasted: '' });
});

test.each([
	['before', `Who did it?\n\n${PARAGRAPH}`],
	['behind', `${PARAGRAPH}\n\nWho did it?`]
])('finds the question %s a pasted text', (_place, line) => {
	expect(splitQuestion(line)).toEqual({ question: 'Who did it?', pasted: PARAGRAPH });
});

test('finds the question before the lines of a log', () => {
	const log = Array.from({ length: 20 }, (_, at) => `04:12:${at} ERROR pump 7 lost pressure`).join(
		'\n'
	);
	expect(splitQuestion(`What broke?\n${log}`)).toEqual({ question: 'What broke?', pasted: log });
});

test('takes a long text without a question as one', () => {
	expect(splitQuestion(PARAGRAPH)).toEqual({ question: PARAGRAPH, pasted: '' });
});

test('reads openings of blocks that never close once, however many there are', () => {
	const line = `What is this?\n${'```a\n'.repeat(200_000)}`;
	expect(splitQuestion(line).question).toContain('What is this?');
});

test('loses nothing of what was written', () => {
	const words = (text: string) =>
		text
			.split(/[\s`~]+/)
			.filter((word) => word !== '')
			.toSorted();
	const piece = fc.constantFrom('a ', 'b?', '\n', '\n\n', 'word '.repeat(60), 'c: ');
	fc.assert(
		fc.property(
			fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join('')),
			(line) => {
				const { question, pasted } = splitQuestion(line);
				expect(words(`${question} ${pasted}`)).toEqual(words(line));
			}
		)
	);
});
