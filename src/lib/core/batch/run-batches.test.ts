import { describe, expect, test } from 'vitest';
import { failed, settle } from '#lib/core/fakes.ts';
import { readRunFile } from '#lib/core/runs/run-files.ts';
import type { FakeBrowser } from '#lib/core/runs/fakes.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { lockOfBatch, type BatchId, type BatchItem } from './batch-records.ts';
import { createBatchWorld } from './fakes.ts';
import { askAgain, readBatch, readItems, stopBatch } from './keep-batches.ts';

/** What is stored of a batch, in short. */
async function look({ store }: FakeBrowser, id: BatchId) {
	const items = await readItems(store, id);
	return {
		status: (await readBatch(store, id))?.status,
		items: items.map(({ name, status }) => `${name} ${status}`)
	};
}

const brief = ({ name, status, excerpt, error }: BatchItem) =>
	[name, status, error?.code ?? excerpt].join(' | ');

async function until(holds: () => Promise<boolean>) {
	for (let turn = 0; turn < 50 && !(await holds()); turn += 1) await settle();
	expect(await holds()).toBe(true);
}

test('its runs are kept in the workspace of the batch, whichever the page shows', async () => {
	const { browser, openPage, begin } = createBatchWorld();
	const { runner } = openPage();
	const { id } = await begin({ 'a.txt': 'first' }, WorkspaceId.parse('pumps'));
	await runner.go(id);
	const runs = await browser.store.list('runs');
	expect(runs.map(({ value }) => value)).toMatchObject([{ workspace: 'pumps', status: 'done' }]);
});

test('asks about each document, and keeps how each of them came out', async () => {
	const { browser, openPage, begin } = createBatchWorld();
	const { runner, client } = openPage();
	const { id } = await begin({
		'a.txt': 'first',
		'b.txt': 'crash',
		'c.txt': 'too long',
		'd.txt': ' ',
		'e.txt': 'last'
	});
	await runner.go(id);
	expect((await readItems(browser.store, id)).map(brief)).toEqual([
		'a.txt | done | Read: first',
		'b.txt | failed | model_crashed',
		'c.txt | does_not_fit | context_overflow',
		'd.txt | failed | bad_request',
		'e.txt | done | Read: last'
	]);
	const batch = await readBatch(browser.store, id);
	expect(batch).toMatchObject({
		status: 'done',
		counts: { waiting: 0, running: 0, done: 2, length: 0, failed: 2, does_not_fit: 1 }
	});
	expect(client.generated).toHaveLength(4);
});

test('every document is a run, recorded with its name like any other', async () => {
	const { browser, openPage, begin } = createBatchWorld();
	const { id } = await begin({ 'harbour/a.txt': 'first' });
	await openPage().runner.go(id);
	await settle();
	const [item] = await readItems(browser.store, id);
	if (!item?.run) throw new Error(`Expected a run, got ${JSON.stringify(item)}`);
	const file = await readRunFile(browser.store, item.run);
	expect([file?.run.title, file?.run.status, file?.answer.text, file?.content]).toEqual([
		'a.txt',
		'done',
		'Read: first',
		'first'
	]);
	expect(file?.receipt.request?.metadata).toEqual({ name: 'a.txt', path: 'harbour/a.txt' });
});

test('never asks about more documents at once than there are places', async () => {
	const { openPage, begin } = createBatchWorld();
	let atOnce = 0;
	let most = 0;
	const { runner } = openPage({
		placesAtOnce: () => 3,
		async generation(onEvent) {
			atOnce += 1;
			most = Math.max(most, atOnce);
			await settle();
			atOnce -= 1;
			onEvent({ type: 'text_delta', text: 'Answer' });
			onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: undefined });
		}
	});
	const names = Array.from({ length: 8 }, (_, index) => [`${index}.txt`, `text ${index}`] as const);
	const { id } = await begin(Object.fromEntries<string>(names));
	await runner.go(id);
	expect(most).toBe(3);
});

describe('a page that goes away', () => {
	test('leaves a queue that the next page goes on with', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const first = openPage();
		const { id } = await begin({ 'a.txt': 'first', 'b.txt': 'wait', 'c.txt': 'last' });
		void first.runner.go(id);
		await until(async () => (await look(browser, id)).items[1] === 'b.txt running');
		first.kill();
		const next = openPage({
			generation: (onEvent) => {
				onEvent({ type: 'text_delta', text: 'Later.' });
				onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: undefined });
			}
		});
		await next.runner.takeUp();
		await next.runner.go(id);
		expect((await readItems(browser.store, id)).map(brief)).toEqual([
			'a.txt | done | Read: first',
			'b.txt | done | Later.',
			'c.txt | done | Later.'
		]);
		expect(next.client.generated).toHaveLength(2);
	});

	test('while it is there, no other page works on its batch', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const first = openPage();
		const { id } = await begin({ 'a.txt': 'wait' });
		void first.runner.go(id);
		await until(async () => (await look(browser, id)).items[0] === 'a.txt running');
		const other = openPage();
		await other.runner.takeUp();
		expect(other.client.generated).toEqual([]);
	});

	test('where nobody knows locks, it counts as gone when it has been silent', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const noLocks = {
			hold: () => Promise.resolve(() => {}),
			holdAlone: () => Promise.resolve(() => {}),
			isHeld: () => Promise.resolve(undefined)
		};
		const first = openPage({ locks: noLocks });
		const { id } = await begin({ 'a.txt': 'wait' });
		void first.runner.go(id);
		await until(async () => (await look(browser, id)).items[0] === 'a.txt running');
		first.kill();
		const next = openPage({ locks: noLocks });
		await next.runner.takeUp();
		expect(next.client.generated).toEqual([]);
		browser.clock.elapse(20_000);
		await until(() => Promise.resolve(next.client.generated.length === 1));
	});
});

