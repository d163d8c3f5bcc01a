import type { Inline, Table } from '#lib/core/markdown/block.ts';
import type { AnswerTools } from './answer-tools.ts';
import { make } from './make-element.ts';
import { WordsElements } from './words-elements.ts';

type Row = Inline[][];

interface WrittenRow {
	row: Row;
	isOpen: boolean;
	element: HTMLTableRowElement;
	cells: WordsElements[];
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
	#columns: Table['columns'] = [];
	#headings: { cell: HTMLTableCellElement; words: WordsElements }[] = [];
	#widths: Table['widths'];

	constructor(table: Table, isOpen: boolean, tools: AnswerTools) {
		this.#tools = tools;
		this.element.role = 'group';
		this.element.ariaLabel = table.isContinued ? 'Table, continued' : 'Table';
		// What scrolls has to be reachable by the keyboard.
		this.element.tabIndex = 0;
		if (table.isContinued) this.#head.className = 'visually-hidden';
		this.element.append(this.#table);
		this.#table.append(this.#head, this.#body);
		this.show(table, isOpen);
	}

	/** `false` where it is another table, with other columns. */
	show({ columns, widths, rows }: Table, isOpen: boolean): boolean {
		if (this.#headings.length > 0 && columns.length !== this.#columns.length) return false;
		this.#showColumns(columns);
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

	remove(): void {
		endAll(this.#headings.map(({ words }) => words));
		for (const { cells } of this.#rows) endAll(cells);
	}

	#showColumns(columns: Table['columns']): void {
		if (columns === this.#columns) return;
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
			known.words.show(heading);
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
			written.cells[column]?.show(cell, column === last);
		}
	}

	#addRow(row: Row): WrittenRow {
		const element = make('tr');
		const cells = row.map((_, column) => {
			const cell = make('td', this.#columns[column]?.align);
			element.append(cell);
			return new WordsElements(cell, this.#tools);
		});
		this.#body.append(element);
		const written = { row, isOpen: false, element, cells };
		this.#rows.push(written);
		return written;
	}
}

function endAll(words: readonly WordsElements[]): void {
	for (const one of words) one.remove();
}
