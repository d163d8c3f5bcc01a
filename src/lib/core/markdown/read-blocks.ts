import type { Block, Inline, ListItem, Table } from './block.ts';
import { decodeEntities } from './decode-entities.ts';
import type { Definitions } from './block-stack.ts';
import { GroupedBlocks, GroupMaker } from './grouped-blocks.ts';
import { OpenWords } from './open-words.ts';
import { PART_SIZE, PartsReader, UNSETTLED, type Settled } from './parts-reader.ts';
import { readWords } from './read-inlines.ts';
import { isDefined, referredLabels } from './referred-labels.ts';
import type {
	SourceBlock,
	SourceItem,
	SourceList,
	SourceParagraph,
	SourceTable,
	SourceVerbatim
} from './source-block.ts';
import { columnWidths, fillRow, splitRow } from './table-source.ts';

const TASK = /^\[([ xX])\][ \t]+(?=\S)/;
const UNFINISHED_TASK = /^\[[ xX]?\]?[ \t]*$/;

/**
 * Reads the words in blocks. What is finished is read once and stays the same object, with the definitions that were known
 * then.
 */
export class WordsReader {
	readonly #blocks = new WeakMap<SourceBlock, Block>();
	readonly #items = new WeakMap<SourceItem, ListItem>();
	readonly #parts = new PartsReader();
	readonly #groups = new GroupMaker();
	/** By the children of an item or a note. */
	readonly #settledBlocks = new WeakMap<object, Settled<GroupedBlocks>>();
	/** By the rows of the table, or the parts of the paragraph: those that have others after them. */
	readonly #pieces = new WeakMap<object, Block[]>();
	readonly #headers = new WeakMap<string[], Table['columns']>();
	readonly #rows = new WeakMap<string[], { read: Inline[][]; text: string }[]>();
	/** The words of tasks without their boxes, and the parts of long ones. */
	readonly #tasks = new WeakMap<SourceParagraph, SourceParagraph>();
	readonly #taskParts = new WeakMap<string[], string[]>();
	readonly #openWords = new OpenWords();
	readonly #definitions: Definitions;
	#undefinedLabels = new Set<string>();

	/** @param definitions those known by now; they may become more */
	constructor(definitions: Definitions) {
		this.#definitions = definitions;
	}

	/** @param isOpen the last of `sources` is being written, so what is unfinished in it is shown as it will be */
	read(sources: readonly SourceBlock[], isOpen = false): Block[] {
		const blocks: Block[] = [];
		for (const [at, source] of sources.entries()) {
			for (const block of this.#read(source, isOpen && at === sources.length - 1)) {
				blocks.push(block);
			}
		}
		return blocks;
	}

	/** What the words that were read since the last time may refer to, where nothing had defined it by then. */
	takeUndefinedLabels(): string[] {
		const labels = [...this.#undefinedLabels];
		if (labels.length > 0) this.#undefinedLabels = new Set();
		return labels;
	}

	/** The blocks in an item or a note. @param first what is read in the place of the first child */
	#readChildren(
		children: readonly SourceBlock[],
		isOpen: boolean,
		first: SourceBlock | undefined = children[0]
	): Block[] {
		let settled = this.#settledBlocks.get(children);
		if (!settled || (settled.count > 0 && children[settled.count - 1] !== settled.last)) {
			settled = { count: 0, last: undefined, read: new GroupedBlocks(this.#groups) };
			this.#settledBlocks.set(children, settled);
		}
		const read = (at: number, grouped: GroupedBlocks) => {
			const child = at === 0 ? first : children[at];
			if (!child) return;
			const isChildOpen = isOpen && at === children.length - 1;
			for (const block of this.#read(child, isChildOpen)) grouped.add(block);
		};
		for (; settled.count < children.length - UNSETTLED; settled.count += 1) {
			read(settled.count, settled.read);
			settled.last = children[settled.count];
		}
		const grouped = settled.read.copy();
		for (let at = settled.count; at < children.length; at += 1) read(at, grouped);
		return grouped.blocks;
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
				return this.#parts.read(source.items, source.isLoose, isOpen, (items, at, isLast) =>
					this.#listPart(source, items, at, isLast)
				);
			case 'quote':
				return this.#parts.read(source.children, false, isOpen, (children, at, isLast) => ({
					type: 'quote',
					blocks: this.#groups.group(this.read(children, isLast)),
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
						blocks: this.#readChildren(children, isOpen)
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
		const { text } = source;
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
		if (first?.type !== 'paragraph') {
			return { isDone: undefined, blocks: this.#readChildren(children, isOpen) };
		}
		const [written, mark] = TASK.exec(first.parts[0] ?? first.text) ?? [];
		if (written === undefined) {
			const isTaskComing = isOpen && children.length === 1 && UNFINISHED_TASK.test(first.text);
			const blocks = isTaskComing ? [] : this.#readChildren(children, isOpen);
			return { isDone: undefined, blocks };
		}
		let words = this.#tasks.get(first);
		if (!words) {
			words = this.#withoutBox(first, written.length);
			this.#tasks.set(first, words);
		}
		return { isDone: mark !== ' ', blocks: this.#readChildren(children, isOpen, words) };
	}

	/** Of one that grows, the parts that are finished stay in the same list. */
	#withoutBox(paragraph: SourceParagraph, length: number): SourceParagraph {
		const { parts, text } = paragraph;
		const [first] = parts;
		if (first === undefined) return { ...paragraph, text: text.slice(length) };
		let own = this.#taskParts.get(parts);
		if (!own) this.#taskParts.set(parts, (own = [first.slice(length)]));
		own.splice(1, Infinity, ...parts.slice(1));
		return { ...paragraph, parts: own };
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
		if (row?.text !== text) known[at] = row = { text, read: this.#row(text, width, false) };
		return row.read;
	}

	#row(row: string, width: number, isOpen: boolean): Inline[][] {
		const cells = splitRow(row);
		const last = Math.min(cells.length, width) - 1;
		return fillRow(cells, width).map((cell, at) => this.#words(cell, isOpen && at === last));
	}

	#words(words: string, isOpen: boolean): Inline[] {
		const definitions = this.#definitions;
		// They are read again when they are finished, and kept then.
		if (isOpen) return this.#openWords.read(words, definitions);
		for (const label of words.includes('[') ? referredLabels(words) : []) {
			if (!isDefined(label, definitions)) this.#undefinedLabels.add(label);
		}
		return readWords(words, definitions);
	}

	#once<Source extends object, Read>(
		known: WeakMap<Source, Read>,
		source: Source,
		isOpen: boolean,
		read: () => Read
	): Read {
		if (isOpen) return read();
		let found = known.get(source);
		if (found === undefined) {
			found = read();
			known.set(source, found);
		}
		return found;
	}

	#piece(pieces: object, at: number, read: () => Block): Block {
		let known = this.#pieces.get(pieces);
		if (!known) this.#pieces.set(pieces, (known = []));
		return (known[at] ??= read());
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
