/** Documents out of the store: the list, and parts of one. */
import { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { LocationMap } from '#lib/core/documents/location-map.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { blocksOf, joinMap, TEXT_BLOCK } from './document-blocks.ts';

/** All documents, and how many records of them could not be read. */
export async function listDocuments(
	store: RecordStore
): Promise<{ documents: StoredDocument[]; unreadable: number }> {
	const keys = await store.keys('documents');
	const entries = await store.list('documents');
	const documents = entries.flatMap(({ value }) => StoredDocument.safeParse(value).data ?? []);
	return { documents, unreadable: Math.max(0, keys.length - documents.length) };
}

/** The map back into the file; one that is damaged knows the beginning alone. */
export async function readMap(
	store: RecordStore,
	{ id, unit }: StoredDocument
): Promise<LocationMap> {
	const blocks = await store.list('document_maps', blocksOf(id));
	const map = joinMap(
		unit,
		blocks.map(({ value }) => value)
	);
	return map ?? { unit, starts: new Uint32Array(1) };
}

/** A part of a text, from a block's beginning to a block's end. */
export interface TextPart {
	/** Where it begins in the whole text. */
	start: number;
	text: string;
}

/**
 * The blocks of a text that hold the given range.
 *
 * @throws when a block of it is not there
 */
export async function readTextPart(
	store: RecordStore,
	{ id, text_length: length, name }: StoredDocument,
	{ from, to }: { from: number; to: number }
): Promise<TextPart> {
	const first = Math.floor(Math.max(0, Math.min(from, length - 1)) / TEXT_BLOCK);
	const last = Math.floor(Math.max(0, Math.min(to, length) - 1) / TEXT_BLOCK);
	const blocks = await store.list('document_texts', blocksOf(id, first, last));
	const text = blocks.map(({ value }) => (typeof value === 'string' ? value : '')).join('');
	const expected = Math.min(length, (last + 1) * TEXT_BLOCK) - first * TEXT_BLOCK;
	if (text.length !== expected) {
		throw new Error(`A part of the text of ${name} is gone from this browser. Add the file again.`);
	}
	return { start: first * TEXT_BLOCK, text };
}

/** The file as it was added; `undefined` where it is not kept whole. */
export async function readOriginal(
	store: RecordStore,
	{ id, original_bytes: size }: StoredDocument
): Promise<Blob | undefined> {
	const blocks = await store.list('originals', blocksOf(id));
	const parts = blocks.flatMap(({ value }) =>
		value instanceof Uint8Array ? [new Uint8Array(value)] : []
	);
	const blob = new Blob(parts);
	return size > 0 && blob.size === size ? blob : undefined;
}
