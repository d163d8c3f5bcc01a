import type { LineCursor } from './line-cursor.ts';
import { isWordsAlone, looksLikeTex } from './tex.ts';

/** What the beginning of a line says, where it says that something other than a paragraph begins. */
export type BlockStart =
	| { type: 'quote' }
	| { type: 'heading'; level: number; text: string }
	| { type: 'underline'; level: number }
	| { type: 'rule' }
	| { type: 'fence'; mark: string; length: number; info: string }
	| { type: 'math'; closer: string; text: string }
	/** `end` is what ends it; `undefined` is a blank line. */
	| { type: 'html'; end: RegExp | undefined }
	| { type: 'item'; mark: string; start: number | undefined; width: number; isEmpty: boolean }
	| { type: 'note'; label: string; width: number };

const HEADING = /^(#{1,6})(?:[ \t]+(.*))?$/s;
const RULE = /^(?:\*[ \t]*){3,}$|^(?:_[ \t]*){3,}$|^(?:-[ \t]*){3,}$/;
const FENCE = /^(`{3,})([^`]*)$|^(~{3,})(.*)$/s;
const ITEM = /^(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)/;
const NOTE = /^\[\^([^\]\s]{1,100})\]:/;

const BLOCK_ELEMENTS =
	'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|' +
	'fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|' +
	'menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';

/** Beginnings of raw HTML with what ends it; `undefined` is a blank line. */
const HTML: readonly { start: RegExp; end: RegExp | undefined }[] = [
	{
		start: /^<(?:script|pre|textarea|style)(?:[\s>]|$)/i,
		end: /<\/(?:script|pre|textarea|style)>/i
	},
	{ start: /^<!--/, end: /-->/ },
	{ start: /^<\?/, end: /\?>/ },
	{ start: /^<![a-z]/i, end: />/ },
	{ start: /^<!\[CDATA\[/, end: /\]\]>/ },
	{ start: new RegExp(`^</?(?:${BLOCK_ELEMENTS})(?:\\s|/?>|$)`, 'i'), end: undefined }
];

/** A line of one tag begins raw HTML, too, unless it goes on with a paragraph. */
const WHOLE_TAG =
	/^(?:<[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>|<\/[a-z][a-z\d-]*\s*>)\s*$/i;

/** Only these can begin anything: most lines begin with another character and need no closer look. */
const MARKS = new Set('>#`~$\\<-=*_+[0123456789');

/**
 * Reads what begins at `cursor`, which stands before at most three columns of white space.
 *
 * @param isInParagraph the line could go on with a paragraph: some blocks cannot interrupt one, and one can be underlined
 */
export function readBlockStart(cursor: LineCursor, isInParagraph: boolean): BlockStart | undefined {
	const first = cursor.nextCharacter;
	if (first === undefined || !MARKS.has(first)) return undefined;
	const text = cursor.text;
	switch (first) {
		case '>':
			return { type: 'quote' };
		case '#':
			return readHeading(text);
		case '`':
		case '~':
			return readFence(text);
		case '$':
		case '\\':
			return readMathStart(text);
		case '<':
			return readHtml(text, isInParagraph);
		case '[':
			return readNote(text);
		default:
			return (
				(isInParagraph ? readUnderline(text) : undefined) ??
				(RULE.test(text) ? { type: 'rule' } : readItem(text, isInParagraph))
			);
	}
}

function readHeading(line: string): BlockStart | undefined {
	const [, marks = '', text = ''] = HEADING.exec(line) ?? [];
	if (marks === '') return undefined;
	return { type: 'heading', level: marks.length, text: withoutClosingMarks(text.trim()) };
}

/** Written by hand: a pattern for it takes quadratic time where there are many spaces. */
function withoutClosingMarks(text: string): string {
	let end = text.length;
	while (text[end - 1] === '#') end -= 1;
	if (end === 0) return '';
	return end < text.length && /[ \t]/.test(text[end - 1] ?? '')
		? text.slice(0, end).trimEnd()
		: text;
}

function readUnderline(text: string): BlockStart | undefined {
	const level = /^=+[ \t]*$/.test(text) ? 1 : /^-+[ \t]*$/.test(text) ? 2 : 0;
	return level === 0 ? undefined : { type: 'underline', level };
}

/** A fence that opens, in a line without what stands before it. */
export function readFence(text: string) {
	const [, ticks, afterTicks, tildes, afterTildes] = FENCE.exec(text) ?? [];
	const marks = ticks ?? tildes;
	if (marks === undefined) return undefined;
	const info = (afterTicks ?? afterTildes ?? '').trim();
	return { type: 'fence' as const, mark: marks.charAt(0), length: marks.length, info };
}

/** A formula on lines of its own that begins in a line, without what stands before it. */
export function readMathStart(text: string) {
	const opener = text.slice(0, 2);
	if (opener !== '$$' && opener !== '\\[') return undefined;
	const closer = opener === '$$' ? '$$' : '\\]';
	const content = text.slice(2);
	// Three dollars are a price.
	if (opener === '$$' && content.startsWith('$')) return undefined;
	const start = { type: 'math' as const, closer, text: content };
	const end = content.indexOf(closer);
	if (end === -1) return content.trim() === '' || looksLikeTex(content) ? start : undefined;
	// Closed within the line and followed by words, it belongs to a sentence.
	if (content.slice(end + 2).trim() !== '') return undefined;
	const formula = content.slice(0, end).trim();
	if (formula === '' || (opener === '\\[' && isWordsAlone(formula))) return undefined;
	return start;
}

function readHtml(text: string, isInParagraph: boolean): BlockStart | undefined {
	const kind = HTML.find(({ start }) => start.test(text));
	if (kind) return { type: 'html', end: kind.end };
	if (isInParagraph || !WHOLE_TAG.test(text)) return undefined;
	return { type: 'html', end: undefined };
}

function readNote(text: string): BlockStart | undefined {
	const [written, label] = NOTE.exec(text) ?? [];
	if (written === undefined || label === undefined) return undefined;
	return { type: 'note', label, width: written.length };
}

function readItem(text: string, isInParagraph: boolean): BlockStart | undefined {
	const [written, bullet, number, delimiter] = ITEM.exec(text) ?? [];
	if (written === undefined) return undefined;
	const isEmpty = text.slice(written.length).trim() === '';
	// A number or a dash at the beginning of a line of a paragraph is more often a part of its sentence.
	if (isInParagraph && (isEmpty || (number !== undefined && Number(number) !== 1)))
		return undefined;
	return {
		type: 'item',
		mark: bullet ?? delimiter ?? '',
		start: number === undefined ? undefined : Number(number),
		width: written.length,
		isEmpty
	};
}
