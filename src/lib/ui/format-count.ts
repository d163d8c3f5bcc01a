const wholeNumber = new Intl.NumberFormat('en');

/** A count with its thousands set apart: 41,300. */
export function formatCount(count: number): string {
	return wholeNumber.format(Math.round(count));
}

/** One thing or several: `1 file`, `2 files`. */
export function plural(count: number, one: string, several = `${one}s`): string {
	return `${formatCount(count)} ${count === 1 ? one : several}`;
}
