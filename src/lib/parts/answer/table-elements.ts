import { plainText, type Inline, type Table } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import { directionOf, directionOfBlocks, setDirection, type Direction } from './direction.ts';
import { make } from './make-element.ts';
import { WordsElements } from './words-elements.ts';

/** In characters, as the least width of `.breakable`. */
const LONGEST_WHOLE = 12;

type Row = Inline[][];

interface WrittenRow {
	row: Row;
	isOpen: boolean;
	element: HTMLTableRowElement;
	cells: Cell[];
}

interface Cell {
	cell: HTMLTableCellElement;
	words: WordsElements;
}

/**
 * A table that scrolls sideways on its own where the page is too narrow for it. A long one comes in parts, so that a browser
 * need not measure all its cells again for every row; the parts have columns of the same widths.
 */
export class TableElements {
	readonly element = make('div', 'block scroll');
	readonly #tools: AnswerTools;
	readonly #table = make('table');
	readonly #head = make('thead');
	readonly #body = make('tbody');
	readonly #rows: WrittenRow[] = [];
	#label = '';
	#columns: Table['columns'] = [];
	#headings: Cell[] = [];
	#widths: Table['widths'];
	readonly #around: Direction | undefined;
	/** Which side the first column is on. */
	#direction: Direction = 'ltr';

	/** @param around in which direction what the table is in runs, if that is known */
	constructor(table: Table, isOpen: boolean, tools: AnswerTools, around: Direction | undefined) {
		this.#tools = tools;
		this.#around = around;
		this.element.role = 'group';
		// What scrolls has to be reachable by the keyboard.
		this.element.tabIndex = 0;
		this.element.append(this.#table);
		this.#table.append(this.#head, this.#body);
		this.show(table, isOpen);
	}

	/** `false` where it is another table, with other columns. */
	show(table: Table, isOpen: boolean): boolean {
		const { columns, widths, rows } = table;
		if (this.#headings.length > 0 && columns.length !== this.#columns.length) return false;
		this.#showIsContinued(table.isContinued === true);
		this.#showColumns(table);
		this.#showWidths(widths);
		for (let at = 0; at < rows.length; at += 1) {
			const row = rows[at];
			if (row) this.#showRow(at, row, isOpen && at === rows.length - 1);
		}
		for (const written of this.#rows.splice(rows.length)) {
			written.element.remove();
			endAll(written.cells);
		}
		return true;
	}

	/** Ends what goes on in the elements; they are not removed. */
	end(): void {
		endAll(this.#headings);
		for (const { cells } of this.#rows) endAll(cells);
	}

	#showIsContinued(isContinued: boolean): void {
		const label = isContinued ? 'Table, continued' : 'Table';
		if (this.#label === label) return;
		this.#label = label;
		this.element.ariaLabel = label;
		this.#head.className = isContinued ? 'visually-hidden' : '';
	}

	#showColumns(table: Table): void {
		const { columns } = table;
		if (columns === this.#columns) return;
		this.#direction = directionOfBlocks([table]) ?? 'ltr';
		setDirection(this.element, this.#direction, this.#around);
		if (this.#headings.length === 0) {
			const row = make('tr');
			this.#head.append(row);
			this.#headings = columns.map(() => {
				const cell = make('th');
				cell.scope = 'col';
				row.append(cell);
				return { cell, words: new WordsElements(cell, this.#tools) };
			});
		}
		for (const [at, { align = '', heading }] of columns.entries()) {
			const known = this.#headings[at];
			if (!known) continue;
			// The line that says so comes after the headings.
			known.cell.className = align;
			this.#showCell(known, heading, false);
		}
		this.#columns = columns;
	}

	#showWidths(widths: Table['widths']): void {
		if (widths === this.#widths) return;
		const isSame = widths?.every((width, at) => width === this.#widths?.[at]);
		this.#widths = widths;
		if (isSame) return;
		this.#table.querySelector('colgroup')?.remove();
		this.#table.classList.toggle('fixed', widths !== undefined);
		if (!widths) return;
		const group = make('colgroup');
		for (const width of widths) {
			const column = make('col');
			column.style.inlineSize = `${(width * 100).toFixed(2)}%`;
			group.append(column);
		}
		this.#table.prepend(group);
	}

	#showRow(at: number, row: Row, isOpen: boolean): void {
		const known = this.#rows[at];
		if (known?.row === row && known.isOpen === isOpen) {
			if (isOpen) this.#tools.caret.stay();
			return;
		}
		const written = known ?? this.#addRow(row);
		written.row = row;
		written.isOpen = isOpen;
		// Where the next word will come: short rows are filled up.
		const last = isOpen
			? Math.max(
					0,
					row.findLastIndex((cell) => cell.length > 0)
				)
			: -1;
		for (const [column, cell] of row.entries()) {
			const known = written.cells[column];
			if (known) this.#showCell(known, cell, column === last);
		}
	}

	#showCell({ cell, words }: Cell, content: readonly Inline[], isOpen: boolean): void {
		words.show(content, isOpen);
		setDirection(cell, directionOf(content), this.#direction);
		cell.classList.toggle('breakable', content.some(isLongRun));
	}

	#addRow(row: Row): WrittenRow {
		const element = make('tr');
		const cells = row.map((_, column) => {
			const cell = make('td', this.#columns[column]?.align);
			element.append(cell);
			return { cell, words: new WordsElements(cell, this.#tools) };
		});
		this.#body.append(element);
		const written = { row, isOpen: false, element, cells };
		this.#rows.push(written);
		return written;
	}
}

/** Whether it may be broken at any letter. A short one is not: its column would be squeezed to the width of one. */
function isLongRun(inline: Inline): boolean {
	switch (inline.type) {
		case 'link':
		case 'code':
			return plainText([inline]).length > LONGEST_WHOLE;
		case 'image':
			return true;
		case 'strong':
		case 'emphasis':
		case 'strike':
			return inline.content.some(isLongRun);
		default:
			return false;
	}
}

function endAll(cells: readonly Cell[]): void {
	for (const { words } of cells) words.end();
}
