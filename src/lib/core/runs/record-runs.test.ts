import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeHashText, settle } from '#lib/core/fakes.ts';
import { announce, ask, createFakeBrowser, end, tell, type FakeBrowser } from './fakes.ts';
import { readRunFile } from './run-files.ts';
import { RunId } from './run-records.ts';
import { recoverRuns } from './recover-runs.ts';

const ID = RunId.parse('run-1');

async function stored(browser: FakeBrowser, id = ID) {
	await settle();
	return readRunFile(browser.store, id);
}

test('a run is stored from its first moment to its end, with its receipt', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus);
	expect((await stored(browser))?.run).toMatchObject({
		status: 'running',
		title: 'A text about a pump.',
		answer_length: 0
	});
	browser.clock.elapse(40);
	tell(bus, ['The pump', ' held.']);
	browser.clock.elapse(60);
	end(bus);

	const file = await stored(browser);
	expect(file?.run).toMatchObject({ status: 'done', excerpt: 'The pump held.', answer_length: 14 });
	expect(file?.answer).toEqual({ text: 'The pump held.', reasoning: '', isDamaged: false });
	expect(file?.content).toBe('A text about a pump.');
	expect(file?.receipt).toMatchObject({
		request: { template: 'summary_brief', model: 'llama-3.2-3b-instruct' },
		prompt: [
			{ role: 'system', parts: ['Summarise the text.'] },
			{ role: 'user', parts: ['A text about a pump.'] }
		],
		meta: { finish_reason: 'stop', usage: { output_tokens: 3 } }
	});
	expect(file?.receipt.request).not.toHaveProperty('content');
	expect(await browser.store.keys('live_runs')).toEqual([]);
	expect(await browser.store.keys('signatures')).toEqual(['run-1']);
});

test('an answer is stored 150 ms after a piece came, in one block', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus);
	await settle();
	for (let token = 0; token < 14; token += 1) {
		tell(bus, ['x'], 'run-1', token);
		browser.clock.elapse(10);
	}
	expect((await stored(browser))?.answer.text).toBe('');
	browser.clock.elapse(10);
	expect((await stored(browser))?.answer.text).toBe('x'.repeat(14));
	expect(await browser.store.keys('answers')).toHaveLength(1);
});

test('much text is stored at once', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus);
	await settle();
	tell(bus, ['y'.repeat(9000)]);
	expect((await stored(browser))?.answer.text).toHaveLength(9000);
});

test('what a search knows a long answer by is made between other work', async () => {
	const browser = createFakeBrowser();
	let workMs = 0;
	// Whatever is done takes longer than may be done at a time.
	const clock = { ...browser.clock, monotonic: () => (workMs += 20) };
	const { bus } = browser.openPage({ clock });
	ask(bus);
	await settle();
	tell(bus, ['A long answer. '.repeat(10_000)]);
	end(bus);
	let pauses = 0;
	for (; (await signatures()).length === 0; pauses += 1) browser.clock.elapse(0);
	expect(pauses).toBeGreaterThan(5);
	expect((await stored(browser))?.run.status).toBe('done');

	async function signatures() {
		await settle();
		return browser.store.keys('signatures');
	}
});

test('where timers come late, a piece that arrives stores what waits', async () => {
	const browser = createFakeBrowser();
	const clock = { ...browser.clock, after: () => () => {} };
	const { bus } = browser.openPage({ clock });
	ask(bus);
	await settle();
	tell(bus, ['early']);
	browser.clock.elapse(300);
	tell(bus, [' late'], 'run-1', 5);
	expect((await stored(browser))?.answer.text).toBe('early late');
});

