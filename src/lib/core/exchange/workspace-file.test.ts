import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { keepDocument } from '#lib/core/collection/keep-documents.ts';
import { DocumentId } from '#lib/core/documents/document-records.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import { decodeValue, encodeValue } from './encoded-values.ts';
import { exportWorkspace, importWorkspace, WorkspaceFileError } from './workspace-file.ts';

const NOW = 1_800_000_000_000;
const TABLES: TableName[] = [
	'documents',
	'document_texts',
	'document_maps',
	'originals',
	'texts',
	'runs',
	'receipts',
	'answers',
	'signatures'
];

/** Puts a document into a store, as adding a file does. */
async function addDocument(store: RecordStore, text = 'Ä file.\n'): Promise<void> {
	const file = new File([text], 'notes.txt');
	await keepDocument(
		store,
		{
			id: DocumentId.parse('document-1'),
			path: 'folder/notes.txt',
			file,
			reading: {
				kind: 'text',
				pieces: [text],
				contentHash: await fakeHashText(text),
				map: lineMap(text),
				encoding: 'utf-8',
				warnings: []
			},
			keepsOriginal: true,
			addedAt: NOW
		},
		new AbortController().signal
	);
}

/** A store with a run in it, made as runs are made. */
async function storeWithRun(
	content = 'Ä text\u0000 with \ud800 odd characters.'
): Promise<RecordStore> {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus, 'run-1', content);
	tell(bus, ['An answer.']);
	end(bus);
	await settle();
	await addDocument(browser.store);
	return browser.store;
}

function exported(store: RecordStore, secrets: readonly string[] = []) {
	return exportWorkspace(store, { hashText: fakeHashText, now: NOW, secrets });
}

async function contentsOf(store: RecordStore) {
	return Promise.all(TABLES.map((table) => store.list(table)));
}

test('what is exported, wiped and imported is the same, to the byte', async () => {
	const store = await storeWithRun();
	const before = await contentsOf(store);
	const text = await exported(store);
	const wiped = createMemoryRecordStore();
	expect(await importWorkspace(wiped, text, fakeHashText)).toEqual({ runs: 1 });
	expect(await contentsOf(wiped)).toStrictEqual(before);
	expect(before.every((records) => records.length > 0)).toBe(true);
	expect(await exported(wiped)).toBe(text);
});

test('what is packed for the search is not exported, and goes where runs may be replaced', async () => {
	const store = await storeWithRun();
	await store.put('search_texts', 'run-1/run-9', { runs: [] });
	const text = await exported(store);
	expect(text).not.toContain('search_texts');
	await importWorkspace(store, text, fakeHashText);
	expect(await store.keys('search_texts')).toEqual([]);
});

test('settings are not exported', async () => {
	const store = await storeWithRun();
	await store.put('settings', 'token:http://127.0.0.1:1234', 'sk-secret-of-mine');
	expect(await exported(store)).not.toContain('sk-secret-of-mine');
});

test('a token that a server repeated is exported in no form', async () => {
	const token = 'sk-lm+S3cr3t/token';
	const forms = [
		token,
		encodeURIComponent(token),
		btoa(token),
		btoa(`x${token}`),
		btoa(`Bearer ${token} was refused`),
		btoa(`key=${token}`),
		Buffer.from(token).toString('hex'),
		Buffer.from(token).toString('base64url')
	];
	const store = await storeWithRun(`It said: ${forms.join(' | ')}`);
	const text = await exported(store, [token]);
	for (const form of forms) expect(text).not.toContain(form);
	expect(text).toContain('[token removed]');
});

async function refusal(text: string, store = createMemoryRecordStore()) {
	const error: unknown = await importWorkspace(store, text, fakeHashText).catch(
		(error: unknown) => error
	);
	expect(await contentsOf(store)).toEqual(TABLES.map(() => []));
	return error instanceof WorkspaceFileError ? error.code : error;
}

/** The file with other records, and a checksum that fits them. */
async function withRecords(records: unknown[]) {
	const checksum = await fakeHashText(JSON.stringify(records));
	return JSON.stringify({
		format: 'assay-workspace',
		version: 1,
		exported_at: '',
		checksum,
		records
	});
}

