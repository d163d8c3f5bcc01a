import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import { RunId } from '#lib/core/runs/run-records.ts';
import { RunsState } from './runs-state.svelte.ts';

const FIRST = RunId.parse('run-1');

/** A browser with some runs, and the history of another tab. */
async function createHistory(ids: readonly string[] = ['run-1', 'run-2']) {
	const browser = createFakeBrowser();
	const owner = browser.openPage();
	for (const id of ids) {
		ask(owner.bus, id, `The text of ${id}.`);
		tell(owner.bus, [`The answer of ${id}.`], id);
		end(owner.bus, 'stop', id);
		browser.clock.elapse(1000);
		await settle();
	}
	const { store, clock } = browser;
	const { tabs } = browser.openPage();
	const runs = new RunsState({ isShown: () => true, store, clock, tabs });
	const stop = runs.watch();
	await settle();
	return { browser, owner, runs, stop, store, titles: () => runs.shown.map(({ title }) => title) };
}

test('lists the newest first, and those that are pinned before them', async () => {
	const { runs, titles } = await createHistory();
	expect(titles()).toEqual(['The text of run-2.', 'The text of run-1.']);
	await runs.setPinned(FIRST, true);
	expect(titles()).toEqual(['The text of run-1.', 'The text of run-2.']);
});

test('renames, but not to nothing', async () => {
	const { runs, titles, store } = await createHistory(['run-1']);
	await runs.rename(FIRST, '  My run ');
	await runs.rename(FIRST, '   ');
	expect(titles()).toEqual(['My run']);
	expect(await store.get('runs', 'run-1')).toMatchObject({ title: 'My run' });
});

test('a deleted run is gone with its text, and comes back whole', async () => {
	const { runs, store, titles } = await createHistory();
	const everything = async () =>
		Promise.all(
			(['runs', 'receipts', 'answers', 'texts', 'signatures'] as const).map((table) =>
				store.list(table)
			)
		);
	const before = await everything();
	const [run] = runs.shown;
	if (!run) throw new Error('Expected a run, got none');
	const bringBack = await runs.remove(run);
	expect(titles()).toEqual(['The text of run-1.']);
	expect((await everything()).map((records) => records.length)).toEqual([1, 1, 1, 1, 1]);
	await bringBack();
	expect(await everything()).toEqual(before);
	expect(titles()).toHaveLength(2);
});

test('a text that another run has read stays when one of them is deleted', async () => {
	const { owner, runs, store } = await createHistory(['run-1']);
	ask(owner.bus, 'run-9', 'The text of run-1.');
	end(owner.bus, 'stop', 'run-9');
	await settle();
	const run = runs.all.find(({ id }) => id === 'run-9');
	if (!run) throw new Error('Expected a run, got none');
	await runs.remove(run);
	expect(await store.keys('texts')).toHaveLength(1);
});

test('follows a run of another tab while it is written, and its end', async () => {
	const { browser, owner, runs } = await createHistory([]);
	ask(owner.bus);
	await settle();
	await runs.open(FIRST);
	tell(owner.bus, ['So far.']);
	browser.clock.elapse(250);
	await settle();
	expect(runs.opened).toMatchObject({ run: { status: 'running' }, answer: { text: 'So far.' } });
	end(owner.bus);
	await settle();
	expect(runs.opened?.run.status).toBe('done');
});

test('where tabs cannot tell each other, it looks again every second', async () => {
	const { browser, owner, stop } = await createHistory([]);
	stop();
	const { store, clock } = browser;
	const runs = new RunsState({
		isShown: () => true,
		store,
		clock,
		tabs: { post: () => {}, subscribe: () => () => {} }
	});
	ask(owner.bus);
	await settle();
	runs.watch();
	await settle();
	end(owner.bus);
	await settle();
	expect(runs.shown[0]?.status).toBe('running');
	clock.elapse(1000);
	await settle();
	expect(runs.shown[0]?.status).toBe('done');
});

test('asks the owner to stop, by the channel and by the store', async () => {
	const { owner, runs, store } = await createHistory([]);
	const cancelled: string[] = [];
	owner.bus.subscribe({ type: 'cancel' }, ({ data }) => cancelled.push(data.request_id));
	ask(owner.bus);
	await settle();
	await runs.stop(FIRST);
	expect(cancelled).toEqual(['run-1']);
	expect(await store.get('live_runs', 'run-1')).toEqual({ id: 'run-1', stop_asked: true });
});

test('filters by state and template, and by words a moment after they were typed', async () => {
	const { browser, runs, titles } = await createHistory();
	runs.statusFilter = 'failed';
	expect(titles()).toEqual([]);
	runs.statusFilter = 'all';
	runs.templateFilter = 'summary_brief';
	expect(titles()).toHaveLength(2);
	runs.find('answer of run-1');
	browser.clock.elapse(200);
	await settle();
	expect(runs.searchStatus.state).toBe('done');
	expect(titles()).toEqual(['The text of run-1.']);
	expect(runs.snippet(FIRST)).toContain('answer of run-1');
	runs.find('');
	expect(titles()).toHaveLength(2);
});

