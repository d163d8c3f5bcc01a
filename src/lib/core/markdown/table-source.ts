import type { SourceTable } from './source-block.ts';

const DELIMITER_CELL = /^[ \t]*(:?)-+(:?)[ \t]*$/;

/** The cells of a row, trimmed; a `\|` is a bar within a cell. */
export function splitRow(line: string): string[] {
	const row = line.trim();
	const cells: string[] = [];
	let cell = '';
	for (let at = row.startsWith('|') ? 1 : 0; at < row.length; at += 1) {
		const character = row.charAt(at);
		if (character === '\\' && row[at + 1] === '|') {
			cell += '|';
			at += 1;
		} else if (character === '|') {
			cells.push(cell.trim());
			cell = '';
		} else if (character === '\\') {
			cell += row.slice(at, at + 2);
			at += 1;
		} else {
			cell += character;
		}
	}
	if (cell.trim() !== '' || !row.endsWith('|')) cells.push(cell.trim());
	return cells;
}

/** The table that begins with the line `header`, if `line` underlines each of its cells. */
export function readTableStart(header: string, line: string): SourceTable | undefined {
	if (!/^[ \t]*[|:-][ \t|:-]*$/.test(line) || !line.includes('-')) return undefined;
	if (!line.includes('|') && !header.includes('|')) return undefined;
	const cells = splitRow(line).map((cell) => DELIMITER_CELL.exec(cell));
	const names = splitRow(header);
	if (names.length !== cells.length || names.length === 0) return undefined;
	const align: SourceTable['align'] = [];
	for (const cell of cells) {
		if (!cell) return undefined;
		align.push(cell[1] ? (cell[2] ? 'center' : 'left') : cell[2] ? 'right' : undefined);
	}
	return { type: 'table', header: names, align, rows: [] };
}

/** As many cells as the table has columns: short rows are filled up, long ones cut. */
export function fillRow(cells: readonly string[], width: number): string[] {
	return Array.from({ length: width }, (_, at) => cells[at] ?? '');
}

/** Columns narrower than this share of the others' mean could not be read. */
const MIN_SHARE = 0.4;
const MAX_CELL_LENGTH = 60;

/** Shares of the width for each column, by the length of what is in it; they add up to 1. */
export function columnWidths(header: readonly string[], rows: readonly string[]): number[] {
	const cells = rows.map((row) => splitRow(row));
	const lengths = header.map((name, column) =>
		Math.max(...[name, ...cells.map((row) => row[column] ?? '')].map(lengthOf))
	);
	const mean = sum(lengths) / lengths.length;
	const wanted = lengths.map((length) => Math.max(length, mean * MIN_SHARE, 1));
	const whole = sum(wanted);
	return wanted.map((length) => length / whole);
}

function lengthOf(cell: string): number {
	return Math.min(cell.length, MAX_CELL_LENGTH);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((whole, number) => whole + number, 0);
}
