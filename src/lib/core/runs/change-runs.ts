import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { blocksOf } from './answer-blocks.ts';
import type { ContentHash, RunId, StoredRun } from './run-records.ts';
import { unpackChanges } from './search-texts.ts';
import { textBlocksOf } from './stored-texts.ts';

/**
 * Deletes runs with all that belongs to them, in one transaction. A text goes with the last run that reads it.
 *
 * @param others the runs that stay
 * @returns what brings them back
 */
export async function deleteRuns(
	store: RecordStore,
	runs: readonly StoredRun[],
	others: Iterable<StoredRun>
): Promise<RecordChange[]> {
	const stillRead = new Set<ContentHash>();
	for (const { content_hash: hash } of others) if (hash !== undefined) stillRead.add(hash);
	const lost: RecordChange[] = [];
	for (const run of runs) {
		lost.push(...(await recordsOf(store, run.id)));
		const hash = run.content_hash;
		if (hash === undefined || stillRead.has(hash)) continue;
		stillRead.add(hash);
		const blocks = await store.list('texts', textBlocksOf(hash));
		lost.push(...blocks.map((entry) => ({ table: 'texts' as const, ...entry })));
	}
	const unpacked = await Promise.all(runs.map(({ id }) => unpackChanges(store, id)));
	await store.write([...lost.map(({ table, key }) => ({ table, key })), ...unpacked.flat()]);
	return lost;
}

async function recordsOf(store: RecordStore, id: RunId): Promise<RecordChange[]> {
	const found: RecordChange[] = [];
	for (const table of ['runs', 'receipts', 'signatures', 'live_runs'] as const) {
		// A record that cannot be read is deleted all the same, and cannot be brought back.
		found.push({ table, key: id, value: await store.get(table, id).catch(() => undefined) });
	}
	const blocks = await store.list('answers', blocksOf(id));
	return [...found, ...blocks.map((entry) => ({ table: 'answers' as const, ...entry }))];
}
