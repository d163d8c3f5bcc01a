import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { createFakeClock, settle } from '#lib/core/fakes.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { deleteRuns } from './change-runs.ts';
import { ContentHash, StoredRun } from './run-records.ts';
import { createRunSearch } from './search-runs.ts';
import { signatureOf } from './fakes.ts';

/** What a run with one block of each text leaves in the store. */
async function storeRun(store: RecordStore, index: number, answer: string, source: string) {
	const id = `run-${String(index).padStart(4, '0')}`;
	const hash = ContentHash.parse(index.toString(16).padStart(64, '0'));
	const run = StoredRun.parse({
		type: 'run',
		id,
		workspace: 'first',
		title: `Report ${index}`,
		is_pinned: false,
		status: 'done',
		template: 'summary_brief',
		content_hash: hash,
		started_at: index,
		seen_at: index,
		answer_length: answer.length,
		excerpt: ''
	});
	await store.write([
		{ table: 'runs', key: id, value: run },
		{ table: 'texts', key: `${hash}/00000000`, value: source },
		{
			table: 'answers',
			key: `${id}/00000000`,
			value: { pieces: [{ kind: 'text', off: 0, text: answer }] }
		},
		{ table: 'signatures', key: id, value: signatureOf(answer, source) }
	]);
	return run;
}

/** A history in which every run has a word of its own, and how often its texts are read one by one. */
async function createHistory(count: number) {
	const memory = createMemoryRecordStore();
	const runs: StoredRun[] = [];
	for (let index = 0; index < count; index += 1) {
		runs.push(await storeRun(memory, index, `The answer-${index}.`, `A Source  ${index}x.`));
	}
	let reads = 0;
	const store: RecordStore = {
		...memory,
		list: (table, range) => {
			if (table === 'answers') reads += 1;
			return memory.list(table, range);
		}
	};
	const { signal } = new AbortController();
	return {
		store,
		runs,
		/** By a page that has just been opened, unless it is told which. */
		find: async (query: string, search = createRunSearch(store, createFakeClock())) => {
			reads = 0;
			const found: string[] = [];
			await search.search(query, runs, (id) => found.push(id), signal);
			return { found, reads };
		},
		pack: (search = createRunSearch(store, createFakeClock()), all: readonly StoredRun[] = runs) =>
			search.prepare(all, signal),
		packs: async () => {
			const packs = await memory.list('search_texts');
			return JSON.stringify(packs.map(({ value }) => value));
		}
	};
}

test('what is packed is found without being read one by one, by every page', async () => {
	const { find, pack } = await createHistory(100);
	expect((await find('answer-7. 7x')).reads).toBeGreaterThan(0);
	await pack();
	expect(await find('answer-7. 7x')).toEqual({ found: ['run-0007'], reads: 0 });
	expect((await find('SOURCE')).found).toHaveLength(100);
});

test('a few runs are not packed, and found by their signatures', async () => {
	const { find, pack, packs } = await createHistory(49);
	await pack();
	expect(await packs()).toBe('[]');
	const { found, reads } = await find('answer-7. 7x');
	expect([found, reads > 0, reads < 10]).toEqual([['run-0007'], true, true]);
});

test('a run that has changed since it was packed is read', async () => {
	const { store, runs, find, pack } = await createHistory(60);
	await pack();
	runs[3] = await storeRun(store, 3, 'Quite another answer.', 'A source.');
	expect((await find('quite another')).found).toEqual(['run-0003']);
	expect((await find('answer-3.')).found).toEqual([]);
});

test('a page that is told of a change forgets what it holds', async () => {
	const { store, runs, find, pack } = await createHistory(60);
	const search = createRunSearch(store, createFakeClock());
	await pack(search);
	expect((await find('answer-3.', search)).reads).toBe(0);
	const [, , , run] = runs;
	search.forget(run ? [run.id] : []);
	expect(await find('answer-3.', search)).toEqual({ found: ['run-0003'], reads: 1 });
});

