import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createFakeIds, fakeHashText, settle } from '#lib/core/fakes.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { CHAT, createFakeChatPage, keptTurn } from '#lib/core/chats/fakes.ts';
import { keepDocument } from '#lib/core/collection/keep-documents.ts';
import { DocumentId } from '#lib/core/documents/document-records.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { RunId, WorkspaceId } from '#lib/core/runs/run-records.ts';
import { deleteWorkspace } from '#lib/core/workspaces/delete-workspace.ts';
import { findMembers } from '#lib/core/workspaces/workspace-members.ts';
import { FIRST } from '#lib/core/workspaces/home-of.ts';
import { createWorkspace, listWorkspaces } from '#lib/core/workspaces/workspace-records.ts';
import { BatchId, countItems, itemKey, type BatchItem } from '#lib/core/batch/batch-records.ts';
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
	'signatures',
	'chats',
	'chat_turns',
	'chat_texts'
];

/** Puts a document into a store, as adding a file does. */
async function addDocument(store: RecordStore, text = 'Ä file.\n'): Promise<void> {
	const file = new File([text], 'notes.txt');
	await keepDocument(
		store,
		{
			id: DocumentId.parse('document-1'),
			workspace: FIRST_WORKSPACE,
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
	const { keeper } = createFakeChatPage(browser);
	const asked = { content: 'Why?', context: 'Ä text of a question.' };
	keeper.keep(CHAT, keptTurn('turn-1', { asked, status: 'done', text: 'So.' }, 'turn-1'));
	await settle();
	return browser.store;
}

const newId = createFakeIds();

function imported(store: RecordStore, text: string) {
	return importWorkspace(store, text, { hashText: fakeHashText, newId, now: NOW });
}

function exported(
	store: RecordStore,
	secrets: readonly string[] = [],
	workspace: WorkspaceId = FIRST_WORKSPACE
) {
	return exportWorkspace(store, {
		workspace,
		hashText: fakeHashText,
		now: NOW,
		secrets
	});
}

/** What belongs to workspaces, but not which there are. */
async function contentsOf(store: RecordStore) {
	return Promise.all(TABLES.map((table) => store.list(table)));
}

test('what is exported, wiped and imported is the same, to the byte', async () => {
	const store = await storeWithRun();
	const before = await contentsOf(store);
	const text = await exported(store);
	const wiped = createMemoryRecordStore();
	expect(await imported(wiped, text)).toEqual({ workspace: 'first', runs: 1 });
	expect(await contentsOf(wiped)).toStrictEqual(before);
	expect(before.every((records) => records.length > 0)).toBe(true);
	expect(await exported(wiped)).toBe(text);
});

test('what is packed for the search is not exported', async () => {
	const store = await storeWithRun();
	await store.put('search_texts', 'run-1/run-9', { runs: [] });
	expect(await exported(store)).not.toContain('search_texts');
});

test('what is imported where it is already becomes another workspace, and nothing is replaced', async () => {
	const store = await storeWithRun();
	const text = await exported(store);
	const before = (await contentsOf(store)).flat();
	const { workspace } = await imported(store, text);

	expect(await listWorkspaces(store)).toEqual([
		FIRST,
		{ type: 'workspace', id: workspace, name: 'Imported workspace', created_at: NOW }
	]);
	const after = (await contentsOf(store)).flat();
	expect(after).toEqual(expect.arrayContaining(before));
	const second = await exported(store, [], workspace);
	const count = (file: string) =>
		file.split(
			/\["(?:documents|document_|originals|runs|receipts|answers|signatures|texts|chats|chat_)/
		).length;
	expect(count(second)).toBe(count(text));
	for (const id of ['run-1', 'document-1', 'first', 'chat-1', 'turn-1'])
		expect(second).not.toContain(`"${id}"`);

	// What is taken out again is the first as it was.
	expect((await deleteWorkspace(store, workspace)).state).toBe('deleted');
	expect(await exported(store)).toContain(text.slice(text.indexOf('["documents"'), -4));
	expect((await contentsOf(store)).flat()).toEqual(before);
});

test('a copy of a batch names the copies of its documents and runs', async () => {
	const store = await storeWithRun();
	const item: BatchItem = {
		type: 'batch_item',
		batch: BatchId.parse('batch-1'),
		index: 0,
		document: DocumentId.parse('document-1'),
		name: 'notes.txt',
		path: 'notes.txt',
		status: 'done',
		run: RunId.parse('run-1'),
		excerpt: ''
	};
	await store.write([
		{
			table: 'batches',
			key: 'batch-1',
			value: {
				type: 'batch',
				id: 'batch-1',
				workspace: 'first',
				title: 'Two',
				request: { template: 'x' },
				status: 'done',
				counts: countItems([item]),
				created_at: NOW,
				seen_at: NOW
			}
		},
		{ table: 'batch_items', key: itemKey(item.batch, 0), value: item }
	]);
	const { workspace } = await imported(store, await exported(store));
	const { runs, documents, batches } = await findMembers(store, workspace);
	const [batch] = batches;
	expect(await store.get('batch_items', `${batch}/00000000`)).toEqual({
		...item,
		batch,
		document: [...documents][0],
		run: [...runs][0]
	});
});

test('a file cannot put a text in the place of one that is stored', async () => {
	const store = await storeWithRun('A text.');
	const hash = await fakeHashText('A text.');
	await imported(store, await withRecords([['texts', `${hash}/00000000`, 'Another.']]));
	expect(await store.get('texts', `${hash}/00000000`)).toBe('A text.');
});

test('a workspace comes back under its name and id where it is gone', async () => {
	const store = await storeWithRun();
	const made = await createWorkspace(store, {
		id: WorkspaceId.parse('pumps'),
		name: 'Pumps',
		now: NOW
	});
	const run = await store.get('runs', 'run-1');
	if (typeof run !== 'object') throw new Error('Expected a stored run, got none');
	await store.put('runs', 'run-2', { ...run, id: 'run-2', workspace: 'pumps' });
	const text = await exported(store, [], made.id);
	const before = await contentsOf(store);
	await deleteWorkspace(store, made.id);
	expect(await imported(store, text)).toEqual({ workspace: 'pumps', runs: 1 });
	expect(await contentsOf(store)).toStrictEqual(before);
	expect((await listWorkspaces(store)).map(({ name }) => name)).toEqual(['My workspace', 'Pumps']);

	// In a browser of which nothing was used, there is no empty one beside it.
	const wiped = createMemoryRecordStore();
	await imported(wiped, text);
	expect(await listWorkspaces(wiped)).toEqual([made]);
	expect(await exported(wiped, [], made.id)).toBe(text);
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
		await imported(store, text);
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
		const wiped = createMemoryRecordStore();
		await imported(wiped, await exported(store));
		expect(await wiped.get('receipts', 'run-1')).toEqual(receipt);
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
	await imported(store, await exported(browser.store, [token]));
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
	const wiped = createMemoryRecordStore();
	await imported(wiped, await exported(store));
	expect(await wiped.get('receipts', 'run-1')).toEqual({
		...receipt,
		request: { template: 'x', variables: { topic: 'pumps' } }
	});
});

test('what an encoded object is named is looked at as well', async () => {
	const value = { deep: { $object: [['__proto__', { polluted: true }]] } };
	expect(await refusal(await withRecords([['chats', 'chat', value]]))).toBe('hostile');
});

async function refusal(text: string, store = createMemoryRecordStore()) {
	const error: unknown = await imported(store, text).catch((error: unknown) => error);
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
		refusal(text.replace('"version":4', '"version":5')),
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
	await imported(store, await withRecords(records));
	expect(await store.keys('texts')).toEqual([`${'a'.repeat(64)}/00000000`]);
});

test('a token in a file that was added is exported in no form', async () => {
	const token = 'sk-lm+S3cr3t/token';
	const store = createMemoryRecordStore();
	await addDocument(store, `key=${token}\n${btoa(token)}\n`);
	const wiped = createMemoryRecordStore();
	await imported(wiped, await exported(store, [token]));
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
		refusal(await withRecords([good, ['receipts', 'run-1', { type: 'receipt', id: 'run-2' }]])),
		refusal(await withRecords([good, ['workspaces', 'pumps', { ...FIRST, id: 'valves' }]])),
		refusal(await withRecords([good, ['chats', 'chat-1', { ...CHAT, id: 'chat-2' }]])),
		refusal(await withRecords([good, ['chat_turns', 'chat-1/a', { type: 'chat_turn', id: 'a' }]])),
		refusal(await withRecords([good, ['chat_texts', 'chat-1/a/00000000', { text: 'x' }]])),
		refusal(
			await withRecords([
				['workspaces', 'first', FIRST],
				['workspaces', 'pumps', { ...FIRST, id: 'pumps' }]
			])
		)
	]);
	expect(codes).toEqual(codes.map(() => 'damaged'));
});