test('a killed page leaves an interrupted run with a prefix of its answer', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.record({ text: fc.string({ minLength: 1 }), pauseMs: fc.nat(400) }), {
				minLength: 1,
				maxLength: 12
			}),
			async (pieces) => {
				const browser = createFakeBrowser();
				const page = browser.openPage();
				ask(page.bus);
				await settle();
				let told = '';
				let toldBefore = '';
				let sinceMs = 0;
				for (const { text, pauseMs } of pieces) {
					tell(page.bus, [text], 'run-1', told.length);
					told += text;
					browser.clock.elapse(pauseMs);
					await settle();
					sinceMs = pauseMs >= 250 ? 0 : sinceMs + pauseMs;
					if (sinceMs === 0 || sinceMs >= 500) toldBefore = told;
				}
				page.kill();
				const { interrupted, living } = await recoverRuns({
					store: browser.store,
					locks: browser.openPage().locks,
					clock: browser.clock,
					hashText: fakeHashText
				});
				expect([interrupted.map(({ id }) => id), living]).toEqual([['run-1'], 0]);
				const file = await stored(browser);
				expect(file?.run.status).toBe('interrupted');
				expect(told.startsWith(file?.answer.text ?? 'missing')).toBe(true);
				if (pieces.at(-1)?.pauseMs !== undefined && (pieces.at(-1)?.pauseMs ?? 0) >= 250) {
					expect(file?.answer.text).toBe(toldBefore);
				}
			}
		),
		{ numRuns: 60 }
	);
});

test('a run that lives in another tab is left alone', async () => {
	const browser = createFakeBrowser();
	ask(browser.openPage().bus);
	await settle();
	const { locks } = browser.openPage();
	const recovery = { store: browser.store, locks, clock: browser.clock, hashText: fakeHashText };
	expect(await recoverRuns(recovery)).toEqual({ interrupted: [], living: 1 });
	expect((await stored(browser))?.run.status).toBe('running');
});

test('where the browser knows no locks, a run lives while its page says so', async () => {
	const browser = createFakeBrowser();
	const locks = {
		hold: () => Promise.resolve(() => {}),
		holdAlone: () => Promise.resolve(() => {}),
		isHeld: () => Promise.resolve(undefined)
	};
	const page = browser.openPage({ locks });
	ask(page.bus);
	await settle();
	const recovery = { store: browser.store, locks, clock: browser.clock, hashText: fakeHashText };
	for (let second = 0; second < 60; second += 1) {
		browser.clock.elapse(1000);
		await settle();
	}
	expect((await recoverRuns(recovery)).living).toBe(1);
	page.kill();
	browser.clock.elapse(30_000);
	await settle();
	expect((await recoverRuns(recovery)).interrupted).toHaveLength(1);
});

test('another tab stops a run by the channel, or by the store where there is none', async () => {
	const browser = createFakeBrowser();
	const owner = browser.openPage();
	const cancelled: string[] = [];
	owner.bus.subscribe({ type: 'cancel' }, ({ data }) => cancelled.push(data.request_id));
	ask(owner.bus);
	await settle();
	const other = browser.openPage();
	other.tabs.post({ type: 'stop_run', id: 'another' });
	other.tabs.post('nonsense');
	other.tabs.post({ type: 'stop_run', id: 'run-1' });
	expect(cancelled).toEqual(['run-1']);
	await browser.store.put('live_runs', 'run-1', { id: 'run-1', stop_asked: true });
	browser.clock.elapse(2000);
	await settle();
	expect(cancelled).toEqual(['run-1', 'run-1']);
});

test('a relay that goes on after a reload doubles no text, and loses nothing of the run', async () => {
	const browser = createFakeBrowser();
	const first = browser.openPage();
	ask(first.bus);
	await settle();
	tell(first.bus, ['one ', 'two ']);
	first.recorder.flush();
	const before = await stored(browser);
	first.kill();
	await browser.store.put('runs', ID, { ...before?.run, title: 'My pump', is_pinned: true });
	browser.clock.elapse(1000);

	const { bus } = browser.openPage();
	// The relay tells again who asked, and sends again what it cannot know to have been stored.
	announce(bus);
	tell(bus, ['two ', 'three'], 'run-1', 4);
	await settle();
	end(bus);
	const file = await stored(browser);
	expect(file?.answer.text).toBe('one two three');
	expect(file?.run.status).toBe('done');
	expect(file?.content).toBe('A text about a pump.');
	expect(file?.run).toMatchObject({
		title: 'My pump',
		is_pinned: true,
		started_at: before?.run.started_at
	});
	expect(file?.receipt).toMatchObject({
		request: before?.receipt.request,
		prompt: before?.receipt.prompt
	});
});

