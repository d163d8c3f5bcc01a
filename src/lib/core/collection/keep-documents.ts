/** Documents in the store: added, deleted and brought back. */
import { StoredDocument, type DocumentId } from '#lib/core/documents/document-records.ts';
import type { DocumentReading, RecordChange, RecordStore } from '#lib/core/ports.ts';
import {
	BLOCK_TABLES,
	blockKey,
	blocksOf,
	mapBlocks,
	ORIGINAL_BLOCK_BYTES,
	TEXT_BLOCK,
	textBlocks
} from './document-blocks.ts';

/** Bytes of files that are kept for download, all documents together. */
export const ORIGINALS_BUDGET_BYTES = 100 * 1000 * 1000;

/** How many blocks of a file are read and written in one go. */
const ORIGINAL_BLOCKS_AT_ONCE = 32;

export interface NewDocument {
	id: DocumentId;
	/** The folders above the file and its name. */
	path: string;
	file: Blob & { name: string };
	reading: DocumentReading;
	/** Whether the file itself is kept, to be downloaded. */
	keepsOriginal: boolean;
	/** Epoch milliseconds. */
	addedAt: number;
}

/**
 * Stores a document. Its parts are written one after the other, so that the page stays at hand, and the record that lists
 * read comes last: what is listed is whole. What was written of a document that did not come to its end is taken away.
 *
 * @throws the signal's reason, or what the store refuses with
 */
export async function keepDocument(
	store: RecordStore,
	added: NewDocument,
	signal: AbortSignal
): Promise<StoredDocument> {
	const { id, reading, file } = added;
	try {
		let block = 0;
		for (const piece of reading.pieces) {
			signal.throwIfAborted();
			await store.write(textBlocks(id, piece, block));
			block += Math.ceil(piece.length / TEXT_BLOCK);
		}
		await store.write(mapBlocks(id, reading.map));
		if (added.keepsOriginal) await keepOriginal(store, id, file, signal);
		signal.throwIfAborted();
		const record = recordOf(added);
		await store.put('documents', id, record);
		return record;
	} catch (error) {
		// Where the store fails at that as well, the first failure is the one to tell.
		await deleteBlocks(store, id).catch(() => undefined);
		throw error;
	}
}

/**
 * Deletes a document with all that belongs to it, in one transaction.
 *
 * @returns what brings it back
 */
export async function deleteDocument(
	store: RecordStore,
	document: StoredDocument
): Promise<RecordChange[]> {
	const { id } = document;
	const lost: RecordChange[] = [{ table: 'documents', key: id, value: document }];
	for (const table of BLOCK_TABLES) {
		const blocks = await store.list(table, blocksOf(id));
		lost.push(...blocks.map((entry) => ({ table, ...entry })));
	}
	await store.write(lost.map(({ table, key }) => ({ table, key })));
	// A block that could not be read is none of those that were listed.
	await deleteBlocks(store, id);
	return lost;
}

async function deleteBlocks(store: RecordStore, id: DocumentId): Promise<void> {
	const changes: RecordChange[] = [];
	for (const table of BLOCK_TABLES) {
		for (const key of await store.keys(table, blocksOf(id))) changes.push({ table, key });
	}
	await store.write(changes);
}

async function keepOriginal(
	store: RecordStore,
	id: DocumentId,
	file: Blob,
	signal: AbortSignal
): Promise<void> {
	const step = ORIGINAL_BLOCK_BYTES * ORIGINAL_BLOCKS_AT_ONCE;
	for (let at = 0; at < file.size; at += step) {
		signal.throwIfAborted();
		const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
		const count = Math.ceil(bytes.length / ORIGINAL_BLOCK_BYTES);
		await store.write(
			Array.from({ length: count }, (_, index) => ({
				table: 'originals' as const,
				key: blockKey(id, at / ORIGINAL_BLOCK_BYTES + index),
				value: bytes.slice(index * ORIGINAL_BLOCK_BYTES, (index + 1) * ORIGINAL_BLOCK_BYTES)
			}))
		);
	}
}

function recordOf({
	id,
	path,
	file,
	reading,
	keepsOriginal,
	addedAt
}: NewDocument): StoredDocument {
	return StoredDocument.parse({
		type: 'document',
		id,
		workspace: 'first',
		name: file.name,
		path,
		kind: reading.kind,
		size_bytes: file.size,
		content_hash: reading.contentHash,
		text_length: reading.pieces.reduce((sum, piece) => sum + piece.length, 0),
		unit: reading.map.unit,
		units: reading.map.numbers?.at(-1) ?? reading.map.starts.length,
		...(reading.encoding === undefined ? {} : { encoding: reading.encoding }),
		warnings: [...reading.warnings],
		added_at: addedAt,
		original_bytes: keepsOriginal ? file.size : 0
	});
}