test('a file that was changed, cut or made for something else is refused whole', async () => {
	const text = await exported(await storeWithRun());
	const codes = await Promise.all([
		refusal(text.replace('An answer.', 'An Answer.')),
		refusal(text.slice(0, -20)),
		refusal('{}'),
		refusal('[1]'),
		refusal(text.replace('"version":2', '"version":3')),
		refusal('{"format":"assay-workspace","version":1}')
	]);
	expect(codes).toEqual([
		'damaged',
		'not_ours',
		'not_ours',
		'not_ours',
		'newer_version',
		'damaged'
	]);
});

test('a file of the first version, which knew no documents, is read', async () => {
	const records = [['texts', `${'a'.repeat(64)}/00000000`, 'text']];
	const store = createMemoryRecordStore();
	await importWorkspace(store, await withRecords(records), fakeHashText);
	expect(await store.keys('texts')).toEqual([`${'a'.repeat(64)}/00000000`]);
});

test('a token in a file that was added is exported in no form', async () => {
	const token = 'sk-lm+S3cr3t/token';
	const store = createMemoryRecordStore();
	await addDocument(store, `key=${token}\n${btoa(token)}\n`);
	const wiped = createMemoryRecordStore();
	await importWorkspace(wiped, await exported(store, [token]), fakeHashText);
	const [original] = await wiped.list('originals');
	if (!(original?.value instanceof Uint8Array)) throw new Error('Expected bytes, got none');
	const text = new TextDecoder().decode(original.value);
	expect(text).toMatch(/^key=\*{18}\n\*+/);
	expect(text).not.toContain(btoa(token).slice(0, 12));
});

test.each(['__proto__', 'constructor', 'prototype'])(
	'a file with the name %s is refused, however deep',
	async (name) => {
		const value = JSON.parse(`{"deep":[{"${name}":{"polluted":true}}]}`) as unknown;
		expect(await refusal(await withRecords([['chats', 'chat', value]]))).toBe('hostile');
		expect({}).not.toHaveProperty('polluted');
	}
);

test('records of another table, or that are none of their table, are refused with all others', async () => {
	const good = ['texts', `${'a'.repeat(64)}/00000000`, 'text'];
	const codes = await Promise.all([
		refusal(await withRecords([good, ['settings', 'page', { lmstudio_url: 'http://evil.test' }]])),
		refusal(await withRecords([good, ['runs', 'run-1', { type: 'run' }]])),
		refusal(await withRecords([good, ['receipts', 'run-1', { type: 'receipt', id: 'run-2' }]]))
	]);
	expect(codes).toEqual(['damaged', 'damaged', 'damaged']);
});

test('a store that refuses takes nothing', async () => {
	const text = await exported(await storeWithRun());
	const store = createMemoryRecordStore();
	const full = { ...store, write: () => Promise.reject(new Error('No room')) };
	await expect(importWorkspace(full, text, fakeHashText)).rejects.toThrow('No room');
});

test('a run that was under way when it was exported is interrupted where it is imported', async () => {
	const browser = createFakeBrowser();
	ask(browser.openPage().bus);
	await settle();
	const store = createMemoryRecordStore();
	await importWorkspace(store, await exported(browser.store), fakeHashText);
	expect(await store.get('runs', 'run-1')).toMatchObject({ status: 'interrupted' });
});

test('every value of JSON, and bytes, survive the encoding', () => {
	const value = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			fc.string({ unit: 'binary' }),
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.uint8Array(),
			fc.array(tie('value'), { maxLength: 4 }),
			fc.dictionary(fc.oneof(fc.constantFrom('$bytes', '$object'), fc.string()), tie('value'), {
				maxKeys: 4,
				noNullPrototype: true
			})
		)
	})).value;
	fc.assert(
		fc.property(value, (value) => {
			const text = JSON.stringify(encodeValue(value));
			expect(decodeValue(JSON.parse(text))).toEqual(value);
		})
	);
});
