/** Where in its file a place of a document's text came from. */

export type LocationUnit = 'page' | 'row' | 'line' | 'paragraph';

/** A text in parts, each of which began on some page, row, line or paragraph of the file. */
export interface LocationMap {
	unit: LocationUnit;
	/** Where each part begins in the text, in UTF-16 units, ascending; the first part begins at 0. */
	starts: Uint32Array<ArrayBuffer>;
	/** The number of each part's page, row, line or paragraph. Absent: 1, 2, 3, … */
	numbers?: Uint32Array<ArrayBuffer> | undefined;
}

/** A place as people name it. */
export interface Place {
	unit: LocationUnit;
	number: number;
}

/** The place that an offset of the text came from. What lies behind the end counts as the last place. */
export function locate({ unit, starts, numbers }: LocationMap, offset: number): Place {
	let low = 0;
	let high = starts.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((starts[middle] ?? 0) <= offset) low = middle;
		else high = middle - 1;
	}
	return { unit, number: numbers?.[low] ?? low + 1 };
}

/** The map of a text whose lines are the file's lines. */
export function lineMap(text: string): LocationMap {
	return { unit: 'line', starts: lineStarts(text) };
}

/** Where the lines of a text begin. */
export function lineStarts(text: string): Uint32Array<ArrayBuffer> {
	let count = 1;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
	const starts = new Uint32Array(count);
	let line = 1;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
		starts[line] = at + 1;
		line += 1;
	}
	return starts;
}
