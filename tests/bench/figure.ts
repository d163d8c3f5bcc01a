/** One measured value that has a budget. */
export interface Figure {
	label: string;
	value: number;
	unit: string;
	budget: number;
}

/** Runs and measures; `notes` are the absolutes behind the ratios, for the reader. */
export type Benchmark = () => Promise<{ notes: string[]; figures: Figure[] }>;

/** The middle value; of an even number of values, the lower one of the two. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted[Math.floor((sorted.length - 1) / 2)];
	if (middle === undefined) throw new Error('Expected at least one value, got none');
	return middle;
}
