import { expect, test } from 'vitest';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, signatureOf, tell } from './fakes.ts';
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

test('what is recovered is stored first, and then signed with pauses', async () => {
	const browser = createFakeBrowser();
	const gone = browser.openPage();
	const text = Array.from({ length: 20_000 }, (_, at) => `word${at}`).join(' ');
	ask(gone.bus, 'run-1', 'Another text.');
	tell(gone.bus, [text]);
	await settle();
	gone.kill();
	const { locks } = browser.openPage();
	let elapsedMs = 0;
	const found: unknown[] = [];
	const clock = {
		...browser.clock,
		monotonic: () => (elapsedMs += 100),
		after(_: number, task: () => void) {
			void Promise.all([
				browser.store.get('runs', 'run-1'),
				browser.store.keys('live_runs'),
				browser.store.keys('signatures')
			]).then((seen) => {
				found.push(seen);
				task();
			});
			return () => {};
		}
	};
	await recoverRuns({ store: browser.store, locks, clock, hashText: fakeHashText });
	expect(found.length).toBeGreaterThan(5);
	expect(found[0]).toEqual([expect.objectContaining({ status: 'interrupted' }), [], []]);
	expect(await browser.store.get('signatures', 'run-1')).toEqual(
		signatureOf(text, 'Another text.')
	);
});