test('a run cannot be put into a workspace that the file is not of', async () => {
	const text = (await exported(await storeWithRun())).replaceAll('"first"', '"pumps"');
	const records: unknown = JSON.parse(text.slice(text.indexOf('"records":') + 10, -2));
	if (!Array.isArray(records)) throw new Error('Expected records, got none');
	const store = createMemoryRecordStore();
	await createWorkspace(store, { id: WorkspaceId.parse('pumps'), name: 'Pumps', now: NOW });
	await store.put('runs', 'run-0', { workspace: 'first' });
	const { workspace } = await imported(store, await withRecords(records));
	expect(workspace).not.toBe('pumps');
	expect((await findMembers(store, workspace)).runs.size).toBe(1);
	expect((await findMembers(store, WorkspaceId.parse('pumps'))).runs.size).toBe(0);
});

test('a store that refuses takes nothing', async () => {
	const text = await exported(await storeWithRun());
	const store = createMemoryRecordStore();
	const full = { ...store, write: () => Promise.reject(new Error('No room')) };
	await expect(imported(full, text)).rejects.toThrow('No room');
});

test('a run that was under way when it was exported is interrupted where it is imported', async () => {
	const browser = createFakeBrowser();
	ask(browser.openPage().bus);
	await settle();
	const store = createMemoryRecordStore();
	await imported(store, await exported(browser.store));
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
