import { describe, expect, test } from 'vitest';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import { announce, ask, createFakeBrowser, end, tell, type FakeBrowser } from './fakes.ts';
import { recoverRuns } from './recover-runs.ts';
import { readRunFile } from './run-files.ts';
import { RunId } from './run-records.ts';

async function stored(browser: FakeBrowser) {
	await settle();
	return readRunFile(browser.store, RunId.parse('run-1'));
}

const never = () => new Promise<never>(() => {});

describe('a page that goes away in the first moment of a run leaves it with its text', () => {
	test.each(['its lock', 'its hash', 'its first write'])('while %s is under way', async (what) => {
		const browser = createFakeBrowser();
		const writes = [never];
		const page = browser.openPage({
			...(what === 'its hash' && { hashText: never }),
			...(what === 'its first write' && {
				store: {
					...browser.store,
					write: (changes) => writes.shift()?.() ?? browser.store.write(changes)
				}
			}),
			...(what === 'its lock' && {
				locks: { hold: never, holdAlone: never, isHeld: () => Promise.resolve(false) }
			})
		});
		ask(page.bus);
		if (what === 'its first write') await settle();
		tell(page.bus, ['The pump']);
		page.recorder.flush();
		page.kill();
		await settle();

		const next = browser.openPage();
		const { interrupted } = await recoverRuns({ ...browser, ...next, hashText: fakeHashText });
		expect(interrupted.map(({ id }) => id)).toEqual(['run-1']);
		const file = await stored(browser);
		expect(file?.run).toMatchObject({ status: 'interrupted', title: 'A text about a pump.' });
		expect(file?.content).toBe('A text about a pump.');
		expect(file?.answer.text).toBe('The pump');
		expect(await browser.store.keys('live_runs')).toEqual([]);
	});

	test('also where it has ended already', async () => {
		const browser = createFakeBrowser();
		const page = browser.openPage({ hashText: never });
		ask(page.bus);
		end(page.bus, 'error');
		page.recorder.flush();
		page.kill();
		await settle();

		const next = browser.openPage();
		const ports = { ...browser, ...next, hashText: fakeHashText };
		expect(await recoverRuns(ports)).toEqual({ interrupted: [], living: 0 });
		const file = await stored(browser);
		expect(file?.run.status).toBe('failed');
		expect(file?.content).toBe('A text about a pump.');
		expect(await browser.store.keys('live_runs')).toEqual([]);
	});

	test('also where a relay goes on with it', async () => {
		const browser = createFakeBrowser();
		const page = browser.openPage({ hashText: never });
		ask(page.bus);
		page.recorder.flush();
		page.kill();
		await settle();

		const { bus } = browser.openPage();
		announce(bus);
		tell(bus, ['The pump held.']);
		await settle();
		end(bus);
		const file = await stored(browser);
		expect(file?.run.status).toBe('done');
		expect(file?.content).toBe('A text about a pump.');
		expect(await browser.store.keys('live_runs')).toEqual([]);
	});

	test('and one that stays after all keeps nothing twice', async () => {
		const browser = createFakeBrowser();
		const { bus, recorder } = browser.openPage();
		ask(bus);
		tell(bus, ['The pump']);
		recorder.flush();
		await settle();
		tell(bus, [' held.'], 'run-1', 8);
		end(bus);
		const file = await stored(browser);
		expect(file?.run.status).toBe('done');
		expect(file?.content).toBe('A text about a pump.');
		expect(file?.answer.text).toBe('The pump held.');
		expect(await browser.store.keys('live_runs')).toEqual([]);
	});
});
