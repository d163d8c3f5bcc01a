/**
 * How the large parts of a document lie in the store: cut into blocks, each a record by itself, so that any place of a long
 * text is read without the rest, and no record is so large that the browser keeps it in a file of its own.
 */
import type { DocumentId } from '#lib/core/documents/document-records.ts';
import type { LocationMap } from '#lib/core/documents/location-map.ts';
import type { KeyRange, RecordChange, TableName } from '#lib/core/ports.ts';

/** In UTF-16 units. */
export const TEXT_BLOCK = 16 * 1024;
const MAP_BLOCK_BYTES = 32 * 1024;
export const ORIGINAL_BLOCK_BYTES = 32 * 1024;

/** The tables in which a document has blocks. */
export const BLOCK_TABLES = [
	'document_texts',
	'document_maps',
	'originals'
] as const satisfies readonly TableName[];

export function blockKey(id: DocumentId, index: number): string {
	return `${id}/${String(index).padStart(8, '0')}`;
}

/** The keys of all blocks of a document, in any of the tables; or of some of them, both ends included. */
export function blocksOf(id: DocumentId, from = 0, to = 99_999_999): Required<KeyRange> {
	return { from: blockKey(id, from), to: blockKey(id, to) };
}

/** A piece of a text whose blocks begin with the given one. */
export function textBlocks(id: DocumentId, piece: string, firstIndex: number): RecordChange[] {
	const count = Math.ceil(piece.length / TEXT_BLOCK);
	return Array.from({ length: count }, (_, index) => ({
		table: 'document_texts' as const,
		key: blockKey(id, firstIndex + index),
		value: piece.slice(index * TEXT_BLOCK, (index + 1) * TEXT_BLOCK)
	}));
}

/** How many starts there are, the starts, and the numbers where there are any, as bytes. */
export function mapBlocks(id: DocumentId, { starts, numbers }: LocationMap): RecordChange[] {
	const parts = [Uint32Array.of(starts.length), starts, ...(numbers ? [numbers] : [])];
	const bytes = joinBytes(
		parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
	);
	const count = Math.ceil(bytes.length / MAP_BLOCK_BYTES);
	return Array.from({ length: count }, (_, index) => ({
		table: 'document_maps' as const,
		key: blockKey(id, index),
		value: bytes.slice(index * MAP_BLOCK_BYTES, (index + 1) * MAP_BLOCK_BYTES)
	}));
}

/** The map that {@link mapBlocks} was given; `undefined` where a part of it is missing. */
export function joinMap(
	unit: LocationMap['unit'],
	blocks: readonly unknown[]
): LocationMap | undefined {
	const bytes = joinBytes(blocks.filter((value) => value instanceof Uint8Array));
	if (bytes.length % 4 !== 0) return undefined;
	const words = new Uint32Array(bytes.buffer);
	const count = words[0] ?? 0;
	if (count === 0 || (words.length !== 1 + count && words.length !== 1 + 2 * count)) {
		return undefined;
	}
	const starts = words.slice(1, 1 + count);
	const numbers = words.slice(1 + count);
	return numbers.length === 0 ? { unit, starts } : { unit, starts, numbers };
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
