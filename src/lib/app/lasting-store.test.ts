import { expect, test } from 'vitest';
import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { createLastingStore } from './lasting-store.ts';

/** What the fake place takes, in UTF-16 units. */
const LARGEST = 100_000;

/** What pages leave for each other in one browser. */
function createBrowser() {
	let text: string | undefined;
	const database = createMemoryRecordStore();
	const problems: unknown[] = [];
	return {
		database,
		problems,
		leftovers: {
			read: () => text,
			leave(next: string) {
				text = next.length > LARGEST ? undefined : next;
				return text !== undefined;
			},
			clear: () => (text = undefined)
		},
		openPage(store: RecordStore = database) {
			return createLastingStore(store, this.leftovers, (error) => problems.push(error));
		},
		/** A page whose writes to the database are never finished. */
		openDyingPage() {
			const never = () => new Promise<never>(() => {});
			return this.openPage({ ...database, write: never });
		}
	};
}

test('the next page reads what this one could not finish writing', async () => {
	const browser = createBrowser();
	await browser.database.put('choices', 'old', 'to be deleted');
	const page = browser.openDyingPage();
	void page.put('drafts', 'analyse', { content: 'one' });
	void page.put('drafts', 'analyse', { content: 'two' });
	void page.delete('choices', 'old');
	page.leave();

	const next = browser.openPage();
	expect(await next.get('drafts', 'analyse')).toEqual({ content: 'two' });
	expect(await next.list('choices')).toEqual([]);
	expect(await browser.database.get('drafts', 'analyse')).toEqual({ content: 'two' });
	expect(browser.leftovers.read()).toBeUndefined();
});

test('a text of a run that is too long to be left keeps nothing else from being left', async () => {
	const browser = createBrowser();
	const page = browser.openDyingPage();
	void page.write([
		{ table: 'live_runs', key: 'run-1', value: { id: 'run-1' } },
		{ table: 'live_runs', key: 'run-1/text', value: 'x'.repeat(LARGEST) }
	]);
	page.leave();
	expect(await browser.openPage().keys('live_runs')).toEqual(['run-1']);
});

test('leaves nothing of what is written', async () => {
	const browser = createBrowser();
	const page = browser.openPage();
	await page.put('drafts', 'analyse', 'done');
	page.leave();
	expect(browser.leftovers.read()).toBeUndefined();
	expect(await page.get('drafts', 'analyse')).toBe('done');
});

test('what another page has written meanwhile is not overwritten by what was left before', async () => {
	const browser = createBrowser();
	const other = browser.openPage();
	const dying = browser.openDyingPage();
	void dying.put('drafts', 'analyse', 'left');
	void dying.put('choices', 'template', 'left');
	dying.leave();
	await other.put('drafts', 'analyse', 'newer');

	const next = browser.openPage();
	expect(await next.get('drafts', 'analyse')).toBe('newer');
	expect(await next.get('choices', 'template')).toBe('left');
});

test('two pages that go away leave both of their writes', async () => {
	const browser = createBrowser();
	const pages = [browser.openDyingPage(), browser.openDyingPage()];
	void pages[0]?.put('drafts', 'analyse', 'first');
	void pages[1]?.put('choices', 'template', 'second');
	for (const page of pages) page.leave();
	const next = browser.openPage();
	expect(await next.get('drafts', 'analyse')).toBe('first');
	expect(await next.get('choices', 'template')).toBe('second');
});

test('a write of this page comes after what was left', async () => {
	const browser = createBrowser();
	const dying = browser.openDyingPage();
	void dying.put('drafts', 'analyse', 'left');
	dying.leave();
	const next = browser.openPage();
	await next.put('drafts', 'analyse', 'typed');
	expect(await next.get('drafts', 'analyse')).toBe('typed');
});

test.each(['not JSON', '{}', '[{"table":"others","key":"x"}]'])(
	'leftovers that it cannot read, %j, are no trouble',
	async (text) => {
		const browser = createBrowser();
		browser.leftovers.leave(text);
		const page = browser.openPage();
		expect(await page.get('drafts', 'analyse')).toBeUndefined();
		expect(browser.problems).toEqual([]);
	}
);

test('a write that fails is told to its caller, and leftovers that fail are kept', async () => {
	const browser = createBrowser();
	const dying = browser.openDyingPage();
	void dying.put('drafts', 'analyse', 'left');
	dying.leave();
	const full = new Error('No room');
	const page = browser.openPage({ ...browser.database, write: () => Promise.reject(full) });
	await expect(page.put('choices', 'template', 'x')).rejects.toBe(full);
	expect(browser.problems).toEqual([full]);
	expect(await browser.openPage().get('drafts', 'analyse')).toBe('left');
});
