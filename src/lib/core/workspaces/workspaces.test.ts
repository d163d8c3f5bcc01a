import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import { ChatId } from '#lib/core/chats/chat-records.ts';
import { CHAT, createFakeChatPage, keptTurn } from '#lib/core/chats/fakes.ts';
import { keepDocument } from '#lib/core/collection/keep-documents.ts';
import { listDocuments } from '#lib/core/collection/read-documents.ts';
import { createBatch, stopBatch } from '#lib/core/batch/keep-batches.ts';
import { BatchId } from '#lib/core/batch/batch-records.ts';
import { DocumentId } from '#lib/core/documents/document-records.ts';
import { lineMap } from '#lib/core/documents/location-map.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { RunId, WorkspaceId } from '#lib/core/runs/run-records.ts';
import { deleteWorkspace } from './delete-workspace.ts';
import { FIRST, homeOf } from './home-of.ts';
import { findMembers, listMembers } from './workspace-members.ts';
import { createWorkspace, freeName, listWorkspaces, renameWorkspace } from './workspace-records.ts';

const PUMPS = WorkspaceId.parse('pumps');
const TABLES: TableName[] = [
	'workspaces',
	'documents',
	'document_texts',
	'document_maps',
	'originals',
	'batches',
	'batch_items',
	'texts',
	'runs',
	'receipts',
	'answers',
	'live_runs',
	'signatures',
	'chats',
	'chat_turns',
	'chat_texts'
];

function contentsOf(store: RecordStore) {
	return Promise.all(TABLES.map((table) => store.list(table)));
}

async function addDocument(store: RecordStore, name: string, workspace: WorkspaceId) {
	const text = `The text of ${name}.`;
	return keepDocument(
		store,
		{
			id: DocumentId.parse(name),
			workspace,
			path: name,
			file: new File([text], name),
			reading: {
				kind: 'text',
				pieces: [text],
				contentHash: await fakeHashText(text),
				map: lineMap(text),
				encoding: undefined,
				warnings: []
			},
			keepsOriginal: true,
			addedAt: 1
		},
		new AbortController().signal
	);
}

/** A browser with two workspaces: a document, a batch and two runs in each, one of them of the same text. */
async function browserWithTwo() {
	const browser = createFakeBrowser();
	const { store } = browser;
	const pumps = await createWorkspace(store, { id: PUMPS, name: 'Pumps', now: 5 });
	let current = FIRST_WORKSPACE;
	const page = browser.openPage({ workspaceOf: () => current });
	for (const workspace of [FIRST_WORKSPACE, PUMPS]) {
		current = workspace;
		ask(page.bus, `run-${workspace}-1`, `A text of ${workspace}.`);
		ask(page.bus, `run-${workspace}-2`, 'A text that both have read.');
		for (const id of [`run-${workspace}-1`, `run-${workspace}-2`]) {
			tell(page.bus, ['An answer.'], id);
			end(page.bus, 'stop', id);
		}
		const document = await addDocument(store, `${workspace}.txt`, workspace);
		const id = BatchId.parse(`batch-${workspace}`);
		const request = { template: 'summary_brief' };
		await createBatch(store, {
			id,
			workspace,
			title: 'Batch',
			request,
			documents: [document],
			now: 1
		});
		await stopBatch(store, id);
		const chat = ChatId.parse(`chat-${workspace}`);
		const asked = { content: 'Why?', context: `A text of ${workspace}.` };
		const turn = `turn-${workspace}`;
		createFakeChatPage(browser).keeper.keep(
			{ ...CHAT, id: chat, workspace },
			keptTurn(turn, { asked, status: 'done' }, turn)
		);
	}
	await settle();
	return { ...browser, page, pumps };
}

test('there is one workspace, without a record, until another is made', async () => {
	const store = createMemoryRecordStore();
	expect(await listWorkspaces(store)).toEqual([FIRST]);
	const pumps = await createWorkspace(store, { id: PUMPS, name: ' Pumps ', now: 5 });
	expect(pumps).toEqual({ type: 'workspace', id: 'pumps', name: 'Pumps', created_at: 5 });
	expect(await listWorkspaces(store)).toEqual([FIRST, pumps]);
});

test('no two workspaces have the same name, and none has no name', async () => {
	const store = createMemoryRecordStore();
	const pumps = await createWorkspace(store, { id: PUMPS, name: FIRST.name, now: 5 });
	expect(pumps.name).toBe('My workspace 2');
	await renameWorkspace(store, pumps, 'My workspace');
	expect((await listWorkspaces(store)).map(({ name }) => name)).toEqual([
		'My workspace',
		'My workspace 2'
	]);
	await renameWorkspace(store, pumps, 'Pumps');
	await renameWorkspace(store, pumps, 'Pumps');
	expect((await listWorkspaces(store))[1]?.name).toBe('Pumps');
	expect(freeName('  ', [])).toBe('Workspace');
});

