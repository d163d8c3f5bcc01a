import type { Block, Inline, ListItem, Table } from './block.ts';
import { decodeEntities } from './decode-entities.ts';
import { countDefinitions, type Definitions } from './block-stack.ts';
import { OpenWords } from './open-words.ts';
import { readWords } from './read-inlines.ts';
import { noReferences, takeDefinitions } from './reference-definitions.ts';
import type {
	SourceBlock,
	SourceItem,
	SourceList,
	SourceParagraph,
	SourceTable,
	SourceVerbatim
} from './source-block.ts';
import { columnWidths, fillRow, splitRow } from './table-source.ts';

/** Items, rows or blocks of a list, a table or a quote that make a part of it. */
const PART_SIZE = 40;

const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const UNFINISHED_TASK = /^\[[ xX]?\]?[ \t]*$/;

interface Known<Read> {
	read: Read;
	mayRefer: boolean;
	/** How many definitions there were. With more of them, what refers to one may say something else. */
	definitions: number;
}

/** A part is the same while its last child, their number and the spacing are. */
interface KnownPart extends Known<Block> {
	last: unknown;
	count: number;
	isLoose: boolean;
}

/** Reads the words in blocks. What is finished is read once and stays the same object. */
export class WordsReader {
	readonly #blocks = new WeakMap<SourceBlock, Known<Block>>();
	readonly #items = new WeakMap<SourceItem, Known<ListItem>>();
	/** By the first child of the part. */
	readonly #parts = new WeakMap<object, KnownPart>();
	/** By the rows of the table, or the parts of the paragraph: those that have others after them. */
	readonly #pieces = new WeakMap<object, Known<Block>[]>();
	readonly #headers = new WeakMap<string[], Known<Table['columns']>>();
	readonly #rows = new WeakMap<string[], (Known<Inline[][]> & { text: string })[]>();
	readonly #openWords = new OpenWords();
	readonly #definitions: Definitions;
	#mayRefer = false;
	#definitionCount: number | undefined;

	/** @param definitions those known by now; they may become more */
	constructor(definitions: Definitions) {
		this.#definitions = definitions;
	}

	/** Reads a finished block. `mayRefer` when a definition that is still to come might change it. */
	readWhole(source: SourceBlock): { blocks: Block[]; mayRefer: boolean } {
		this.#definitionCount = undefined;
		const { read, mayRefer } = this.#watched(() => this.#read(source, false));
		return { blocks: read, mayRefer };
	}

	/** @param isOpen the last of `sources` is being written, so what is unfinished in it is shown as it will be */
	read(sources: readonly SourceBlock[], isOpen = false): Block[] {
		this.#definitionCount = undefined;
		return this.#readAll(sources, isOpen);
	}

	#readAll(sources: readonly SourceBlock[], isOpen: boolean): Block[] {
		const blocks: Block[] = [];
		for (const [at, source] of sources.entries()) {
			blocks.push(...this.#read(source, isOpen && at === sources.length - 1));
		}
		return blocks;
	}

	/** What was read as open is no longer what {@link addToOpen} adds to. */
	forgetOpen(): void {
		this.#openWords.forget();
	}

	/**
	 * Where the open words were read last, `piece` comes right after them, and nothing in both is more than text: what is to
	 * be shown behind them. `undefined` elsewhere; then they have to be read.
	 */
	addToOpen(piece: string): string | undefined {
		return this.#openWords.add(piece);
	}

