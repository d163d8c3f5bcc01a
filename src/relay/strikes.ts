/** Counts refusals in a row, and calls `onOut` at the last that is borne. */
export function createStrikes(
	limit: number,
	onOut: () => void
): { refuse: () => void; clear: () => void } {
	let count = 0;
	return {
		refuse() {
			count += 1;
			if (count === limit) onOut();
		},
		clear() {
			count = 0;
		}
	};
}