test('a workspace whose record is damaged is listed, and keeps what it has', async () => {
	const { store } = await browserWithTwo();
	await store.put('workspaces', 'pumps', { type: 'workspace', id: 'elsewhere' });
	const all = await listWorkspaces(store);
	expect(all.map(({ id }) => id)).toEqual(['first', 'pumps']);
	expect((await findMembers(store, PUMPS)).runs.size).toBe(2);
});

test('what belongs to no workspace that there is belongs to the oldest', () => {
	const pumps = { ...FIRST, id: PUMPS, created_at: 5 };
	expect(homeOf('pumps', [FIRST, pumps])).toBe('pumps');
	expect(homeOf('gone', [FIRST, pumps])).toBe('first');
	expect(homeOf('first', [pumps])).toBe('pumps');
	expect(homeOf(undefined, [pumps])).toBe('pumps');
});

test('of a table that two workspaces share, each lists its own', async () => {
	const { store } = await browserWithTwo();
	const members = await findMembers(store, PUMPS);
	const keys = async (table: TableName) =>
		(await listMembers(store, members, table)).map(({ key }) => key);
	expect(await keys('runs')).toEqual(['run-pumps-1', 'run-pumps-2']);
	expect(await keys('answers')).toEqual(['run-pumps-1/00000000', 'run-pumps-2/00000000']);
	expect(await keys('documents')).toEqual(['pumps.txt']);
	expect(await keys('batch_items')).toEqual(['batch-pumps/00000000']);
	expect(await keys('chat_turns')).toEqual(['chat-pumps/turn-pumps']);
	expect(await keys('chat_texts')).toEqual(['chat-pumps/turn-pumps/00000000']);
	expect(await keys('settings')).toEqual([]);
});

test('a workspace is deleted with all that it has, in one transaction, and comes back whole', async () => {
	const { store } = await browserWithTwo();
	await store.put('search_texts', 'run-a/run-z', { runs: [] });
	const before = await contentsOf(store);
	let writes = 0;
	const counted = {
		...store,
		write: (changes: Parameters<RecordStore['write']>[0]) => {
			writes += 1;
			return store.write(changes);
		}
	};
	const deletion = await deleteWorkspace(counted, PUMPS);
	expect(writes).toBe(1);
	expect(await listWorkspaces(store)).toEqual([FIRST]);
	expect((await listDocuments(store)).documents.map(({ id }) => id)).toEqual(['first.txt']);
	expect(JSON.stringify(await contentsOf(store))).not.toMatch(/pumps/);
	expect(await store.keys('search_texts')).toEqual([]);
	// The text that a run of the other reads as well is still there.
	const file = await readRunFile(store, RunId.parse('run-first-2'));
	expect(file?.content).toBe('A text that both have read.');

	if (deletion.state !== 'deleted') throw new Error(`Expected a deletion, got ${deletion.state}`);
	await store.write(deletion.lost);
	expect(await contentsOf(store)).toStrictEqual(before);
});

test('the first can be deleted as well, but never the last', async () => {
	const { store, pumps } = await browserWithTwo();
	expect((await deleteWorkspace(store, FIRST_WORKSPACE)).state).toBe('deleted');
	expect(await listWorkspaces(store)).toEqual([pumps]);
	const before = await contentsOf(store);
	expect(await deleteWorkspace(store, PUMPS)).toEqual({ state: 'last' });
	expect(await contentsOf(store)).toStrictEqual(before);
});

test('a workspace in which a run or a batch is under way is not deleted', async () => {
	const { store, page } = await browserWithTwo();
	ask(page.bus, 'run-3');
	await settle();
	expect(await deleteWorkspace(store, PUMPS)).toEqual({ state: 'under_way' });
	end(page.bus, 'stop', 'run-3');
	await settle();
	const batch = await store.get('batches', 'batch-pumps');
	if (typeof batch !== 'object') throw new Error('Expected a stored batch, got none');
	await store.put('batches', 'batch-pumps', { ...batch, status: 'paused' });
	expect(await deleteWorkspace(store, PUMPS)).toEqual({ state: 'under_way' });
	await store.put('batches', 'batch-pumps', { ...batch, status: 'stopped' });
	expect((await deleteWorkspace(store, PUMPS)).state).toBe('deleted');
});

test('a run goes on in the workspace that it was begun in', async () => {
	const browser = createFakeBrowser();
	let current = FIRST_WORKSPACE;
	const { bus } = browser.openPage({ workspaceOf: () => current });
	ask(bus);
	await settle();
	current = PUMPS;
	tell(bus, ['An answer.']);
	end(bus);
	await settle();
	expect(await browser.store.get('runs', 'run-1')).toMatchObject({
		workspace: 'first',
		status: 'done'
	});
});