	#read(source: SourceBlock, isOpen: boolean): Block[] {
		switch (source.type) {
			case 'paragraph':
				return this.#readParagraph(source, isOpen);
			case 'list':
				return this.#readParts(source.items, source.isLoose, isOpen, (items, at, isLast) =>
					this.#listPart(source, items, at, isLast)
				);
			case 'quote':
				return this.#readParts(source.children, false, isOpen, (children, at, isLast) => ({
					type: 'quote',
					blocks: this.#readAll(children, isLast),
					...continued(at)
				}));
			case 'table':
				return this.#readTable(source, isOpen);
			case 'heading': {
				const { level, text } = source;
				return [
					this.#once(this.#blocks, source, isOpen, () => ({
						type: 'heading',
						level,
						content: this.#words(text, isOpen)
					}))
				];
			}
			case 'note': {
				const { label, children } = source;
				return [
					this.#once(this.#blocks, source, isOpen, () => ({
						type: 'note',
						label,
						blocks: this.#readAll(children, isOpen)
					}))
				];
			}
			case 'rule':
				return [this.#once(this.#blocks, source, isOpen, () => ({ type: 'rule' }))];
			default:
				return [this.#once(this.#blocks, source, isOpen, () => readVerbatim(source))];
		}
	}

	#readParagraph(source: SourceParagraph, isOpen: boolean): Block[] {
		const parts = source.parts.map((part, at) =>
			this.#piece(source.parts, at, () => this.#paragraph(part, at, false))
		);
		const text = isOpen ? takeDefinitions(source.text, noReferences()) : source.text;
		if (text === '') return parts;
		const header = isOpen && parts.length === 0 && text.startsWith('|') && !text.includes('\n');
		const last = header
			? this.#read({ type: 'table', header: splitRow(text), align: [], rows: [] }, true)
			: [
					this.#once(this.#blocks, source, isOpen, () =>
						this.#paragraph(text, parts.length, isOpen)
					)
				];
		return parts.concat(last);
	}

	#paragraph(text: string, at: number, isOpen: boolean): Block {
		const content = this.#words(isOpen ? text : text.trimEnd(), isOpen);
		return { type: 'paragraph', content, ...continued(at) };
	}

	#listPart(source: SourceList, items: SourceItem[], at: number, isOpen: boolean): Block {
		return {
			type: 'list',
			start: source.start === undefined ? undefined : source.start + at * PART_SIZE,
			isLoose: source.isLoose,
			items: items.map((item, place) => {
				const isItemOpen = isOpen && place === items.length - 1;
				return this.#once(this.#items, item, isItemOpen, () => this.#item(item, isItemOpen));
			}),
			...continued(at)
		};
	}

	#item({ children }: SourceItem, isOpen: boolean): ListItem {
		const [first] = children;
		if (first?.type !== 'paragraph')
			return { isDone: undefined, blocks: this.#readAll(children, isOpen) };
		const [written, mark] = TASK.exec(first.parts[0] ?? first.text) ?? [];
		if (written === undefined) {
			const isTaskComing = isOpen && children.length === 1 && UNFINISHED_TASK.test(first.text);
			return { isDone: undefined, blocks: isTaskComing ? [] : this.#readAll(children, isOpen) };
		}
		const [part, ...parts] = first.parts;
		const words: SourceParagraph =
			part === undefined
				? { ...first, text: first.text.slice(written.length) }
				: { ...first, parts: [part.slice(written.length), ...parts] };
		return { isDone: mark !== ' ', blocks: this.#readAll([words, ...children.slice(1)], isOpen) };
	}

	#readTable(source: SourceTable, isOpen: boolean): Block[] {
		const { header, rows } = source;
		const columns = this.#columns(source, isOpen && rows.length === 0);
		const widths =
			rows.length > PART_SIZE ? columnWidths(header, rows.slice(0, PART_SIZE)) : undefined;
		const part = (at: number, isPartOpen: boolean): Block => {
			const start = at * PART_SIZE;
			const end = Math.min(rows.length, start + PART_SIZE);
			return {
				type: 'table',
				columns,
				...(widths && { widths }),
				rows: rows
					.slice(start, end)
					.map((row, place) =>
						isPartOpen && start + place === rows.length - 1
							? this.#row(row, header.length, true)
							: this.#knownRow(rows, start + place, row, header.length)
					),
				...continued(at)
			};
		};
		const count = Math.max(1, Math.ceil(rows.length / PART_SIZE));
		return Array.from({ length: count }, (_, at) =>
			at === count - 1 ? part(at, isOpen) : this.#piece(rows, at, () => part(at, false))
		);
	}

	#columns({ header, align }: SourceTable, isOpen: boolean): Table['columns'] {
		return this.#once(this.#headers, header, isOpen, () =>
			header.map((cell, at) => ({
				align: align[at],
				heading: this.#words(cell, isOpen && at === header.length - 1)
			}))
		);
	}

	/** A row is the same while its text is: the last one may still be written. */
	#knownRow(rows: string[], at: number, text: string, width: number): Inline[][] {
		let known = this.#rows.get(rows);
		if (!known) this.#rows.set(rows, (known = []));
		let row = known[at];
		if (row?.text !== text || !this.#isFresh(row)) {
			row = { text, ...this.#watched(() => this.#row(text, width, false)) };
			known[at] = row;
		}
		this.#mayRefer ||= row.mayRefer;
		return row.read;
	}

	#row(row: string, width: number, isOpen: boolean): Inline[][] {
		const cells = splitRow(row);
		const last = Math.min(cells.length, width) - 1;
		return fillRow(cells, width).map((cell, at) => this.#words(cell, isOpen && at === last));
	}

	#words(words: string, isOpen: boolean): Inline[] {
		if (words.includes('[')) this.#mayRefer = true;
		return isOpen
			? this.#openWords.read(words, this.#definitions)
			: readWords(words, this.#definitions);
	}

	/** Reads the children in parts of a bounded size. */
	#readParts<Child extends object>(
		children: readonly Child[],
		isLoose: boolean,
		isOpen: boolean,
		read: (own: Child[], at: number, isOpen: boolean) => Block
	): Block[] {
		const blocks: Block[] = [];
		for (let start = 0; start < Math.max(1, children.length); start += PART_SIZE) {
			const end = Math.min(children.length, start + PART_SIZE);
			const first = children[start];
			const last = children[end - 1];
			const known = first && this.#parts.get(first);
			const count = end - start;
			const isPartOpen = isOpen && end === children.length;
			const isKnown = known?.last === last && known?.count === count && known.isLoose === isLoose;
			if (known && isKnown && !isPartOpen && this.#isFresh(known)) {
				this.#mayRefer ||= known.mayRefer;
				blocks.push(known.read);
				continue;
			}
			const fresh = this.#watched(() =>
				read(children.slice(start, end), start / PART_SIZE, isPartOpen)
			);
			if (first && !isPartOpen) this.#parts.set(first, { ...fresh, last, count, isLoose });
			blocks.push(fresh.read);
		}
		return blocks;
	}

	#once<Source extends object, Read>(
		known: WeakMap<Source, Known<Read>>,
		source: Source,
		isOpen: boolean,
		read: () => Read
	): Read {
		if (isOpen) return read();
		let found = known.get(source);
		if (!found || !this.#isFresh(found)) {
			found = this.#watched(read);
			known.set(source, found);
		}
		this.#mayRefer ||= found.mayRefer;
		return found.read;
	}

	#piece(pieces: object, at: number, read: () => Block): Block {
		let known = this.#pieces.get(pieces);
		if (!known) this.#pieces.set(pieces, (known = []));
		let piece = known[at];
		if (!piece || !this.#isFresh(piece)) known[at] = piece = this.#watched(read);
		this.#mayRefer ||= piece.mayRefer;
		return piece.read;
	}

	#isFresh({ mayRefer, definitions }: Known<unknown>): boolean {
		return !mayRefer || definitions === this.#countDefinitions();
	}

	#countDefinitions(): number {
		return (this.#definitionCount ??= countDefinitions(this.#definitions));
	}

	#watched<Read>(read: () => Read): Known<Read> {
		const before = this.#mayRefer;
		this.#mayRefer = false;
		const known = { read: read(), mayRefer: this.#mayRefer, definitions: this.#countDefinitions() };
		this.#mayRefer ||= before;
		return known;
	}
}

function continued(at: number): { isContinued?: true } {
	return at === 0 ? {} : { isContinued: true };
}

function readVerbatim(source: SourceVerbatim): Block {
	const chunks = source.tail === '' ? source.chunks.slice() : [...source.chunks, source.tail];
	if (source.type === 'code') return { type: 'code', language: languageOf(source.info), chunks };
	if (source.type === 'math' && chunks.length <= 1) {
		return { type: 'math', text: chunks.join('').trim() };
	}
	return { type: 'plain', chunks };
}

function languageOf(info: string): string {
	return decodeEntities(info).split(/\s/, 1)[0]?.slice(0, 40) ?? '';
}
