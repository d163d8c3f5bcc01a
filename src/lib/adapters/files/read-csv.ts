import Papa from 'papaparse';
import type { FileText } from './file-reader.ts';

/** How many rows with faults are named. */
const TOLD = 3;
/** What is looked at to find out what parts the cells. */
const LOOKED_AT = 64 * 1024;

/**
 * A table as it is, with its rows: a row may go over several lines where a cell holds line feeds. Row 1 is the first,
 * with the names of the columns, as in a program for tables.
 *
 * @param delimiter what parts the cells; found out where it is absent
 */
export function readCsv(text: string, delimiter?: string): FileText {
	const starts: number[] = [];
	const uneven: number[] = [];
	let end = 0;
	let width: number | undefined;
	const faults = new Set<string>();
	Papa.parse<string[]>(text, {
		delimiter: delimiter ?? delimiterOf(text),
		newline: '\n',
		step: ({ data, errors, meta }) => {
			starts.push(end);
			end = meta.cursor;
			for (const { code } of errors) faults.add(code);
			const isBlank = data.length === 1 && data[0] === '';
			width ??= data.length;
			if (!isBlank && data.length !== width) uneven.push(starts.length);
		}
	});
	// Behind the last line feed there is no further row.
	if (starts.length > 1 && starts.at(-1) === text.length) starts.pop();
	return {
		text,
		map: { unit: 'row', starts: Uint32Array.from(starts.length === 0 ? [0] : starts) },
		warnings: [
			...(faults.has('MissingQuotes')
				? ['A quotation mark is never closed: rows behind it may have been taken for one.']
				: []),
			...unevenRows(uneven)
		]
	};
}

function delimiterOf(text: string): string {
	const beginning = text.slice(0, LOOKED_AT);
	return Papa.parse(beginning, { preview: 20, skipEmptyLines: true }).meta.delimiter;
}

function unevenRows(rows: readonly number[]): string[] {
	if (rows.length === 0) return [];
	const more = rows.length > TOLD ? ` and ${rows.length - TOLD} more` : '';
	return [
		`${rows.length === 1 ? 'Row' : 'Rows'} ${rows.slice(0, TOLD).join(', ')}${more} ${rows.length === 1 ? 'has' : 'have'} another number of cells than the first row.`
	];
}
