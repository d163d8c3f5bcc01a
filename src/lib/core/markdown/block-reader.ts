import { addLine, addRow, addToLine, noteEnd } from './add-lines.ts';
import { BlockStack, type Definitions } from './block-stack.ts';
import { readBlockStart, type BlockStart } from './block-starts.ts';
import { LineCursor } from './line-cursor.ts';
import { goesOn } from './line-goes-on.ts';
import { addVerbatim, addWords } from './long-text.ts';
import {
	isVerbatim,
	newParagraph,
	newVerbatim,
	type OpenBlock,
	type OpenMath,
	type OpenParagraph
} from './open-block.ts';
import type { SourceBlock } from './source-block.ts';
import { readTableStart } from './table-source.ts';

/** Quotes in lists in quotes: deeper ones are left as text. */
const MAX_DEPTH = 16;

/** Characters of definitions that are read before the paragraph they stand in ends; well below a paragraph's part. */
const MANY_DEFINITIONS = 1000;

/** A formula of more characters is none that lacks its end: it stays as it was written. */
const MAX_UNCERTAIN_LENGTH = 4000;

type ContainerStart = Extract<BlockStart, { type: 'quote' | 'item' | 'note' }>;
type LeafStart = Exclude<BlockStart, ContainerStart | { type: 'underline' }>;

/**
 * Reads a text line by line, as the CommonMark specification describes in its appendix, with GitHub's tables and with
 * footnotes and mathematics. A line costs what is on it, however long the text before it.
 */
export class BlockReader {
	readonly #stack = new BlockStack();
	/** What ends no formula in the lines that are read, as it has been looked for. */
	#missing: readonly string[] = [];

	get definitions(): Definitions {
		return this.#stack.definitions;
	}

	/** Top-level blocks that no further line can change. Grows. */
	get closed(): readonly SourceBlock[] {
		return this.#stack.closed;
	}

	/** The open block that the line which was read last is in. */
	get innermost(): OpenBlock {
		return this.#stack.innermost;
	}

