import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { DocumentId, StoredDocument } from '#lib/core/documents/document-records.ts';
import { lineMap, type LocationMap } from '#lib/core/documents/location-map.ts';
import { fakeHashText } from '#lib/core/fakes.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { TEXT_BLOCK } from './document-blocks.ts';
import { deleteDocument, keepDocument } from './keep-documents.ts';
import { listDocuments, readMap, readOriginal, readTextPart } from './read-documents.ts';
import { searchDocuments, type DocumentHit } from './search-documents.ts';

const TABLES: TableName[] = ['documents', 'document_texts', 'document_maps', 'originals'];
const WORKSPACE = StoredDocument.shape.workspace.parse('first');
const PIECE = 4 * TEXT_BLOCK;
const never = new AbortController().signal;

async function keep(
	store: RecordStore,
	{ path, text, map = lineMap(text) }: { path: string; text: string; map?: LocationMap },
	signal = never
) {
	const count = Math.ceil(text.length / PIECE);
	return keepDocument(
		store,
		{
			id: DocumentId.parse(path),
			workspace: WORKSPACE,
			path,
			file: new File([text], path.split('/').at(-1) ?? path),
			reading: {
				kind: 'text',
				pieces: Array.from({ length: count }, (_, at) => text.slice(at * PIECE, (at + 1) * PIECE)),
				contentHash: await fakeHashText(text),
				map,
				encoding: 'utf-8',
				warnings: []
			},
			keepsOriginal: true,
			addedAt: 1
		},
		signal
	);
}

async function recordsIn(store: RecordStore): Promise<number> {
	const keys = await Promise.all(TABLES.map((table) => store.keys(table)));
	return keys.flat().length;
}

async function search(store: RecordStore, query: string): Promise<DocumentHit[]> {
	const hits: DocumentHit[] = [];
	const { documents } = await listDocuments(store);
	await searchDocuments(
		store,
		{ query, documents },
		{ onFound: (hit) => hits.push(hit), onSearched: () => undefined },
		never
	);
	return hits;
}

const LONG = Array.from({ length: 9000 }, (_, line) => `line ${line} of a long report`).join('\n');

test('any part of a long text is read back, with its map and the file', async () => {
	const store = createMemoryRecordStore();
	const document = await keep(store, { path: 'a/long.txt', text: LONG });
	for (const [from, to] of [
		[0, LONG.length],
		[100_000, 100_001],
		[LONG.length - 1, LONG.length]
	] as const) {
		const { start, text } = await readTextPart(store, document, { from, to });
		expect(start).toBeLessThanOrEqual(from);
		expect(start + text.length).toBeGreaterThanOrEqual(to);
		expect(LONG.slice(start, start + text.length) === text).toBe(true);
	}
	expect(await readMap(store, document)).toEqual(lineMap(LONG));
	expect(await (await readOriginal(store, document))?.text()).toBe(LONG);
});

test('a map with numbers of its own is read back', async () => {
	const store = createMemoryRecordStore();
	const map = {
		unit: 'page' as const,
		starts: Uint32Array.of(0, 3),
		numbers: Uint32Array.of(2, 7)
	};
	const document = await keep(store, { path: 'a', text: 'one two', map });
	expect(await readMap(store, document)).toEqual(map);
	expect(document.units).toBe(7);
});

test('a document that is cancelled leaves nothing behind', async () => {
	const store = createMemoryRecordStore();
	const stop = new AbortController();
	const write = store.write;
	store.write = async (changes) => {
		await write(changes);
		if (changes.some(({ table }) => table === 'document_texts')) stop.abort(new Error('enough'));
	};
	const text = LONG.repeat(4);
	await expect(keep(store, { path: 'a', text }, stop.signal)).rejects.toThrow('enough');
	expect(await recordsIn(store)).toBe(0);
});

test('a deleted document takes all its records with it, and they can be brought back', async () => {
	const store = createMemoryRecordStore();
	await keep(store, { path: 'other', text: 'other' });
	const before = await recordsIn(store);
	const document = await keep(store, { path: 'a', text: LONG });
	const lost = await deleteDocument(store, document);
	expect(await recordsIn(store)).toBe(before);
	await store.write(lost);
	expect(await search(store, 'line 8999')).toMatchObject([
		{ id: 'a', place: { unit: 'line', number: 9000 } }
	]);
});

test('a text of which a block is gone says so', async () => {
	const store = createMemoryRecordStore();
	const document = await keep(store, { path: 'a.txt', text: LONG });
	await store.delete('document_texts', 'a.txt/00000002');
	await expect(readTextPart(store, document, { from: 0, to: LONG.length })).rejects.toThrow(
		'A part of the text of a.txt is gone from this browser.'
	);
});

test('a record that cannot be read hides no other', async () => {
	const store = createMemoryRecordStore();
	await keep(store, { path: 'a', text: 'text' });
	await store.put('documents', 'b', 'damaged');
	const { documents, unreadable } = await listDocuments(store);
	expect([documents.map(({ id }) => id), unreadable]).toEqual([['a'], 1]);
});

test('finds every word in name or text, and tells the place of the whole query first', async () => {
	const store = createMemoryRecordStore();
	await keep(store, { path: 'harbour/may.txt', text: 'The gate\nis shut.\n\nThe PUMP  failed.' });
	await keep(store, { path: 'b.txt', text: 'A pump that never\nfailed.' });
	expect(await search(store, 'pump failed')).toMatchObject([
		{ id: 'b.txt', offset: 2, place: { number: 1 } },
		{ id: 'harbour/may.txt', place: { number: 4 }, snippet: 'The gate is shut. The PUMP failed.' }
	]);
	expect((await search(store, 'harbour pump')).map(({ id }) => id)).toEqual(['harbour/may.txt']);
	expect(await search(store, 'pump windmill')).toEqual([]);
	expect(await search(store, '  ')).toEqual([]);
});

test('finds what lies over the border of two portions', async () => {
	const store = createMemoryRecordStore();
	const text = `${'x'.repeat(32 * TEXT_BLOCK - 3)}needle${'y'.repeat(10)}`;
	await keep(store, { path: 'a', text });
	expect(await search(store, 'needle')).toMatchObject([{ offset: 32 * TEXT_BLOCK - 3 }]);
});

test('places hold for texts with letters that grow when they are made small', async () => {
	const store = createMemoryRecordStore();
	await keep(store, { path: 'a', text: 'İİİİ\nThe Pump' });
	expect(await search(store, 'pump')).toMatchObject([{ offset: 9, place: { number: 2 } }]);
});
