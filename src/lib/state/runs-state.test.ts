import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, tell } from '#lib/core/runs/fakes.ts';
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
	const runs = new RunsState({ store, clock, tabs });
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

test('a store that cannot be read is told', async () => {
	const { browser } = await createHistory([]);
	const runs = new RunsState({
		store: { ...browser.store, keys: () => Promise.reject(new Error('The disk is gone.')) },
		clock: browser.clock,
		tabs: { post: () => {}, subscribe: () => () => {} }
	});
	runs.watch();
	await settle();
	expect(runs.status).toEqual({ state: 'failed', problem: 'The disk is gone.' });
});
