/** Batches in the store: begun, listed, asked again, deleted and brought back. */
import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import {
	BatchItem,
	countItems,
	itemKey,
	itemsOf,
	StoredBatch,
	type BatchId
} from './batch-records.ts';

/** What a batch begins with. */
export interface NewBatch {
	id: BatchId;
	workspace: WorkspaceId;
	title: string;
	request: StoredBatch['request'];
	/** In the order in which they are worked on. */
	documents: readonly StoredDocument[];
	/** Epoch milliseconds. */
	now: number;
}

/** Stores a batch of which nothing is done yet. */
export async function createBatch(
	store: RecordStore,
	{ id, workspace, title, request, documents, now }: NewBatch
): Promise<StoredBatch> {
	const items = documents.map((document, index): BatchItem => ({
		type: 'batch_item',
		batch: id,
		index,
		document: document.id,
		name: document.name,
		path: document.path,
		status: 'waiting',
		excerpt: ''
	}));
	const batch: StoredBatch = {
		type: 'batch',
		id,
		workspace,
		title,
		request,
		status: 'running',
		counts: countItems(items),
		created_at: now,
		seen_at: 0
	};
	await store.write([batchChange(batch), ...items.map(itemChange)]);
	return batch;
}

/** All batches, the newest first, and how many records of them could not be read. */
export async function listBatches(
	store: RecordStore
): Promise<{ batches: StoredBatch[]; unreadable: number }> {
	const [keys, entries] = [await store.keys('batches'), await store.list('batches')];
	const batches = entries
		.flatMap(({ value }) => StoredBatch.safeParse(value).data ?? [])
		.sort((one, other) => other.created_at - one.created_at);
	return { batches, unreadable: Math.max(0, keys.length - batches.length) };
}

export async function readBatch(store: RecordStore, id: BatchId): Promise<StoredBatch | undefined> {
	return StoredBatch.safeParse(await store.get('batches', id)).data;
}

/** The items of a batch in their order; what is damaged is left out. */
export async function readItems(store: RecordStore, id: BatchId): Promise<BatchItem[]> {
	const entries = await store.list('batch_items', itemsOf(id));
	return entries.flatMap(({ value }) => BatchItem.safeParse(value).data ?? []);
}

/** Ends the work on a batch for now, in whatever tab it is done. */
export async function stopBatch(store: RecordStore, id: BatchId): Promise<void> {
	const batch = await readBatch(store, id);
	if (!batch || batch.status === 'done') return;
	await store.write([batchChange({ ...batch, status: 'stopped', problem: undefined })]);
}

/**
 * Lets the work go on, and asks once more about the items that `isWanted` names among those that have ended.
 *
 * @returns the batch as it is stored now; `undefined` where there is none
 */
export async function askAgain(
	store: RecordStore,
	id: BatchId,
	isWanted: (item: BatchItem) => boolean
): Promise<StoredBatch | undefined> {
	const batch = await readBatch(store, id);
	if (!batch) return undefined;
	const before = await readItems(store, id);
	const items = before.map((item) => (isWanted(item) && isEnded(item) ? waiting(item) : item));
	const changed = items.filter((item, index) => item !== before[index]);
	const again: StoredBatch = {
		...batch,
		status: 'running',
		problem: undefined,
		counts: countItems(items),
		seen_at: 0
	};
	await store.write([batchChange(again), ...changed.map(itemChange)]);
	return again;
}

/**
 * Deletes a batch, but none of its runs and documents.
 *
 * @returns what brings it back
 */
export async function deleteBatch(store: RecordStore, batch: StoredBatch): Promise<RecordChange[]> {
	const items = await store.list('batch_items', itemsOf(batch.id));
	const lost: RecordChange[] = [
		batchChange(batch),
		...items.map((entry) => ({ table: 'batch_items' as const, ...entry }))
	];
	await store.write(lost.map(({ table, key }) => ({ table, key })));
	return lost;
}

export function batchChange(batch: StoredBatch): RecordChange {
	return { table: 'batches', key: batch.id, value: batch };
}

export function itemChange(item: BatchItem): RecordChange {
	return { table: 'batch_items', key: itemKey(item.batch, item.index), value: item };
}

/** An item that has not been asked about, or is to be asked about again. */
export function waiting({ run, error, ...item }: BatchItem): BatchItem {
	return { ...item, status: 'waiting', excerpt: '' };
}

function isEnded({ status }: BatchItem): boolean {
	return status !== 'waiting' && status !== 'running';
}
