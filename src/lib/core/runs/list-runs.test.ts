import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { listRuns } from './list-runs.ts';
import type { StoredRun } from './run-records.ts';

function storedRun(index: number) {
	const id = `run-${String(index).padStart(5, '0')}`;
	return {
		type: 'run',
		id,
		workspace: 'first',
		title: id,
		is_pinned: false,
		status: 'done',
		template: 'summary_brief',
		started_at: index,
		seen_at: index,
		answer_length: 0,
		excerpt: ''
	};
}

test.each([0, 1, 49, 50, 51, 250, 1000, 2000, 2345])(
	'reads each of %i runs once, the newest first',
	async (count) => {
		const store = createMemoryRecordStore();
		const runs = Array.from({ length: count }, (_, index) => storedRun(index));
		await store.write(runs.map((value) => ({ table: 'runs', key: value.id, value })));
		const listed: StoredRun[] = [];
		expect(await listRuns(store, (portion) => listed.push(...portion))).toBe(count);
		expect(listed).toEqual(runs.toReversed());
	}
);

test('asks for no more keys and no more records at once than are read within a frame', async () => {
	const store = createMemoryRecordStore();
	const runs = Array.from({ length: 1500 }, (_, index) => storedRun(index));
	await store.write(runs.map((value) => ({ table: 'runs', key: value.id, value })));
	const sizes: number[] = [];
	const count = <Items extends unknown[]>(items: Items): Items => {
		sizes.push(items.length);
		return items;
	};
	const counting = {
		...store,
		keys: async (...asked: Parameters<typeof store.keys>) => count(await store.keys(...asked)),
		list: async (...asked: Parameters<typeof store.list>) => count(await store.list(...asked))
	};
	await listRuns(counting, () => undefined);
	expect(sizes).toEqual([1000, 500, 50, ...Array<number>(7).fill(200), 50]);
});
