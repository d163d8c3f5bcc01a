import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { keepDocument } from '#lib/core/collection/keep-documents.ts';
import { DocumentId } from '#lib/core/documents/document-records.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import { RunId } from '#lib/core/runs/run-records.ts';
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

test('a run that is imported over one of the same id keeps nothing of the older answer', async () => {
	const text = await exported(await storeWithRun());
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus, 'run-1');
	ask(bus, 'run-10');
	tell(bus, ['An older answer, and a long one. '.repeat(2000)], 'run-1');
	tell(bus, ['Of another run.'], 'run-10');
	end(bus, 'stop', 'run-1');
	end(bus, 'stop', 'run-10');
	await settle();
	expect((await browser.store.keys('answers', { to: 'run-1/~' })).length).toBeGreaterThan(1);
	await importWorkspace(browser.store, text, fakeHashText);
	const answer = async (id: string) => (await readRunFile(browser.store, RunId.parse(id)))?.answer;
	expect(await answer('run-1')).toEqual({ text: 'An answer.', reasoning: '', isDamaged: false });
	expect((await answer('run-10'))?.text).toBe('Of another run.');
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

test.each(['sk-7f3', 'sk-7f3a9c', 'sk-lm-0123456789abcdef-0123456789abcdef'])(
	'an answer out of which %s was taken is whole when it is imported',
	async (token) => {
		const browser = createFakeBrowser();
		const { bus } = browser.openPage();
		ask(bus);
		await settle();
		const pieces = [`The key ${token} was`, ' refused.'];
		tell(bus, pieces.slice(0, 1));
		browser.clock.elapse(200);
		await settle();
		tell(bus, pieces.slice(1), 'run-1', pieces[0]?.length);
		browser.clock.elapse(200);
		await settle();
		expect(await browser.store.keys('answers')).toHaveLength(2);
		const text = await exported(browser.store, [token]);
		expect(text).not.toContain(token);
		const store = createMemoryRecordStore();
		await importWorkspace(store, text, fakeHashText);
		const answer = (await readRunFile(store, RunId.parse('run-1')))?.answer;
		expect(answer?.isDamaged).toBe(false);
		expect(answer?.text).toMatch(/^The key \S.* was refused\.$/);
		expect(answer?.text).toHaveLength(pieces.join('').length);
	}
);

test('of two tokens that begin alike nothing of the longer one is left', async () => {
	const store = await storeWithRun('It said: sk-lm-one-and-more.');
	const text = await exported(store, ['sk-lm-one', 'sk-lm-one-and-more']);
	expect(text).not.toContain('-and-more');
});

test.each(['constructor', 'prototype', '$object'])(
	'a variable with the name %s comes back with its run',
	async (name) => {
		const store = await storeWithRun();
		const variables = { [name]: 'of a template' };
		const receipt = { type: 'receipt', id: 'run-1', request: { template: 'x', variables } };
		await store.put('receipts', 'run-1', receipt);
		const imported = createMemoryRecordStore();
		await importWorkspace(imported, await exported(store), fakeHashText);
		expect(await imported.get('receipts', 'run-1')).toEqual(receipt);
	}
);

test('a token that lies in two records is not exported', async () => {
	const at = 10;
	const token = 'sk-lm-0123456789abcdef';
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	const content = `${'x'.repeat(16_384 - 9)}${token}`;
	ask(bus, 'run-1', content);
	await settle();
	for (const [index, piece] of [token.slice(0, at), token.slice(at)].entries()) {
		tell(bus, [piece], 'run-1', index * at);
		bus.publish({
			type: 'llm_chunk',
			request_id: 'run-1',
			kind: 'reasoning',
			off: 0,
			data: { chunk: 'Hm.', is_final: false }
		});
		browser.clock.elapse(200);
		await settle();
	}
	const store = createMemoryRecordStore();
	await importWorkspace(store, await exported(browser.store, [token]), fakeHashText);
	const file = await readRunFile(store, RunId.parse('run-1'));
	expect(file?.content).toHaveLength(content.length);
	expect(file?.content?.slice(-token.length - 1)).toBe('x[token removed].......');
	expect(file?.answer).toEqual({
		text: '[token removed].......',
		reasoning: 'Hm.',
		isDamaged: false
	});
});

test('a variable with the name __proto__, which no record keeps, does not spoil the file', async () => {
	const store = await storeWithRun();
	const variables: unknown = JSON.parse('{"__proto__":"of a template","topic":"pumps"}');
	const receipt = { type: 'receipt', id: 'run-1', request: { template: 'x', variables } };
	await store.put('receipts', 'run-1', receipt);
	const imported = createMemoryRecordStore();
	await importWorkspace(imported, await exported(store), fakeHashText);
	expect(await imported.get('receipts', 'run-1')).toEqual({
		...receipt,
		request: { template: 'x', variables: { topic: 'pumps' } }
	});
});

test('what an encoded object is named is looked at as well', async () => {
	const value = { deep: { $object: [['__proto__', { polluted: true }]] } };
	expect(await refusal(await withRecords([['chats', 'chat', value]]))).toBe('hostile');
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
	const names = fc.oneof(
		fc.constantFrom('$bytes', '$object', 'constructor', 'prototype'),
		fc.string().filter((name) => name !== '__proto__')
	);
	const value = fc.letrec((tie) => ({
		value: fc.oneof(
			{ depthSize: 'small' },
			fc.string({ unit: 'binary' }),
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.uint8Array(),
			fc.array(tie('value'), { maxLength: 4 }),
			fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true })
		)
	})).value;
	fc.assert(
		fc.property(value, (value) => {
			const text = JSON.stringify(encodeValue(value));
			expect(decodeValue(JSON.parse(text))).toEqual(value);
		})
	);
});
