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

/** About how many blocks are written in one go: about a megabyte. */
const BLOCKS_AT_ONCE = 32;

export interface NewDocument {
	id: DocumentId;
	workspace: StoredDocument['workspace'];
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
 * Stores a document: a small one in one transaction, a large one in several, so that the page stays at hand. The record that
 * lists read comes last: what is listed is whole. What was written of a document that did not come to its end is taken away.
 *
 * @throws the signal's reason, or what the store refuses with
 */
export async function keepDocument(
	store: RecordStore,
	added: NewDocument,
	signal: AbortSignal
): Promise<StoredDocument> {
	const { id } = added;
	const record = recordOf(added);
	let waiting: RecordChange[] = [];
	let hasWritten = false;
	try {
		for await (const changes of partsOf(added)) {
			signal.throwIfAborted();
			waiting.push(...changes);
			if (waiting.length < BLOCKS_AT_ONCE) continue;
			hasWritten = true;
			await store.write(waiting);
			waiting = [];
		}
		signal.throwIfAborted();
		await store.write([...waiting, { table: 'documents', key: id, value: record }]);
		return record;
	} catch (error) {
		// Where the store fails at that as well, the first failure is the one to tell.
		if (hasWritten) await deleteBlocks(store, id).catch(() => undefined);
		throw error;
	}
}

/** The blocks of a document, in steps. */
async function* partsOf(added: NewDocument): AsyncGenerator<RecordChange[]> {
	const { id, reading, file } = added;
	let block = 0;
	for (const piece of reading.pieces) {
		yield textBlocks(id, piece, block);
		block += Math.ceil(piece.length / TEXT_BLOCK);
	}
	yield mapBlocks(id, reading.map);
	if (added.keepsOriginal) yield* originalBlocks(id, file);
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

async function* originalBlocks(id: DocumentId, file: Blob): AsyncGenerator<RecordChange[]> {
	const step = ORIGINAL_BLOCK_BYTES * BLOCKS_AT_ONCE;
	for (let at = 0; at < file.size; at += step) {
		const bytes = new Uint8Array(await file.slice(at, at + step).arrayBuffer());
		const count = Math.ceil(bytes.length / ORIGINAL_BLOCK_BYTES);
		yield Array.from({ length: count }, (_, index) => ({
			table: 'originals' as const,
			key: blockKey(id, at / ORIGINAL_BLOCK_BYTES + index),
			value: bytes.slice(index * ORIGINAL_BLOCK_BYTES, (index + 1) * ORIGINAL_BLOCK_BYTES)
		}));
	}
}

function recordOf({
	id,
	workspace,
	path,
	file,
	reading,
	keepsOriginal,
	addedAt
}: NewDocument): StoredDocument {
	return StoredDocument.parse({
		type: 'document',
		id,
		workspace,
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
