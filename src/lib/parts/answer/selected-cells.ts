/**
 * What is selected of a table, as spreadsheets take it: a line for each row, tabs between its cells. `undefined` where no more
 * than one cell is. Of a cell that is selected in part, all is taken.
 *
 * @param table has rows and cells by their roles, also those that are out of view
 */
export function selectedCells(table: Element, selection: Selection | null): string | undefined {
	const isSelected = (part: Element) => selection?.containsNode(part, true) === true;
	const rows = [...table.querySelectorAll('[role=row]')]
		.filter(isSelected)
		.map((row) => [...row.children].filter(isSelected).map((cell) => quoted(cell.textContent)))
		.filter((cells) => cells.length > 0);
	if (rows.flat().length < 2) return undefined;
	return rows.map((cells) => cells.join('\t')).join('\n');
}

/** With quotation marks around it where it would be taken for several cells. */
function quoted(cell: string): string {
	return /[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
