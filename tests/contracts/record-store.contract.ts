import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { RecordStore } from '#lib/core/ports.ts';

/** What every {@link RecordStore} does. `open` gives a new, empty store each time. */
export function recordStoreContract(name: string, open: () => Promise<RecordStore> | RecordStore) {
	const opened: RecordStore[] = [];

	async function openStore(): Promise<RecordStore> {
		const store = await open();
		opened.push(store);
		return store;
	}

	afterEach(() => {
		for (const store of opened.splice(0)) store.close();
	});

	describe(name, () => {
		test('reads undefined where nothing was put', async () => {
			const store = await openStore();
			expect(await store.get('settings', 'theme')).toBeUndefined();
			expect(await store.list('settings')).toEqual([]);
		});

		test('reads back what was put, every structured-cloneable kind of it', async () => {
			const store = await openStore();
			const value = {
				text: 'NUL \u0000, lone surrogate \ud800, direction \u202e',
				bytes: new Uint8Array([0, 255]),
				when: new Date(0),
				map: new Map([['a', [1, null, undefined]]]),
				nested: { none: null, yes: true }
			};
			await store.put('drafts', 'draft', value);
			expect(await store.get('drafts', 'draft')).toEqual(value);
		});

		test('keeps falsy values apart from missing ones', async () => {
			const store = await openStore();
			await store.put('settings', 'zero', 0);
			await store.put('settings', 'no', false);
			await store.put('settings', '', '');
			expect(await store.list('settings')).toEqual([
				{ key: '', value: '' },
				{ key: 'no', value: false },
				{ key: 'zero', value: 0 }
			]);
		});

		test('replaces the record of the same key', async () => {
			const store = await openStore();
			await store.put('settings', 'theme', { name: 'light', old: true });
			await store.put('settings', 'theme', { name: 'dark' });
			expect(await store.list('settings')).toEqual([{ key: 'theme', value: { name: 'dark' } }]);
		});

		test('keeps tables apart', async () => {
			const store = await openStore();
			await store.put('settings', 'key', 'setting');
			await store.put('drafts', 'key', 'draft');
			await store.delete('settings', 'key');
			expect(await store.get('settings', 'key')).toBeUndefined();
			expect(await store.get('drafts', 'key')).toBe('draft');
		});

		test('takes the deletion of a missing record for done', async () => {
			const store = await openStore();
			await store.put('choices', 'kept', 1);
			await store.delete('choices', 'missing');
			expect(await store.list('choices')).toEqual([{ key: 'kept', value: 1 }]);
		});

		test('shares no object with whoever put or read it', async () => {
			const store = await openStore();
			const draft = { text: 'as put' };
			await store.put('drafts', 'draft', draft);
			draft.text = 'changed by the writer';
			const read = await store.get('drafts', 'draft');
			const [listed] = await store.list('drafts');
			expect(read).toEqual({ text: 'as put' });
			Object.assign(Object(read), { text: 'changed by a reader' });
			Object.assign(Object(listed?.value), { text: 'changed by a reader' });
			expect(await store.get('drafts', 'draft')).toEqual({ text: 'as put' });
		});

		test('rejects a value that cannot be cloned, and keeps the old one', async () => {
			const store = await openStore();
			await store.put('drafts', 'draft', 'old');
			await expect(store.put('drafts', 'draft', { run: () => 1 })).rejects.toThrow();
			expect(await store.get('drafts', 'draft')).toBe('old');
		});

		test('lists a range of keys with both its ends, in order', async () => {
			const store = await openStore();
			const keys = ['run-1/0000', 'run-1/0001', 'run-10/0000', 'run-2/0000'];
			await store.write(keys.toReversed().map((key) => ({ table: 'answers', key, value: key })));
			expect(await store.keys('answers')).toEqual(keys);
			expect(await store.keys('answers', { from: 'run-1/', to: 'run-1/\uffff' })).toEqual(
				keys.slice(0, 2)
			);
			expect(await store.list('answers', { from: 'run-1/0001', to: 'run-10/0000' })).toEqual(
				keys.slice(1, 3).map((key) => ({ key, value: key }))
			);
			expect(await store.keys('answers', { from: 'run-10/0000' })).toEqual(keys.slice(2));
			expect(await store.keys('answers', { to: 'run-1/0000' })).toEqual(keys.slice(0, 1));
			expect(await store.keys('answers', { from: 'z', to: 'a' })).toEqual([]);
			expect(await store.list('answers', { from: 'z', to: 'a' })).toEqual([]);
		});

		test('reads so many of a range as are asked for, from the lowest key on', async () => {
			const store = await openStore();
			const keys = ['a', 'b', 'c', 'd'];
			await store.write(keys.map((key) => ({ table: 'runs', key, value: key })));
			expect(await store.keys('runs', { limit: 3 })).toEqual(['a', 'b', 'c']);
			expect(await store.keys('runs', { from: 'c', limit: 3 })).toEqual(['c', 'd']);
			expect(await store.keys('runs', { from: 'b\0', to: 'd', limit: 1 })).toEqual(['c']);
			expect(await store.list('runs', { from: 'b', limit: 2 })).toEqual([
				{ key: 'b', value: 'b' },
				{ key: 'c', value: 'c' }
			]);
		});

		test('writes to several tables at once, the later change of a record winning', async () => {
			const store = await openStore();
			await store.put('live_runs', 'run', { since: 1 });
			await store.write([
				{ table: 'runs', key: 'run', value: 'begun' },
				{ table: 'live_runs', key: 'run' },
				{ table: 'live_runs', key: 'never there' },
				{ table: 'runs', key: 'run', value: 'done' },
				{ table: 'texts', key: 'gone again', value: 1 },
				{ table: 'texts', key: 'gone again' }
			]);
			expect(await store.get('runs', 'run')).toBe('done');
			expect(await store.keys('live_runs')).toEqual([]);
			expect(await store.keys('texts')).toEqual([]);
			await expect(store.write([])).resolves.toBeUndefined();
		});

		test('writes all changes or none', async () => {
			const store = await openStore();
			await store.put('runs', 'run', 'old');
			const write = store.write([
				{ table: 'runs', key: 'run', value: 'new' },
				{ table: 'texts', key: 'text', value: 'new' },
				{ table: 'receipts', key: 'run', value: { cannotBeCloned: () => 1 } }
			]);
			await expect(write).rejects.toThrow();
			expect(await store.get('runs', 'run')).toBe('old');
			expect(await store.keys('texts')).toEqual([]);
		});

		test('behaves like a map that lists its records ordered by key', async () => {
			const key = fc.oneof(
				fc.constantFrom('a', 'b', 'A', '10', '9', ''),
				fc.string({ unit: 'binary' })
			);
			const step = fc.oneof(
				fc.record({ verb: fc.constant('put' as const), key, value: fc.jsonValue({ maxDepth: 2 }) }),
				fc.record({ verb: fc.constant('delete' as const), key })
			);
			await fc.assert(
				fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
					const store = await open();
					const model = new Map<string, unknown>();
					for (const each of steps) {
						if (each.verb === 'put') {
							await store.put('choices', each.key, each.value);
							model.set(each.key, each.value);
						} else {
							await store.delete('choices', each.key);
							model.delete(each.key);
						}
					}
					const expected = [...model.keys()].sort().map((key) => ({ key, value: model.get(key) }));
					expect(await store.list('choices')).toEqual(expected);
					for (const { key, value } of expected) {
						expect(await store.get('choices', key)).toEqual(value);
					}
					store.close();
				}),
				{ numRuns: 50 }
			);
		});
	});
}