test('a run that was interrupted before the relay went on with it goes on too', async () => {
	const browser = createFakeBrowser();
	const first = browser.openPage();
	ask(first.bus);
	tell(first.bus, ['one ']);
	await settle();
	first.kill();
	const { bus, locks } = browser.openPage();
	await recoverRuns({ store: browser.store, locks, clock: browser.clock, hashText: fakeHashText });
	announce(bus);
	tell(bus, ['two'], 'run-1', 4);
	end(bus);
	const file = await stored(browser);
	expect(file?.run).toMatchObject({ status: 'done', title: 'A text about a pump.' });
	expect(file?.answer.text).toBe('one two');
});

test('a run that has ended is not begun again when a relay tells of it once more', async () => {
	const browser = createFakeBrowser();
	const first = browser.openPage();
	ask(first.bus);
	tell(first.bus, ['The whole answer.']);
	end(first.bus);
	const before = await stored(browser);
	first.kill();
	const [again, pieces] = [browser.openPage(), browser.openPage()];
	announce(again.bus);
	tell(again.bus, ['The']);
	tell(pieces.bus, ['The']);
	expect(await stored(browser)).toEqual(before);
	expect(await browser.store.keys('live_runs')).toEqual([]);
});

test('a record that cannot be read is not written over by a relay that goes on', async () => {
	const browser = createFakeBrowser();
	const damaged = { type: 'run', id: ID, of: 'a later version' };
	await browser.store.put('runs', ID, damaged);
	const { bus } = browser.openPage();
	announce(bus);
	tell(bus, ['Text.']);
	end(bus);
	await settle();
	expect(await browser.store.get('runs', ID)).toEqual(damaged);
});

test('of two tabs on one channel one records a run, the one that asked where it is one of them', async () => {
	const browser = createFakeBrowser();
	const tabs = [browser.openPage(), browser.openPage()] as const;
	const writers: string[][] = tabs.map(() => []);
	for (const [index, { tabs: channel }] of tabs.entries()) {
		// What the other tab stores arrives here.
		channel.subscribe((message) => writers[1 - index]?.push(JSON.stringify(message)));
	}
	for (const { bus } of tabs) announce(bus, 'phone-1');
	await settle();
	const [asking] = tabs;
	ask(asking.bus);
	await settle();
	for (const { bus } of tabs) announce(bus);
	for (const id of ['phone-1', 'run-1']) {
		for (const { bus } of tabs) {
			tell(bus, ['Once.'], id);
			end(bus, 'stop', id);
		}
	}
	const file = await stored(browser);
	expect(file?.run).toMatchObject({ status: 'done', title: 'A text about a pump.' });
	expect(file?.answer.text).toBe('Once.');
	const writersOf = (id: string) =>
		writers.map((told) => told.some((message) => message.includes(id)));
	expect(writersOf('run-1')).toEqual([true, false]);
	expect(writersOf('phone-1').filter(Boolean)).toHaveLength(1);
	expect((await stored(browser, RunId.parse('phone-1')))?.run.status).toBe('done');
});