test('nothing of a deleted run stays in a pack', async () => {
	const { store, runs, pack, packs } = await createHistory(60);
	await pack();
	expect(await packs()).toContain('answer-3.');
	const [gone] = runs.splice(3, 1);
	if (!gone) throw new Error('Expected a run, got none');
	await deleteRuns(store, [gone], runs);
	expect(await packs()).not.toContain('answer-3.');
	await pack();
	expect(await packs()).not.toContain('answer-3.');
	expect(await packs()).toContain('answer-4.');
});

test('a pack of a run that another tab has deleted meanwhile goes with the next packing', async () => {
	const { store, runs, find, pack, packs } = await createHistory(60);
	const search = createRunSearch(store, createFakeClock());
	await pack(search);
	await find('anything', search);
	const rest = runs.filter((_, index) => index !== 3);
	await pack(search, rest);
	expect(await packs()).not.toContain('answer-3.');
	expect(await packs()).toContain('answer-4.');
});

test('a run under way is not packed, and a very long text only named', async () => {
	const { store, runs, find, pack, packs } = await createHistory(60);
	const [first] = runs;
	if (first) runs[0] = { ...first, status: 'running' };
	runs[1] = await storeRun(store, 1, `${'long '.repeat(30_000)} needle`, 'A source.');
	await pack();
	expect(await packs()).not.toContain('answer-0.');
	expect((await packs()).length).toBeLessThan(50_000);
	expect((await find('needle')).found).toEqual(['run-0001']);
	expect((await find('answer-0.')).found).toEqual(['run-0000']);
});

test('a pack that cannot be read hides no run', async () => {
	const { store, find, pack } = await createHistory(60);
	await pack();
	const [key = ''] = await store.keys('search_texts');
	await store.put('search_texts', key, { runs: 'damaged' });
	expect((await find('answer-7. 7x')).found).toEqual(['run-0007']);
});

test('packing ends when it is told to', async () => {
	const { store, runs, packs } = await createHistory(60);
	await createRunSearch(store, createFakeClock()).prepare(runs, AbortSignal.abort());
	expect(await packs()).toBe('[]');
});

test('finds in the given order, in whichever the packs are read', async () => {
	const { runs, find, pack } = await createHistory(150);
	await pack();
	runs.reverse();
	const { found, reads } = await find('answer');
	expect([found, reads]).toEqual([runs.map(({ id }) => id), 0]);
});

test('what a page is told of while it reads the packs is read anew', async () => {
	const { store, find, pack } = await createHistory(1000);
	await pack();
	const search = createRunSearch(
		{
			...store,
			list: async (table, range) => {
				if (range?.to === 'run-0950/run-0999') {
					// The first packs come before the last.
					await settle();
					const changed = await storeRun(store, 3, 'Another.', 'A source.');
					search.forget([changed.id]);
				}
				return store.list(table, range);
			}
		},
		createFakeClock()
	);
	expect(await find('answer-3.', search)).toEqual({ found: [], reads: 0 });
});

test('a search that takes long lets other work come between, and one that does not waits for nothing', async () => {
	const { store, runs, pack } = await createHistory(50);
	const clock = createFakeClock();
	const search = createRunSearch(store, clock);
	await pack(search);
	const many = Array.from({ length: 200 }, () => runs).flat();
	const { signal } = new AbortController();
	let found = 0;
	let isDone = false;
	const count = () => void (found += 1);
	void search.search('answer', many, count, signal).then(() => (isDone = true));
	await settle();
	expect([isDone, found]).toEqual([true, 10_000]);

	found = 0;
	isDone = false;
	const countSlowly = () => {
		found += 1;
		clock.elapse(1 / 64);
	};
	void search.search('answer', many, countSlowly, signal).then(() => (isDone = true));
	let last = 0;
	for (let pause = 0; pause < 15; pause += 1) {
		await settle();
		expect(isDone).toBe(false);
		expect(found - last).toBe(640);
		last = found;
		clock.elapse(0);
	}
	await settle();
	expect([isDone, found]).toEqual([true, 10_000]);
});