describe('a batch that is stopped', () => {
	test('ends what is under way, in whatever tab it is; the rest waits, and can go on', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const owner = openPage();
		const { id } = await begin({ 'a.txt': 'wait', 'b.txt': 'second' });
		const work = owner.runner.go(id);
		await until(async () => (await look(browser, id)).items[0] === 'a.txt running');
		const other = openPage();
		await stopBatch(browser.store, id);
		other.tabs.post({ type: 'stop_batch', id });
		await work;
		expect(await look(browser, id)).toEqual({
			status: 'stopped',
			items: ['a.txt waiting', 'b.txt waiting']
		});
		await other.runner.takeUp();
		expect(other.client.generated).toEqual([]);
	});

	test('is found out by the record where tabs cannot tell each other', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const { runner } = openPage();
		const { id } = await begin({ 'a.txt': 'wait' });
		const work = runner.go(id);
		await until(async () => (await look(browser, id)).items[0] === 'a.txt running');
		await stopBatch(browser.store, id);
		browser.clock.elapse(2000);
		await work;
		expect((await look(browser, id)).items).toEqual(['a.txt waiting']);
	});

	test('that is deleted meanwhile is not stored again', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const { runner } = openPage();
		const { id } = await begin({ 'a.txt': 'wait' });
		const work = runner.go(id);
		await until(async () => (await look(browser, id)).items[0] === 'a.txt running');
		await browser.store.delete('batches', id);
		browser.clock.elapse(2000);
		await work;
		expect(await browser.store.keys('batches')).toEqual([]);
	});
});

describe('asked again', () => {
	test('the failed ones alone are asked once more', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		let isFixed = false;
		const { runner, client } = openPage({
			generation(onEvent, _, { messages }) {
				if (!isFixed && messages.at(-1)?.text === 'crash')
					onEvent(failed({ code: 'model_crashed' }));
				else onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: undefined });
			}
		});
		const { id } = await begin({ 'a.txt': 'first', 'b.txt': 'crash' });
		await runner.go(id);
		isFixed = true;
		await askAgain(browser.store, id, ({ status }) => status === 'failed');
		await runner.go(id);
		expect(await look(browser, id)).toEqual({
			status: 'done',
			items: ['a.txt done', 'b.txt done']
		});
		expect(client.generated).toHaveLength(3);
	});

	test('while others are under way, they come after them', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const { runner, client, bus } = openPage();
		const { id } = await begin({ 'a.txt': 'crash', 'b.txt': 'wait' });
		const work = runner.go(id);
		await until(async () => (await look(browser, id)).items[1] === 'b.txt running');
		await askAgain(browser.store, id, ({ status }) => status === 'failed');
		void runner.go(id);
		const [, second] = await readItems(browser.store, id);
		bus.publish({ type: 'cancel', data: { request_id: second?.run ?? '' } });
		await work;
		expect(client.generated).toHaveLength(3);
		expect((await readItems(browser.store, id)).map(brief)).toEqual([
			'a.txt | failed | model_crashed',
			'b.txt | failed | cancelled'
		]);
	});
});

describe('a server that cannot be used', () => {
	const unreachable = failed({ code: 'unreachable', message: 'Nothing answers.' });

	test('fails no document: the batch waits, says why, and goes on when the server is back', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		let isBack = false;
		const { runner, bus } = openPage({
			generation(onEvent) {
				if (!isBack) onEvent(unreachable);
				else onEvent({ type: 'finished', reason: 'stop', usage: {}, stats: {}, model: undefined });
			}
		});
		const { id } = await begin({ 'a.txt': 'first', 'b.txt': 'second' });
		const work = runner.go(id);
		await until(async () => (await look(browser, id)).status === 'paused');
		expect(await readBatch(browser.store, id)).toMatchObject({
			problem: { code: 'unreachable', message: 'Nothing answers.' },
			counts: { waiting: 2 }
		});
		isBack = true;
		bus.publish({ type: 'models_state', data: { endpoint_state: 'connected', models: [] } });
		await work;
		expect(await look(browser, id)).toEqual({
			status: 'done',
			items: ['a.txt done', 'b.txt done']
		});
	});

	test('is tried again after 5 s, then after 10', async () => {
		const { browser, openPage, begin } = createBatchWorld();
		const { runner, client } = openPage({ generation: (onEvent) => onEvent(unreachable) });
		const { id } = await begin({ 'a.txt': 'first' });
		const work = runner.go(id);
		await until(async () => (await look(browser, id)).status === 'paused');
		for (const [delayMs, asked] of [
			[4999, 1],
			[1, 2],
			[9999, 2],
			[1, 3]
		] as const) {
			browser.clock.elapse(delayMs);
			await until(() => Promise.resolve(client.generated.length === asked));
			await until(async () => (await look(browser, id)).status === 'paused');
		}
		await stopBatch(browser.store, id);
		browser.clock.elapse(2000);
		await work;
		expect((await look(browser, id)).status).toBe('stopped');
	});
});

test('a store that fails ends the work, and says so; the next page goes on', async () => {
	const { browser, openPage, begin } = createBatchWorld();
	const { id } = await begin({ 'a.txt': 'first' });
	const refusal = new Error('The disk is full.');
	const page = openPage({
		store: { ...browser.store, write: () => Promise.reject(refusal) }
	});
	await page.runner.go(id);
	expect(page.broken).toEqual([refusal]);
	expect(await page.locks.isHeld(lockOfBatch(id))).toBe(false);
	await openPage().runner.go(id);
	expect(await look(browser, id)).toEqual({ status: 'done', items: ['a.txt done'] });
});
