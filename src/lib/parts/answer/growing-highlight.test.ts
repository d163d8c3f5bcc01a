import { javascript } from '@codemirror/legacy-modes/mode/javascript';
import type { StreamParser } from '@codemirror/streamparser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeFileName } from './code-file-name.ts';
import { loadLanguage } from './code-languages.ts';
import { createGrowingHighlight, type CodeLine, type CodePiece } from './growing-highlight.ts';
import { lineChunks } from './line-chunks.ts';
import { LineHighlighter } from './line-highlighter.ts';

const CODE = `/* a comment
over two lines */
const text = \`a \${1 + 2}
b\`; // and "more"

function twice(value) { return 2 * value; }
`;

function growing(parser: StreamParser<unknown>) {
	return createGrowingHighlight(() => new LineHighlighter(parser));
}

function textOf(pieces: readonly CodePiece[]): string {
	return pieces.map(({ lines, open = '' }) => `${lines.map(textOfLine).join('')}${open}`).join('');
}

function textOfLine({ tokens }: CodeLine): string {
	return tokens.map(({ text }) => text).join('');
}

function linesOf(pieces: readonly CodePiece[]): CodeLine[] {
	return pieces.flatMap(({ lines }) => lines);
}

test('keeps what a line began for the lines after it', () => {
	const lines = linesOf(growing(javascript)([CODE], false));
	expect(lines[1]?.tokens[0]).toEqual({ text: 'over two lines */', style: 'comment' });
	expect(lines[2]?.tokens.find(({ text }) => text === 'const')?.style).toBe('keyword');
	expect(lines[3]?.tokens[0]?.style).toBe('string');
});

test('shows the same in the end, however the code was cut, and never loses a letter', () => {
	const whole = CODE.repeat(20);
	const expected = growing(javascript)(lineChunks(whole), false);
	fc.assert(
		fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
			const highlight = growing(javascript);
			for (const cut of cuts.toSorted((a, b) => a - b)) {
				const text = whole.slice(0, cut);
				expect(textOf(highlight(lineChunks(text), true))).toBe(text);
			}
			expect(highlight(lineChunks(whole), false)).toEqual(expected);
		})
	);
});

test('knows other code from what it has read, though it is as long', () => {
	const highlight = growing(javascript);
	highlight(['one();'], false);
	expect(textOf(highlight(['two();'], false))).toBe('two();');
});

test('keeps a finished line, and the pieces that are full', () => {
	const highlight = growing(javascript);
	const before = highlight(lineChunks('a();\n'.repeat(100)), true);
	const after = highlight(lineChunks(`${'a();\n'.repeat(100)}b(`), true);
	expect(after[0]).toBe(before[0]);
	expect(after[2]?.lines).toBe(before[2]?.lines);
	expect(after[2]?.open).toBe('b(');
});

test('starts again where the code is another', () => {
	const highlight = growing(javascript);
	highlight(['/* open\nx'], true);
	expect(linesOf(highlight(['let a;\n'], true))[0]?.tokens[0]).toEqual({
		text: 'let',
		style: 'keyword'
	});
});

test('leaves long lines and the lines after many plain', () => {
	const [long] = linesOf(growing(javascript)([`let ${'a'.repeat(3000)};`], false));
	expect(long?.tokens).toHaveLength(1);
	const many = linesOf(growing(javascript)(lineChunks('let a;\n'.repeat(5002)), false));
	expect(many[4999]?.tokens.length).toBeGreaterThan(1);
	expect(many[5001]?.tokens).toHaveLength(1);
});

test.each(['js', 'TypeScript', 'python', 'bash', 'c++', 'yaml', 'html', 'rust', 'diff', 'sql'])(
	'knows %s',
	async (name) => {
		const parser = await loadLanguage(name);
		expect(parser).toBeDefined();
		if (!parser) return;
		const code = '# a "b" 1\n<b c="d">if (x) { return 0; }</b>\n- e: f\n+ g';
		expect(textOf(growing(parser)([code], false))).toBe(code);
	}
);

test('knows no language of a name that every object has', async () => {
	expect(await loadLanguage('constructor')).toBeUndefined();
	expect(await loadLanguage('__proto__')).toBeUndefined();
});

test.each([
	['python', 'code.py'],
	['', 'code.txt'],
	['../../evil', 'code.txt'],
	['go', 'code.go']
])('names a file with %s', (language, name) => {
	expect(codeFileName(language)).toBe(name);
});
