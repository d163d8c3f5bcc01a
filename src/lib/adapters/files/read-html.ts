import { Parser } from 'htmlparser2';
import { lineStarts, locate, type LocationMap } from '#lib/core/documents/location-map.ts';
import type { FileText } from './file-reader.ts';

/** What is no text for a reader, with all that is in it. */
const SILENT = new Set([
	'script',
	'style',
	'template',
	'noscript',
	'svg',
	'math',
	'iframe',
	'object',
	'select'
]);

const BLOCKS = new Set(
	'address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead title tr ul'.split(
		' '
	)
);

/** Elements that have no end. */
const VOID = new Set(
	'area base br col embed hr img input link meta param source track wbr'.split(' ')
);

/** Blocks with an empty line before them. */
const APART = new Set('h1 h2 h3 h4 h5 h6 p blockquote pre table ul ol dl figure'.split(' '));

/**
 * The readable text of a web page: no scripts and styles, nothing that is hidden, headings and list items marked as in
 * Markdown. Nothing is loaded and nothing runs. Places are lines of the page's source.
 */
export function readHtml(source: string): FileText {
	const out = new TextWriter(lineStarts(source));
	/** How deep in elements that are not read. */
	let silent = 0;
	let preformatted = 0;
	const open: { name: string; isSilent: boolean }[] = [];
	const parser: Parser = new Parser(
		{
			onopentag(name, attributes) {
				const isSilent = SILENT.has(name) || isHidden(attributes);
				if (!VOID.has(name)) open.push({ name, isSilent });
				if (isSilent && !VOID.has(name)) silent += 1;
				if (silent > 0) return;
				if (name === 'br') out.newLine();
				else if (name === 'img' && attributes['alt'])
					out.words(attributes['alt'], parser.startIndex);
				else if (name === 'td' || name === 'th') out.cell();
				else if (BLOCKS.has(name)) out.block(APART.has(name));
				if (/^h[1-6]$/.test(name)) out.mark(`${'#'.repeat(Number(name[1]))} `);
				if (name === 'li') out.mark('- ');
				if (name === 'pre') preformatted += 1;
			},
			ontext(text) {
				if (silent > 0) return;
				if (preformatted > 0) out.lines(text, parser.startIndex);
				else out.words(text, parser.startIndex);
			},
			onclosetag(name) {
				if (VOID.has(name)) return;
				const last = open.pop();
				if (last?.isSilent) silent -= 1;
				if (silent > 0 || last?.isSilent) return;
				if (name === 'pre') preformatted -= 1;
				if (BLOCKS.has(name)) out.block(APART.has(name));
			}
		},
		{ decodeEntities: true, lowerCaseTags: true }
	);
	parser.end(source);
	return { ...out.finish(), warnings: [] };
}

function isHidden({ hidden, style = '' }: Record<string, string>): boolean {
	return hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

/** What stands between two cells of a row. */
const CELL = ' | ';

/** Gathers text as a page shows it: spaces run together, blocks on lines of their own. */
class TextWriter {
	readonly #sourceLines: LocationMap;
	#text = '';
	#starts: number[] = [];
	#numbers: number[] = [];
	/** What is written before the next word. */
	#gap: '' | ' ' | '\n' | '\n\n' = '';
	#mark = '';
	#isRowBegun = false;

	constructor(starts: Uint32Array<ArrayBuffer>) {
		this.#sourceLines = { unit: 'line', starts };
	}

	block(isApart: boolean) {
		this.#isRowBegun = false;
		// Cells that were empty to the end of their row.
		if (this.#mark.startsWith(CELL)) this.#mark = '';
		// A paragraph that begins an item of a list stands behind the item's mark.
		if (this.#text === '' || this.#mark !== '') return;
		if (isApart) this.#gap = '\n\n';
		else this.newLine();
	}

	newLine() {
		if (this.#gap !== '\n\n') this.#gap = '\n';
	}

	mark(mark: string) {
		this.#mark = mark;
	}

	cell() {
		if (this.#isRowBegun) this.#mark += CELL;
		this.#isRowBegun = true;
	}

	/** @param at where the text stands in the source */
	words(text: string, at: number) {
		for (const { 0: part, index } of text.matchAll(/[^ \t\n\f]+|[ \t\n\f]+/g)) {
			if (!/^[ \t\n\f]/.test(part)) this.#write(part, at + index);
			else if (this.#gap === '' && !/^$|\s$/.test(this.#text.slice(-1))) this.#gap = ' ';
		}
	}

	lines(text: string, at: number) {
		for (const { 0: part, index } of text.matchAll(/[^\n]+|\n/g)) {
			if (part !== '\n') this.#write(part, at + index);
			else if (this.#gap === '') this.#text += part;
		}
	}

	finish(): { text: string; map: LocationMap } {
		if (this.#starts.length === 0) {
			this.#starts = [0];
			this.#numbers = [1];
		}
		const [starts, numbers] = [Uint32Array.from(this.#starts), Uint32Array.from(this.#numbers)];
		return { text: this.#text, map: { unit: 'line', starts, numbers } };
	}

	#write(part: string, at: number) {
		const isFirst = this.#text === '';
		this.#flushGap();
		const { number } = locate(this.#sourceLines, at);
		if (number !== this.#numbers.at(-1)) {
			this.#starts.push(isFirst ? 0 : this.#text.length);
			this.#numbers.push(number);
		}
		this.#text += this.#mark + part;
		this.#mark = '';
	}

	#flushGap() {
		if (this.#text !== '' && !(this.#mark.startsWith(CELL) && this.#gap === ' '))
			this.#text += this.#gap;
		this.#gap = '';
	}
}
