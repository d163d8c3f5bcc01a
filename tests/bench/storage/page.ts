/** What the page of the storage benchmark offers to the runner. */
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { openIndexedDbRecordStore } from '#lib/adapters/storage/indexed-db-record-store.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { StoredRun } from '#lib/core/runs/run-records.ts';
import { createRunSearch } from '#lib/core/runs/search-runs.ts';
import { seededRandom } from '../seeded-random.ts';
import { makeCorpus, recordsOf, runRecord } from './corpus.ts';
import { scanStored, storeEach } from './floor.ts';

const RUNS = 10_000;

let databases = 0;
let searched: RecordStore | undefined;
let runs: StoredRun[] = [];

async function openEmpty(): Promise<RecordStore> {
	databases += 1;
	return openIndexedDbRecordStore({ name: `bench-${databases}` });
}

/** Milliseconds to store 10,000 records, in one transaction or one by one. */
async function measureImport(by: 'ours' | 'floor'): Promise<number> {
	const records = Array.from({ length: RUNS }, (_, index) => {
		const key = `run-${String(index).padStart(6, '0')}`;
		return { key, value: runRecord(key, '0'.repeat(64), index, 'An answer. '.repeat(20)) };
	});
	if (by === 'floor') {
		databases += 1;
		return storeEach(`bench-${databases}`, records);
	}
	const store = await openEmpty();
	const changes = records.map((record) => ({ table: 'runs' as const, ...record }));
	const startedAt = performance.now();
	await store.write(changes);
	const elapsedMs = performance.now() - startedAt;
	const stored = (await store.keys('runs')).length;
	if (stored !== RUNS) throw new Error(`Expected ${RUNS} records, got ${stored}`);
	store.close();
	return elapsedMs;
}

/** Fills the store that is searched; returns the queries and how much text there is. */
async function prepareSearch(): Promise<{ queries: string[]; characters: number }> {
	const corpus = makeCorpus(RUNS, seededRandom(11));
	searched = await openEmpty();
	const records = recordsOf(corpus);
	for (let at = 0; at < records.length; at += 8000) {
		await searched.write(records.slice(at, at + 8000));
	}
	runs = records.flatMap(({ table, value }) => (table === 'runs' ? [StoredRun.parse(value)] : []));
	return { queries: corpus.queries, characters: corpus.characters };
}

let search: ReturnType<typeof createRunSearch> | undefined;

/** Milliseconds to pack what a history without any pack holds, as happens once after a search. */
async function packAll(): Promise<number> {
	const { store, signal } = prepared();
	const startedAt = performance.now();
	await createRunSearch(store, browserClock).prepare(runs, signal);
	return performance.now() - startedAt;
}

/** Milliseconds of a search, and how many runs it found. `first` has read nothing yet, as the first one of a visit. */
async function measureSearch(
	query: string,
	by: 'first' | 'later' | 'floor'
): Promise<{ elapsedMs: number; found: number }> {
	const { store, signal, name } = prepared();
	if (by === 'first' || !search) search = createRunSearch(store, browserClock);
	const startedAt = performance.now();
	let found = 0;
	const count = () => {
		found += 1;
	};
	if (by === 'floor') found = await scanStored(name, query);
	else await search.search(query, runs, count, signal);
	return { elapsedMs: performance.now() - startedAt, found };
}

function prepared() {
	if (!searched) throw new Error('Expected a prepared store, got none');
	return { store: searched, signal: new AbortController().signal, name: `bench-${databases}` };
}

Object.assign(globalThis, { measureImport, prepareSearch, packAll, measureSearch });