test.each(['goes on', 'has ended'])(
	'a page that goes away hands over all of a run that %s, also while a write is under way',
	async (how) => {
		const browser = createFakeBrowser();
		const never = new Promise<never>(() => {});
		let isSlow = false;
		const { bus, recorder } = browser.openPage({
			store: {
				...browser.store,
				// As a busy disk: what is written arrives, and nobody is told.
				write: async (changes) => {
					await browser.store.write(changes);
					if (isSlow) await never;
				}
			}
		});
		ask(bus);
		await settle();
		isSlow = true;
		tell(bus, ['one ']);
		browser.clock.elapse(200);
		await settle();
		tell(bus, ['two'], 'run-1', 4);
		if (how === 'has ended') end(bus);
		expect((await stored(browser))?.answer.text).toBe('one ');
		recorder.flush();
		expect(await stored(browser)).toMatchObject({
			run: { status: how === 'has ended' ? 'done' : 'running' },
			answer: { text: 'one two', isDamaged: false }
		});
	}
);

test('pieces of what is no run are not recorded, and looked up once', async () => {
	const browser = createFakeBrowser();
	let reads = 0;
	const get: typeof browser.store.get = (table, key) => {
		reads += 1;
		return browser.store.get(table, key);
	};
	const { bus } = browser.openPage({ store: { ...browser.store, get } });
	tell(bus, ['a', 'b'], 'chat-1');
	await settle();
	const readsBefore = reads;
	tell(bus, ['c'], 'chat-1', 2);
	await settle();
	expect(reads).toBe(readsBefore);
	expect(await browser.store.keys('runs')).toEqual([]);
});

test('a request of another client is stored without its text', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	announce(bus);
	tell(bus, ['Hello.']);
	end(bus);
	const file = await stored(browser);
	expect(file).toMatchObject({
		run: { status: 'done', content_hash: 'ab'.repeat(32) },
		receipt: { from: 'phone' },
		answer: { text: 'Hello.' }
	});
	expect(file?.content).toBeUndefined();
});

test('a request that is repeated with its id makes no second run', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus);
	end(bus);
	await settle();
	ask(bus);
	await settle();
	expect((await stored(browser))?.run.status).toBe('done');
	expect(await browser.store.keys('live_runs')).toEqual([]);
});

test('a store without room refuses once for each run, which goes on', async () => {
	const browser = createFakeBrowser();
	const full = new Error('No room');
	const { bus, refused } = browser.openPage({
		store: { ...browser.store, write: () => Promise.reject(full) }
	});
	ask(bus);
	await settle();
	tell(bus, ['z'.repeat(20_000)]);
	await settle();
	end(bus);
	await settle();
	expect(refused).toEqual([full]);
});

test('a continued run keeps the answer that it goes on from', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	const data = { content: 'Text.', template: 'summary_brief', partial_answer: 'Once upon' };
	bus.publish({ type: 'llm_request', id: 'run-1', data });
	tell(bus, [' a time', '.']);
	end(bus);
	const file = await stored(browser);
	expect(file?.answer.text).toBe('Once upon a time.');
	expect(file?.receipt.request?.partial_answer).toBe('Once upon');
});

test('an answer with a lost block says that it is damaged, and keeps what came before', async () => {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	ask(bus);
	await settle();
	for (const [index, piece] of ['one ', 'two ', 'three'].entries()) {
		tell(bus, [piece], 'run-1', index * 4);
		browser.clock.elapse(250);
		await settle();
	}
	const [, second = ''] = await browser.store.keys('answers');
	await browser.store.put('answers', second, 'damaged');
	expect((await stored(browser))?.answer).toMatchObject({ text: 'one ', isDamaged: true });
});

test('a run is whole where only what the search knows it by cannot be stored', async () => {
	const { store, openPage } = createFakeBrowser();
	const { bus, refused } = openPage({
		store: {
			...store,
			put: (table, ...record) =>
				table === 'signatures' ? Promise.reject(new Error('No room.')) : store.put(table, ...record)
		}
	});
	ask(bus);
	tell(bus, ['An answer.']);
	end(bus);
	await settle();
	expect(refused).toEqual([]);
	expect(await store.get('runs', 'run-1')).toMatchObject({ status: 'done' });
	expect(await store.keys('signatures')).toEqual([]);
});
