import { expect, test } from 'vitest';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, tell } from './fakes.ts';
import { recoverRuns } from './recover-runs.ts';

test('a run that ends while another page starts is not overwritten as interrupted', async () => {
	const browser = createFakeBrowser();
	const owner = browser.openPage();
	ask(owner.bus);
	tell(owner.bus, ['The whole answer.']);
	await settle();
	const { locks } = browser.openPage();
	// It ends between the two things that the starting page looks at, whichever comes first.
	const endNow = async () => {
		if ((await browser.store.keys('live_runs')).length > 0) end(owner.bus);
		await settle();
	};
	const found = await recoverRuns({
		store: {
			...browser.store,
			get: async (table, key) => {
				const value = await browser.store.get(table, key);
				await endNow();
				return value;
			}
		},
		locks: {
			...locks,
			isHeld: async (name) => {
				await endNow();
				return locks.isHeld(name);
			}
		},
		clock: browser.clock,
		hashText: fakeHashText
	});
	expect(found).toEqual({ interrupted: [], living: 0 });
	expect(await browser.store.get('runs', 'run-1')).toMatchObject({ status: 'done' });
	expect(await browser.store.keys('live_runs')).toEqual([]);
});

test('a run that had ended before its page went is not told as interrupted', async () => {
	const browser = createFakeBrowser();
	const owner = browser.openPage();
	ask(owner.bus);
	end(owner.bus);
	await settle();
	await browser.store.put('live_runs', 'run-1', { id: 'run-1' });
	const { locks } = browser.openPage();
	const recovery = { store: browser.store, locks, clock: browser.clock, hashText: fakeHashText };
	expect(await recoverRuns(recovery)).toEqual({ interrupted: [], living: 0 });
	expect(await browser.store.keys('live_runs')).toEqual([]);
});

test('a record that cannot be read keeps no other run from being found interrupted', async () => {
	const browser = createFakeBrowser();
	const gone = browser.openPage();
	ask(gone.bus);
	ask(gone.bus, 'run-2', 'Another text.');
	await settle();
	gone.kill();
	const get: typeof browser.store.get = (table, key) =>
		table === 'runs' && key === 'run-1'
			? Promise.reject(new Error('The file of this record is gone.'))
			: browser.store.get(table, key);
	const { locks } = browser.openPage();
	const recovery = {
		store: { ...browser.store, get },
		locks,
		clock: browser.clock,
		hashText: fakeHashText
	};
	const { interrupted } = await recoverRuns(recovery);
	expect(interrupted.map(({ id }) => id)).toEqual(['run-2']);
});
