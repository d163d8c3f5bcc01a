import type { CheckRow } from './check-row.ts';

const COLUMNS = [
	{ title: 'Check', widest: 26, read: (row: CheckRow) => row.check },
	{ title: 'We assume', widest: 38, read: (row: CheckRow) => row.assumed },
	{ title: 'The server', widest: 58, read: (row: CheckRow) => row.found },
	{ title: 'Verdict', widest: 10, read: (row: CheckRow) => row.verdict }
] as const;

/** The rows as a table for a terminal, long cells on several lines. */
export function formatRows(rows: readonly CheckRow[]): string {
	const widths = COLUMNS.map(({ title, widest, read }) =>
		Math.min(widest, Math.max(title.length, ...rows.map((row) => read(row).length)))
	);
	const head = COLUMNS.map(({ title }) => title);
	const rule = widths.map((width) => '-'.repeat(width));
	const body = rows.map((row) => COLUMNS.map(({ read }) => read(row)));
	return [head, rule, ...body].map((cells) => formatRow(cells, widths)).join('\n');
}

function formatRow(cells: readonly string[], widths: readonly number[]): string {
	const wrapped = cells.map((cell, at) => wrap(cell, widths[at] ?? 0));
	const height = Math.max(...wrapped.map((lines) => lines.length));
	return Array.from({ length: height }, (_, line) =>
		wrapped
			.map((lines, at) => (lines[line] ?? '').padEnd(widths[at] ?? 0))
			.join('  ')
			.trimEnd()
	).join('\n');
}

/** Breaks between words, and within one that is too long for a line. */
function wrap(text: string, width: number): string[] {
	const pieces = text
		// What a server says is printed as text: its control characters are no commands to the terminal.
		.replace(/\p{Cc}/gu, ' ')
		.split(' ')
		.flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? ['']);
	const lines = [''];
	for (const piece of pieces) {
		const line = lines.at(-1) ?? '';
		const longer = line === '' ? piece : `${line} ${piece}`;
		if (longer.length <= width) lines[lines.length - 1] = longer;
		else lines.push(piece);
	}
	return lines;
}