/** A long history of copies of one run, the oldest of which come only when `readOn` is called. */
async function createLongHistory() {
	const { browser } = await createHistory(['run-1']);
	const { store, clock } = browser;
	const stored = await readRunFile(store, FIRST);
	const ids = Array.from({ length: 250 }, (_, index) => `run-2-${String(index).padStart(3, '0')}`);
	await store.write(
		ids.map((id, index) => ({
			table: 'runs',
			key: id,
			value: { ...stored?.run, id, started_at: clock.now() + index }
		}))
	);
	let readOn = () => {};
	const isAsked = new Promise<void>((resolve) => (readOn = resolve));
	let portions = 0;
	const runs = new RunsState({
		isShown: () => true,
		store: {
			...store,
			list: async (table, range) => {
				const entries = await store.list(table, range);
				if (table === 'runs' && (portions += 1) > 1) await isAsked;
				return entries;
			}
		},
		clock,
		tabs: browser.openPage().tabs
	});
	runs.watch();
	await settle();
	return { browser, store, clock, runs, ids, readOn };
}

test('what another tab changes while the list is read is not undone by what was read before', async () => {
	const { browser, store, runs, ids, readOn } = await createLongHistory();
	const [changed = '', deleted = ''] = ids;
	const { tabs } = browser.openPage();
	await store.put('runs', changed, { ...runs.all[0], id: changed, title: 'Changed' });
	await store.delete('runs', deleted);
	tabs.post({ type: 'runs_changed', ids: [changed, deleted] });
	await settle();
	readOn();
	await settle();
	expect(runs.status.state).toBe('ready');
	expect(runs.all).toHaveLength(250);
	expect(runs.all.filter(({ id }) => id === changed).map(({ title }) => title)).toEqual([
		'Changed'
	]);
	expect(runs.all.some(({ id }) => id === deleted)).toBe(false);
});

test('what changes before anything was read is in the list once', async () => {
	const { runs, titles } = await createHistory();
	const isRead = runs.reload();
	await runs.rename(FIRST, 'Renamed');
	await isRead;
	await settle();
	expect(titles()).toEqual(['The text of run-2.', 'Renamed']);
});

test('a text that a run reads which is not listed yet stays when another is deleted', async () => {
	const { store, runs, ids, readOn } = await createLongHistory();
	const [newest] = runs.shown;
	expect([newest?.id, runs.all.length]).toEqual([ids.at(-1), 50]);
	if (!newest) throw new Error('Expected a run, got none');
	const removing = runs.remove(newest);
	await settle();
	readOn();
	await removing;
	expect(await store.keys('texts')).toHaveLength(1);
	expect(runs.all).toHaveLength(250);
});

test('where the list cannot be read, a run is deleted and its text is left', async () => {
	const { browser } = await createHistory(['run-1']);
	const { store, clock } = browser;
	const run = (await readRunFile(store, FIRST))?.run;
	if (!run) throw new Error('Expected a run, got none');
	const keys: typeof store.keys = (table, range) =>
		table === 'runs' ? Promise.reject(new Error('The disk is gone.')) : store.keys(table, range);
	const runs = new RunsState({
		isShown: () => true,
		store: { ...store, keys },
		clock,
		tabs: browser.openPage().tabs
	});
	runs.watch();
	await settle();
	await runs.remove(run);
	expect([await store.keys('runs'), await store.keys('texts')]).toEqual([[], [expect.anything()]]);
});

test('a search looks through the whole list, also while it is read', async () => {
	const { clock, runs, readOn } = await createLongHistory();
	runs.find('text of run-1');
	clock.elapse(200);
	await settle();
	readOn();
	await settle();
	expect(runs.searchStatus.state).toBe('done');
	expect(runs.shown).toHaveLength(251);
});

test('a run that was left open is read anew when the page is shown again', async () => {
	const { owner, runs, stop } = await createHistory([]);
	ask(owner.bus);
	await settle();
	await runs.open(FIRST);
	stop();
	end(owner.bus);
	await settle();
	expect(runs.opened?.run.status).toBe('running');
	runs.watch();
	await settle();
	expect(runs.opened?.run.status).toBe('done');
});

test('a search that cannot read or prepare something finds the rest, and one that cannot begin says so', async () => {
	const { browser } = await createHistory();
	const { store, clock } = browser;
	const gone = () => Promise.reject(new Error('The disk is gone.'));
	// Of a run that there is no more: preparing the next search deletes it.
	const strange = { runs: [{ id: 'run-0', answer_length: 0, texts: null }] };
	await store.put('search_texts', 'run-0/run-0', strange);
	const search = async (broken: Partial<RecordStore>) => {
		const runs = new RunsState({
			isShown: () => true,
			store: { ...store, ...broken },
			clock,
			tabs: browser.openPage().tabs
		});
		runs.watch();
		await settle();
		runs.find('answer of run-1');
		clock.elapse(200);
		await settle();
		return runs;
	};
	const [unsigned, unprepared, unread] = [
		await search({
			get: (table, key) => (table === 'signatures' ? gone() : store.get(table, key))
		}),
		await search({ write: gone }),
		await search({
			keys: (table, range) => (table === 'search_texts' ? gone() : store.keys(table, range))
		})
	];
	expect(unsigned.searchStatus.state).toBe('done');
	expect(unsigned.shown.map(({ id }) => id)).toEqual(['run-1']);
	expect(unprepared.searchStatus.state).toBe('done');
	expect(unread.searchStatus).toMatchObject({ state: 'failed', problem: 'The disk is gone.' });
});

test('a store that cannot be read is told', async () => {
	const { browser } = await createHistory([]);
	const runs = new RunsState({
		isShown: () => true,
		store: { ...browser.store, keys: () => Promise.reject(new Error('The disk is gone.')) },
		clock: browser.clock,
		tabs: { post: () => {}, subscribe: () => () => {} }
	});
	runs.watch();
	await settle();
	expect(runs.status).toEqual({ state: 'failed', problem: 'The disk is gone.' });
});
