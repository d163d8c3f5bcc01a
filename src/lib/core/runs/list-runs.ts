import type { RecordStore } from '#lib/core/ports.ts';
import { StoredRun, type RunId } from './run-records.ts';

/** How many records are read in one go: few enough to be read within a frame. */
const READ_AT_ONCE = 100;

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
	const keys = await store.keys('runs');
	let unreadable = 0;
	for (let end = keys.length; end > 0; end -= READ_AT_ONCE) {
		const first = keys[Math.max(0, end - READ_AT_ONCE)] ?? '';
		const range = { from: first, to: keys[end - 1] ?? '' };
		const entries = await store.list('runs', range);
		const runs = entries.flatMap(({ value }) => StoredRun.safeParse(value).data ?? []);
		unreadable += Math.min(end, READ_AT_ONCE) - runs.length;
		onPortion(runs.reverse(), Math.max(0, unreadable));
	}
	return keys.length;
}

/** Reads one record; `undefined` where there is none, or none that can be read. */
export async function readRun(store: RecordStore, id: RunId): Promise<StoredRun | undefined> {
	return StoredRun.safeParse(await store.get('runs', id).catch(() => undefined)).data;
}
