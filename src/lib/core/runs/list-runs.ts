import type { RecordStore } from '#lib/core/ports.ts';
import { readAhead } from './read-ahead.ts';
import { StoredRun, type RunId } from './run-records.ts';

/** As many as may be in view at once, and not many more. */
const READ_FIRST = 50;
/** How many records are read in one go: few enough to be read within a frame. */
const READ_AT_ONCE = 200;
const KEYS_AT_ONCE = 1000;

/**
 * Reads the records of all runs, the newest first, in portions. A record that no schema can read hides no other.
 *
 * @param onPortion called with each portion, and how many records could not be read so far
 * @returns how many runs there are, readable or not
 */
export async function listRuns(
	store: RecordStore,
	onPortion: (runs: StoredRun[], unreadable: number) => void
): Promise<number> {
	const keys = await readKeys(store);
	const read = ([first, last]: Portion) =>
		store.list('runs', { from: keys[first] ?? '', to: keys[last] ?? '' });
	let unreadable = 0;
	for await (const [[first, last], entries] of readAhead(portionsOf(keys), 1, read)) {
		const runs = entries.flatMap(({ value }) => StoredRun.safeParse(value).data ?? []);
		unreadable += last + 1 - first - runs.length;
		onPortion(runs.reverse(), Math.max(0, unreadable));
	}
	return keys.length;
}

type Portion = readonly [first: number, last: number];

/** From the last key to the first. */
function portionsOf(keys: readonly string[]): Portion[] {
	const portions: Portion[] = [];
	for (let end = keys.length, size = READ_FIRST; end > 0; end -= size, size = READ_AT_ONCE) {
		portions.push([Math.max(0, end - size), end - 1]);
	}
	return portions;
}

/** In portions as well: no task grows with the number of runs. */
async function readKeys(store: RecordStore): Promise<string[]> {
	const keys: string[] = [];
	let some: string[];
	do {
		const last = keys.at(-1);
		// The lowest key after the last.
		const from = last === undefined ? '' : `${last}\0`;
		some = await store.keys('runs', { from, limit: KEYS_AT_ONCE });
		keys.push(...some);
	} while (some.length === KEYS_AT_ONCE);
	return keys;
}

/** Reads one record; `undefined` where there is none, or none that can be read. */
export async function readRun(store: RecordStore, id: RunId): Promise<StoredRun | undefined> {
	return StoredRun.safeParse(await store.get('runs', id).catch(() => undefined)).data;
}
