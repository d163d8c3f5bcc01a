import type { JsonArray, JsonNode } from '#lib/core/json/json-node.ts';
import { previewOf } from './json-preview.ts';

export interface JsonRow {
	/** Its place in the list. */
	key: number;
	/** In the order of the columns; columns that came later are missing at the end. */
	cells: readonly string[];
}

/** Neighbouring rows that the browser lays out only when they come into view. */
export interface JsonRows {
	key: number;
	rows: readonly JsonRow[];
}

/** Neighbouring groups: a table of ten thousand rows has no more parts to look through than one of a hundred. */
export interface JsonChapter {
	key: number;
	groups: readonly JsonRows[];
	/** How many rows are in it. */
	count: number;
}

export interface JsonTableView {
	columns: readonly string[];
	/** How wide each column's words are, in characters, by its name and the first rows: later ones move nothing. */
	widths: readonly number[];
	chapters: readonly JsonChapter[];
	count: number;
}

const ROWS_PER_GROUP = 40;
const GROUPS_PER_CHAPTER = 16;
const NARROWEST = 3;
/** Longer cells are broken into lines. */
const WIDEST = 40;
/** With more, the objects are not alike, and nobody reads the table. */
const MOST_COLUMNS = 24;

/** The list that is shown as a table: the whole, or the one thing that the whole consists of. */
export function listIn(root: JsonNode): JsonArray | undefined {
	if (root.kind === 'array') return root;
	const [first, ...others] = root.kind === 'object' ? root.members : [];
	return others.length === 0 && first?.value.kind === 'array' ? first.value : undefined;
}

/**
 * Makes the function that turns a list that grows at its end into a table; `undefined` where it holds anything but objects
 * that are alike. Rows that are finished stay the same objects, and are not looked at again.
 */
export function createJsonTable(): (list: JsonArray) => JsonTableView | undefined {
	let list: JsonArray | undefined;
	let columns: string[] = [];
	let widths: number[] = [];
	/** Of finished rows alone, and those after them. */
	let chapters: JsonChapter[] = [];
	let groups: JsonRows[] = [];
	let finished: JsonRow[] = [];
	let read = 0;
	let isTable = true;

	function widen(at: number, text: string) {
		const width = Math.min(WIDEST, Math.max(NARROWEST, text.length, widths[at] ?? 0));
		if (width !== widths[at]) widths = Object.assign([...widths], { [at]: width });
	}

	function rowOf(node: JsonNode, key: number): JsonRow | undefined {
		if (node.kind !== 'object') return undefined;
		const cells: string[] = [];
		for (const { name, value } of node.members) {
			let at = columns.indexOf(name);
			if (at === -1) {
				// Whoever shows the columns sees that they have changed.
				columns = [...columns, name];
				at = columns.length - 1;
				widen(at, name);
			}
			const cell = previewOf(value);
			cells[at] = cell;
			if (key < ROWS_PER_GROUP) widen(at, cell);
		}
		if (columns.length > MOST_COLUMNS) return undefined;
		return { key, cells: Array.from(cells, (cell) => (cell as string | undefined) ?? '') };
	}

	function takeFinished(items: readonly JsonNode[]) {
		for (let node = items[read]; node?.isWhole && isTable; node = items[read]) {
			const row = rowOf(node, read);
			isTable = row !== undefined;
			if (!row) return;
			finished.push(row);
			read += 1;
			if (finished.length < ROWS_PER_GROUP) continue;
			groups.push({ key: groups.length, rows: finished });
			finished = [];
			if (groups.length < GROUPS_PER_CHAPTER) continue;
			chapters.push({ key: chapters.length, groups, count: GROUPS_PER_CHAPTER * ROWS_PER_GROUP });
			groups = [];
		}
	}

	/** All chapters, the last one as far as it has come. */
	function withOpen(rows: readonly JsonRow[]): JsonChapter[] {
		const last = rows.length > 0 ? [...groups, { key: groups.length, rows }] : groups.slice();
		if (last.length === 0) return chapters.slice();
		const count = groups.length * ROWS_PER_GROUP + rows.length;
		return [...chapters, { key: chapters.length, groups: last, count }];
	}

	return (next) => {
		if (next !== list) {
			list = next;
			columns = [];
			widths = [];
			chapters = [];
			groups = [];
			finished = [];
			read = 0;
			isTable = true;
		}
		takeFinished(next.items);
		const open = next.items[read];
		const last = isTable && open ? rowOf(open, read) : undefined;
		if (!isTable || next.items.length === 0 || (open && !last)) return undefined;
		const rows = last ? [...finished, last] : finished.slice();
		return { columns, widths, chapters: withOpen(rows), count: next.items.length };
	};
}