	/** Lets `look` see all blocks as if the text ended with `line`, and takes it back. */
	asIfEnded<Seen>(line: string | undefined, look: () => Seen): Seen {
		return this.#stack.tentatively(() => {
			if (line !== undefined) this.readLine(line);
			// The end of a formula may come.
			this.#stack.closeTo(0);
			return look();
		});
	}

	/** Nothing follows: every block is closed. */
	end(): void {
		while (this.#giveUpMath());
		this.#stack.closeTo(0);
	}

	/** Reads a line, without its line break. */
	readLine(line: string): void {
		const cursor = new LineCursor(line);
		const matched = this.#match(cursor);
		if (matched === undefined) return;
		if (matched < this.#stack.depth && this.#giveUpMath()) {
			this.readLine(line);
			return;
		}
		const last = this.#stack.at(matched);
		if (isVerbatim(last)) {
			this.#stack.noteBlankLine(last.kind === 'indented' && cursor.isBlank);
			if (last.kind === 'math') this.#addToMath(last, cursor);
			else addLine(last, cursor);
			return;
		}
		if (last.kind === 'paragraph' && this.#startTable(last, cursor)) return;
		const container = this.#readStarts(cursor, matched);
		if (container === undefined) {
			this.#stack.noteBlankLine(false);
		} else if (cursor.isBlank) {
			this.#stack.closeTo(container);
			this.#stack.noteBlankLine(container === matched);
		} else {
			this.#addText(cursor, container, container === matched);
			this.#stack.noteBlankLine(false);
		}
	}

	/** Adds to the line that was read last. What kind of line it is has been decided. */
	addToLine(text: string): void {
		const last = this.#stack.innermost;
		if (last.kind === 'paragraph') addWords(last.block, text);
		else if (isVerbatim(last)) {
			addToLine(last, text);
			if (last.kind === 'math') this.#endMathWithin(last, text.length);
		} else if (last.kind === 'table' && last.block.rows.length > 0) {
			last.block.rows.push(`${last.block.rows.pop() ?? ''}${text}`);
		} else if (text.trim() !== '') this.#openParagraph(text.trimStart());
	}

	/** The depth of the innermost open block that goes on; `undefined` where the line was no more than its end. */
	#match(cursor: LineCursor): number | undefined {
		let depth = 1;
		for (; depth <= this.#stack.depth; depth += 1) {
			const open = this.#stack.at(depth);
			const answer = goesOn(open, cursor, depth === this.#stack.depth);
			if (answer === 'ends') {
				this.#stack.closeTo(depth - 1);
				this.#stack.noteBlankLine(false);
				return undefined;
			}
			if (!answer) break;
		}
		return depth - 1;
	}

	#addToMath(open: OpenMath, { line, rest }: LineCursor): void {
		open.written += `\n${line}`;
		const end = rest.indexOf(open.closer);
		if (end !== 0) addVerbatim(open.block, end === -1 ? rest : rest.slice(0, end));
		if (end === -1) return;
		const isEmpty = open.block.chunks.length === 0 && open.block.tail.trim() === '';
		if (isEmpty && this.#giveUpMath()) return;
		this.#stack.closeTo(this.#stack.depth - 1);
		const after = rest.slice(end + open.closer.length).trim();
		if (after !== '') this.#openParagraph(after);
	}

	/** Ends a formula whose end is in the last `length` characters of it, or begins right before them. */
	#endMathWithin({ block, closer }: OpenMath, length: number): void {
		const end = block.tail.indexOf(closer, Math.max(0, block.tail.length - length - 1));
		if (end === -1) return;
		const after = block.tail.slice(end + closer.length);
		block.tail = block.tail.slice(0, end);
		this.#stack.closeTo(this.#stack.depth - 1);
		this.addToLine(after);
	}

	/** An innermost formula that nothing closes is what its lines are without it. */
	#giveUpMath(): boolean {
		const open = this.#stack.innermost;
		if (open.kind !== 'math' || open.written.length > MAX_UNCERTAIN_LENGTH) return false;
		const [first = '', ...others] = open.written.split('\n');
		this.#stack.drop();
		this.#openParagraph(first);
		const missing = this.#missing;
		this.#missing = [...missing, open.closer];
		for (const line of others) this.readLine(line);
		this.#missing = missing;
		return true;
	}

	/** Opens what begins in the line. Gives the innermost block for its text, or `undefined` when the line is used up. */
	#readStarts(cursor: LineCursor, matched: number): number | undefined {
		let container = matched;
		while (!cursor.isBlank) {
			const parent = this.#stack.at(container);
			if (cursor.indent >= 4) {
				if (this.#stack.innermost.kind === 'paragraph' || parent.kind === 'table') return container;
				this.#openIndented(cursor, container);
				return undefined;
			}
			const start = readBlockStart(cursor, parent.kind === 'paragraph');
			if (!start || (start.type === 'math' && this.#missing.includes(start.closer))) {
				return container;
			}
			switch (start.type) {
				case 'underline':
					if (parent.kind !== 'paragraph' || this.#underline(start.level, parent, cursor)) {
						return undefined;
					}
					return this.#stack.depth;
				case 'quote':
				case 'item':
				case 'note':
					if (this.#stack.containersTo(container) >= MAX_DEPTH) return container;
					this.#openContainer(start, cursor, container);
					container = this.#stack.depth;
					break;
				default:
					this.#openLeaf(start, cursor, container);
					return undefined;
			}
		}
		return container;
	}

	#openContainer(start: ContainerStart, cursor: LineCursor, container: number): void {
		this.#closeWords(container);
		const { indent } = cursor;
		if (start.type === 'item') {
			this.#openItem(start, cursor, indent);
			return;
		}
		this.#stack.closeList();
		if (start.type === 'quote') {
			cursor.skipText(1);
			cursor.skipColumns(1);
			this.#stack.push({ kind: 'container', block: { type: 'quote', children: [] } });
		} else {
			cursor.skipText(start.width);
			cursor.skipColumns(cursor.indent);
			this.#stack.push({ kind: 'note', block: { type: 'note', label: start.label, children: [] } });
		}
	}

	#openItem(
		{ mark, start, width, isEmpty }: Extract<BlockStart, { type: 'item' }>,
		cursor: LineCursor,
		indent: number
	): void {
		const parent = this.#stack.innermost;
		if (parent.kind !== 'list' || parent.block.mark !== mark) {
			this.#stack.closeList();
			this.#stack.push({
				kind: 'list',
				block: { type: 'list', mark, start, isLoose: false, items: [] }
			});
		}
		cursor.skipText(width);
		// Five columns and more are one column and indented code.
		const gap = isEmpty || cursor.indent > 4 ? 1 : cursor.indent;
		cursor.skipColumns(gap);
		const block = { type: 'item' as const, children: [] };
		this.#stack.push({ kind: 'item', block, indent: indent + width + gap });
	}

	#openLeaf(start: LeafStart, cursor: LineCursor, container: number): void {
		const { indent } = cursor;
		this.#closeWords(container);
		this.#stack.closeList();
		switch (start.type) {
			case 'heading':
				this.#stack.add({ type: 'heading', level: start.level, text: start.text });
				return;
			case 'rule':
				this.#stack.add({ type: 'rule' });
				return;
			case 'fence': {
				const { mark, length } = start;
				const block = newVerbatim('code', start.info);
				this.#stack.push({ kind: 'fence', block, mark, length, indent });
				return;
			}
			case 'math': {
				const block = newVerbatim('math');
				const { closer } = start;
				this.#stack.push({ kind: 'math', block, closer, written: cursor.text });
				const end = start.text.indexOf(closer);
				const text = (end === -1 ? start.text : start.text.slice(0, end)).trim();
				if (text !== '') addVerbatim(block, text);
				if (end !== -1) this.#stack.closeTo(this.#stack.depth - 1);
				return;
			}
			case 'html': {
				const block = newVerbatim('html');
				const open = { kind: 'html' as const, block, end: start.end, hasEnded: false, recent: '' };
				this.#stack.push(open);
				addVerbatim(block, cursor.rest);
				noteEnd(open, cursor.rest);
			}
		}
	}

	#openIndented(cursor: LineCursor, container: number): void {
		this.#stack.closeTo(container);
		this.#stack.closeList();
		cursor.skipColumns(4);
		const block = newVerbatim('code');
		this.#stack.push({ kind: 'indented', block, blanks: '' });
		addVerbatim(block, cursor.rest);
	}

	/** Whether the line is used up: a paragraph of nothing but definitions cannot be a heading. */
	#underline(level: number, { block }: OpenParagraph, cursor: LineCursor): boolean {
		const text = block.parts.length > 0 ? '' : this.#stack.takeDefinitions(block.text).trim();
		if (text !== '') {
			this.#stack.replace({ type: 'heading', level, text });
			return true;
		}
		this.#stack.closeTo(this.#stack.depth - 1);
		if (level === 1 || cursor.text.trim().length < 3) return false;
		this.#stack.add({ type: 'rule' });
		return true;
	}

	#startTable(open: OpenParagraph, cursor: LineCursor): boolean {
		if (cursor.indent >= 4 || this.#stack.innermost !== open) return false;
		const { text } = open.block;
		const header = text.slice(text.lastIndexOf('\n') + 1);
		const block = readTableStart(header, cursor.text);
		if (!block) return false;
		open.block.text = text.slice(0, Math.max(0, text.length - header.length - 1));
		this.#stack.closeTo(this.#stack.depth - 1);
		const size = header.length + cursor.line.length;
		this.#stack.noteBlankLine(false);
		this.#stack.push({ kind: 'table', block, missing: 0, size });
		return true;
	}

	#addText(cursor: LineCursor, container: number, isContinued: boolean): void {
		const { innermost, depth } = this.#stack;
		if (isContinued && container < depth && innermost.kind === 'paragraph') {
			addWords(innermost.block, `\n${cursor.text}`);
			return;
		}
		this.#stack.closeTo(container);
		const open = this.#stack.innermost;
		if (open.kind === 'paragraph') {
			this.#takeLongDefinitions(open, cursor.text);
			const isEmpty = open.block.text === '' && open.block.parts.length === 0;
			addWords(open.block, isEmpty ? cursor.text : `\n${cursor.text}`);
		} else if (open.kind !== 'table' || !addRow(open, cursor)) {
			this.#closeWords(container);
			this.#openParagraph(cursor.text);
		}
	}

	/** Before a paragraph is read in parts: one that is a list of definitions, of which the next begins, is none. */
	#takeLongDefinitions({ block }: OpenParagraph, next: string): void {
		// Of the next line, no more than its beginning may have come.
		if (block.parts.length > 0 || block.text.length < MANY_DEFINITIONS) return;
		if (next.startsWith('[')) block.text = this.#stack.takeDefinitions(block.text);
	}

	#openParagraph(text: string): void {
		this.#stack.closeList();
		const paragraph = newParagraph();
		this.#stack.push(paragraph);
		addWords(paragraph.block, text);
	}

	/** Closes what is inside of `container`, and itself where it holds words and no blocks. */
	#closeWords(container: number): void {
		const { kind } = this.#stack.at(container);
		this.#stack.closeTo(kind === 'paragraph' || kind === 'table' ? container - 1 : container);
	}
}
