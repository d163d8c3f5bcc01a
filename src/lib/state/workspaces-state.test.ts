import { expect, test } from 'vitest';
import { settleChat } from '#lib/core/agents/fakes.ts';
import { conversationOf } from '#lib/core/chats/chat-records.ts';
import { CHAT } from '#lib/core/chats/fakes.ts';
import { PAUSE, settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end } from '#lib/core/runs/fakes.ts';
import { StoredRun, WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { createFakeTab } from './fake-tab.ts';
import { createFakeApp, OPEN, type FakeAppOptions } from './fakes.ts';

async function openApp(options: FakeAppOptions = {}) {
	const world = createFakeApp(options);
	const { workspaces, documents, runs } = world.app;
	await workspaces.restore();
	documents.watch();
	await settle();
	const recording = createFakeBrowser().openPage({
		store: world.store,
		workspaceOf: () => workspaces.current.id
	});
	return {
		...world,
		...world.app,
		names: () => workspaces.all.map(({ name }) => name),
		addDocument: async (name: string) => {
			await documents.adding.add([{ file: new File([`Of ${name}.`], name), path: name }]);
			await settle();
		},
		/** Records a run in the workspace that is shown. */
		addRun: async (id: string) => {
			ask(recording.bus, id, `The text of ${id}.`);
			end(recording.bus, 'stop', id);
			await settle();
			await runs.reload();
		},
		shown: () => ({
			documents: documents.shown.map(({ name }) => name),
			runs: runs.shown.map(({ id }) => id)
		})
	};
}

async function homes(store: RecordStore) {
	const runs = await store.list('runs');
	return runs.map(({ value }) => StoredRun.parse(value).workspace);
}

test('while there is one, there is nothing to choose', async () => {
	const { workspaces, names } = await openApp();
	expect(workspaces.areSeveral).toBe(false);
	expect(names()).toEqual(['My workspace']);
});

test('what is begun belongs to the workspace that is shown, and shows with it alone', async () => {
	const { workspaces, addDocument, addRun, shown, store } = await openApp();
	await addDocument('first.txt');
	await addRun('run-1');
	await workspaces.create('Pumps');
	expect(workspaces.current.name).toBe('Pumps');
	expect(shown()).toEqual({ documents: [], runs: [] });

	await addDocument('pump.txt');
	await addRun('run-2');
	expect(shown()).toEqual({ documents: ['pump.txt'], runs: ['run-2'] });
	expect(await homes(store)).toEqual(['first', workspaces.current.id]);

	workspaces.enter('first');
	expect(shown()).toEqual({ documents: ['first.txt'], runs: ['run-1'] });
});

test('the same file can be in two workspaces, and is in none of them twice', async () => {
	const { workspaces, addDocument, documents } = await openApp();
	await addDocument('pump.txt');
	await workspaces.create('Pumps');
	await addDocument('pump.txt');
	await addDocument('pump.txt');
	expect(documents.adding.status).toMatchObject({ state: 'done', added: 0, same: 1 });
	expect(documents.all).toHaveLength(1);
});

test('what was open, marked or looked for is left with its workspace', async () => {
	const { workspaces, addDocument, addRun, documents, runs } = await openApp();
	await addDocument('pump.txt');
	await addRun('run-1');
	documents.select(documents.all);
	documents.find('pump');
	runs.statusFilter = 'done';
	const [run] = runs.all;
	await runs.open(run?.id);
	expect(runs.opened?.run.id).toBe('run-1');
	await workspaces.create('Pumps');
	await settle();
	expect(runs.opened).toBeUndefined();
	expect([documents.query, runs.statusFilter]).toEqual(['', 'all']);
	workspaces.enter('first');
	expect(documents.selected).toEqual([]);
});

test('a search finds nothing of another workspace', async () => {
	const { workspaces, addRun, runs, clock } = await openApp();
	await addRun('run-1');
	await workspaces.create('Pumps');
	await addRun('run-2');
	runs.find('the text of');
	clock.elapse(200);
	await settle();
	expect(runs.searchStatus).toMatchObject({ state: 'done' });
	expect(runs.snippet(StoredRun.shape.id.parse('run-2'))).toContain('the text of run-2');
	expect(runs.snippet(StoredRun.shape.id.parse('run-1'))).toBeUndefined();
});

test('the choice outlives the page, and another tab may have another', async () => {
	const tab = createFakeTab();
	const first = await openApp({ tab });
	await first.workspaces.create('Pumps');
	const reopen = async (tab = createFakeTab()) => {
		const world = await openApp({ tab, store: first.store });
		return world.workspaces;
	};
	expect((await reopen()).current.name).toBe('Pumps');
	const quiet = createFakeTab();
	await reopen(quiet);
	const other = await reopen();
	other.enter('first');
	expect((await reopen(tab)).current.name).toBe('Pumps');
	expect((await reopen(quiet)).current.name).toBe('Pumps');
	expect((await reopen()).current.name).toBe('My workspace');
});

test('a deleted workspace gives way to another, and comes back whole, shown again', async () => {
	const { workspaces, addDocument, addRun, shown, names, store } = await openApp();
	await addRun('run-1');
	await workspaces.create('Pumps');
	await addDocument('pump.txt');
	await addRun('run-2');
	const removal = await workspaces.remove(workspaces.current);
	expect(names()).toEqual(['My workspace']);
	expect(shown()).toEqual({ documents: [], runs: ['run-1'] });
	expect(await store.keys('runs')).toEqual(['run-1']);

	if (removal.state !== 'removed') throw new Error(`Expected a removal, got ${removal.state}`);
	await removal.bringBack();
	expect(workspaces.current.name).toBe('Pumps');
	expect(shown()).toEqual({ documents: ['pump.txt'], runs: ['run-2'] });
});

test('the last workspace cannot be deleted', async () => {
	const { workspaces, names } = await openApp();
	expect(await workspaces.remove(workspaces.current)).toEqual({ state: 'last' });
	expect(names()).toEqual(['My workspace']);
});

test('a workspace that another tab has deleted is left', async () => {
	const first = await openApp();
	await first.workspaces.create('Pumps');
	const other = await openApp({ store: first.store, tabs: first.otherTabs });
	expect(other.workspaces.current.name).toBe('Pumps');
	await first.workspaces.remove(first.workspaces.current);
	await settle();
	expect(other.workspaces.current.name).toBe('My workspace');
	expect(other.names()).toEqual(['My workspace']);
});

test('a file becomes a workspace of its own, which is shown then', async () => {
	const { workspaces, workspace, addRun, shown, names } = await openApp();
	await addRun('run-1');
	const text = await workspace.export();
	if (text === undefined) throw new Error('Expected a file, got none');
	await workspace.import(new Blob([text]));
	expect(workspace.file).toEqual({ state: 'imported', runs: 1 });
	expect(names()).toEqual(['My workspace', 'Imported workspace']);
	expect(workspaces.current.name).toBe('Imported workspace');
	expect(shown().runs).toHaveLength(1);
	expect(shown().runs).not.toContain('run-1');
});

test('each workspace has its conversation, and an answer goes on in its own', async () => {
	const { workspaces, chat } = await openApp({
		generations: [[{ type: 'text_delta', text: 'Half' }, PAUSE]]
	});
	const ask = async (question: string) => {
		chat.draft.edit(question);
		await chat.ask();
		await settleChat();
	};
	await ask('What is a valve?');
	await workspaces.create('Pumps');
	expect(chat.turns).toEqual([]);
	expect(chat.running).toBeUndefined();
	await ask('What is a pump?');
	expect(chat.turns.map(({ asked }) => asked?.content)).toEqual(['What is a pump?']);

	workspaces.enter('first');
	expect(chat.turns.map(({ asked }) => asked?.content)).toEqual(['What is a valve?']);
	expect(chat.running?.asked?.content).toBe('What is a valve?');
});

test('what a relay tells of this tab after a reload goes to the workspace that it was asked in', async () => {
	const { workspaces, chat, bus, relay, store } = await openApp();
	await workspaces.create('Pumps');
	const home = workspaces.current.id;
	await store.put('chats', CHAT.id, { ...CHAT, workspace: home });
	workspaces.enter('first');
	relay.linkIs(OPEN);
	const data = {
		content: 'What is a pump?',
		workspace: conversationOf({ ...CHAT, workspace: home })
	};
	bus.publish({ type: 'chat_message', id: 'asked-1', from: 'me-1', data });
	await settleChat();
	expect(chat.turns.map(({ requestId }) => requestId)).toEqual([]);
	workspaces.enter(WorkspaceId.parse(home));
	await settle();
	expect(chat.turns.map(({ requestId }) => requestId)).toEqual(['asked-1']);
});
