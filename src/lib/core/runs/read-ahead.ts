/**
 * Reads one after the other, in order, and begins with the next ones while what came is taken: the store and the page work
 * at the same time.
 *
 * @param ahead how many are read beside the one that is waited for
 */
export async function* readAhead<Item, Result>(
	items: readonly Item[],
	ahead: number,
	read: (item: Item) => Promise<Result>
): AsyncGenerator<readonly [Item, Result]> {
	const readings: Promise<Result>[] = [];
	for (const [index, item] of items.entries()) {
		for (const next of items.slice(readings.length, index + ahead + 1)) {
			const reading = read(next);
			// Its failure is told when its turn comes, and nobody waits for it where none does.
			reading.catch(() => undefined);
			readings.push(reading);
		}
		const reading = readings[index];
		if (reading) yield [item, await reading];
	}
}
