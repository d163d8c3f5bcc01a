import type { LineCursor } from './line-cursor.ts';
import { addVerbatim } from './long-text.ts';
import type { OpenBlock, OpenVerbatim } from './open-block.ts';
import { splitRow } from './table-source.ts';

/** Missing cells are filled up, so a small text can ask for a huge table; further rows are read as text. */
const MAX_MISSING_CELLS = 1000;

/** Long enough to hold any end of raw HTML. */
const RECENT_LENGTH = 12;

/** Adds the rest of a line to what is shown as it was written, and does not end with that line. */
export function addLine(open: OpenVerbatim, cursor: LineCursor): void {
	const { rest } = cursor;
	switch (open.kind) {
		case 'indented':
			if (cursor.isBlank) {
				open.blanks += `${rest}\n`;
				return;
			}
			for (const line of `${open.blanks}${rest}`.split('\n')) addVerbatim(open.block, line);
			open.blanks = '';
			return;
		case 'html':
			addVerbatim(open.block, rest);
			open.recent = '';
			noteEnd(open, rest);
			return;
		default:
			addVerbatim(open.block, rest);
	}
}

/** Adds to the line that was added last; what is more than anybody calls a language, is not. */
export function addToLine(open: OpenVerbatim, text: string): void {
	if (open.kind === 'fence' && open.block.tailLines === 0) return;
	addVerbatim(open.block, text, true);
	if (open.kind === 'html') noteEnd(open, text);
	if (open.kind === 'math') open.written += text;
}

/** Notes whether the end has come, even where a line arrives in pieces. */
export function noteEnd(open: Extract<OpenVerbatim, { kind: 'html' }>, text: string): void {
	const seen = open.recent + text;
	open.hasEnded ||= open.end?.test(seen) === true;
	open.recent = seen.slice(-RECENT_LENGTH);
}

/** @returns whether the table has room for the row */
export function addRow(open: Extract<OpenBlock, { kind: 'table' }>, cursor: LineCursor): boolean {
	const { header, rows } = open.block;
	open.missing += Math.max(0, header.length - splitRow(cursor.text).length);
	open.size += cursor.line.length;
	if (open.missing > Math.max(MAX_MISSING_CELLS, open.size)) return false;
	rows.push(cursor.text);
	return true;
}
