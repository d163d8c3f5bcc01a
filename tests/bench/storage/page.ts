/** What the page of the storage benchmark offers to the runner. */
import { openDexieRecordStore } from '#lib/adapters/storage/dexie-record-store.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { StoredRun } from '#lib/core/runs/run-records.ts';
import { createRunSearch } from '#lib/core/runs/search-runs.ts';
import { seededRandom } from '../seeded-random.ts';
import { makeCorpus, recordsOf, runRecord, type Corpus } from './corpus.ts';

const RUNS = 10_000;

let databases = 0;
let corpus: Corpus | undefined;
let searched: RecordStore | undefined;
let runs: StoredRun[] = [];

async function openEmpty(): Promise<RecordStore> {
	databases += 1;
	return openDexieRecordStore({ name: `bench-${databases}` });
}

/** Milliseconds to store 10,000 records, in one transaction or one by one. */
async function measureImport(by: 'ours' | 'floor'): Promise<number> {
	const store = await openEmpty();
	const changes = Array.from({ length: RUNS }, (_, index) => {
		const key = `run-${String(index).padStart(6, '0')}`;
		return {
			table: 'runs' as const,
			key,
			value: runRecord(key, '0'.repeat(64), index, 'An answer. '.repeat(20))
		};
	});
	const startedAt = performance.now();
	if (by === 'ours') await store.write(changes);
	else for (const { table, key, value } of changes) await store.put(table, key, value);
	const elapsedMs = performance.now() - startedAt;
	const stored = (await store.keys('runs')).length;
	if (stored !== RUNS) throw new Error(`Expected ${RUNS} records, got ${stored}`);
	store.close();
	return elapsedMs;
}

/** Fills the store that is searched; returns the queries and how much text there is. */
async function prepareSearch(): Promise<{ queries: string[]; characters: number }> {
	corpus = makeCorpus(RUNS, seededRandom(11));
	searched = await openEmpty();
	const records = recordsOf(corpus);
	for (let at = 0; at < records.length; at += 8000) {
		await searched.write(records.slice(at, at + 8000));
	}
	runs = records.flatMap(({ table, value }) => (table === 'runs' ? [StoredRun.parse(value)] : []));
	return { queries: corpus.queries, characters: corpus.characters };
}

let search: ReturnType<typeof createRunSearch> | undefined;

/** Milliseconds of a search, and how many runs it found. `first` has read nothing yet. */
async function measureSearch(
	query: string,
	by: 'first' | 'ours' | 'scan of the store' | 'scan of memory'
): Promise<{ elapsedMs: number; found: number }> {
	const store = searched;
	if (!store || !corpus) throw new Error('Expected a prepared store, got none');
	if (by === 'first') search = createRunSearch(store);
	search ??= createRunSearch(store);
	const startedAt = performance.now();
	let found = 0;
	const words = query.toLowerCase().split(' ');
	if (by === 'scan of memory') {
		for (const { source, answer } of corpus.runs) {
			const text = `${answer}\n${source}`.toLowerCase();
			if (words.every((word) => text.includes(word))) found += 1;
		}
	} else if (by === 'scan of the store') {
		const [answers, texts] = await Promise.all([store.list('answers'), store.list('texts')]);
		for (const [index, { value }] of answers.entries()) {
			const text = `${JSON.stringify(value)}\n${String(texts[index]?.value)}`.toLowerCase();
			if (words.every((word) => text.includes(word))) found += 1;
		}
	} else {
		const onFound = () => {
			found += 1;
		};
		await search.search(query, runs, onFound, new AbortController().signal);
	}
	return { elapsedMs: performance.now() - startedAt, found };
}

Object.assign(globalThis, { measureImport, prepareSearch, measureSearch });
