import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, signatureOf, tell } from './fakes.ts';
import { listRuns } from './list-runs.ts';
import type { StoredRun } from './run-records.ts';
import { createRunSearch } from './search-runs.ts';
import { foldForSearch, mayHold, sequencesOf } from './text-signature.ts';

const TEXTS = [
	['The pump at Norrvik lost pressure.', 'A valve was torn.'],
	['Minutes of the meeting in Göteborg.', 'They   agreed\non a budget.'],
	['A log without a name.', 'ERROR 503 at the gateway.']
] as const;

async function createHistory() {
	const browser = createFakeBrowser();
	const { bus } = browser.openPage();
	for (const [index, [content, answer]] of TEXTS.entries()) {
		const id = `run-${index}`;
		ask(bus, id, content);
		tell(bus, [answer], id);
		end(bus, 'stop', id);
		browser.clock.elapse(1000);
		await settle();
	}
	const runs: StoredRun[] = [];
	await listRuns(browser.store, (portion) => runs.push(...portion));
	let reads = 0;
	const search = createRunSearch(
		{
			...browser.store,
			list: (table, range) => {
				if (table === 'answers') reads += 1;
				return browser.store.list(table, range);
			}
		},
		browser.clock
	);
	return {
		store: browser.store,
		runs,
		reads: () => reads,
		forget: search.forget,
		find: async (query: string, signal = new AbortController().signal) => {
			const found: [string, string][] = [];
			await search.search(query, runs, (id, snippet) => found.push([id, snippet]), signal);
			return found;
		}
	};
}

test('finds words in answers and in sources, in any case and however spaced, the newest first', async () => {
	const { find } = await createHistory();
	expect(await find('norrvik')).toEqual([['run-0', 'the pump at norrvik lost pressure.']]);
	expect((await find('AGREED ON')).map(([id]) => id)).toEqual(['run-1']);
	expect((await find('göteborg budget')).map(([id]) => id)).toEqual(['run-1']);
	expect((await find('go\u0308teborg')).map(([id]) => id)).toEqual(['run-1']);
	expect((await find('a')).map(([id]) => id)).toEqual(['run-2', 'run-1', 'run-0']);
	expect(await find('pump budget')).toEqual([]);
	expect(await find('   ')).toEqual([]);
});

test('reads only the texts that may hold the words', async () => {
	const { find, reads } = await createHistory();
	await find('gateway');
	expect(reads()).toBe(1);
});

test('finds a run by the name that a person gave it', async () => {
	const { find, runs, forget } = await createHistory();
	const [newest] = runs;
	if (newest) runs[0] = { ...newest, title: 'Quarterly review' };
	forget([]);
	expect((await find('quarterly gateway')).map(([id]) => id)).toEqual(['run-2']);
});

test('stops when it is told to', async () => {
	const { find } = await createHistory();
	await expect(find('pump', AbortSignal.abort(new Error('another query')))).rejects.toThrow(
		'another query'
	);
});

test('a signature never denies what a text holds', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'grapheme', maxLength: 200 }),
			fc.nat(),
			fc.nat(20),
			(text, from, length) => {
				const folded = foldForSearch(text);
				const start = folded.length === 0 ? 0 : from % folded.length;
				const part = folded.slice(start, start + length);
				expect(mayHold(signatureOf('another text', text), sequencesOf(part))).toBe(true);
			}
		)
	);
});

test('a signature of a long text holds what lies across the parts that it is made of', () => {
	const word = fc.constantFrom(
		'one',
		'ΟΔΟΣ',
		'e',
		'\u0301',
		' ',
		'\n\n',
		'\u2000',
		'İ',
		'가',
		'😀'
	);
	fc.assert(
		fc.property(fc.array(word, { minLength: 1, maxLength: 9 }), fc.nat(40), (words, shift) => {
			// No sequence occurs twice, and the parts begin at other places each time.
			const unlike = Array.from({ length: 9000 }, (_, at) => String.fromCharCode(0x4e00 + at));
			const text = 'x'.repeat(shift) + unlike.map((one) => one + words.join('')).join('');
			const wanted = sequencesOf(foldForSearch(text));
			expect(mayHold(signatureOf(text), wanted)).toBe(true);
		}),
		{ numRuns: 40 }
	);
});

test('texts are compared in their composed form, without case, with single spaces', () => {
	const parts = fc.constantFrom(
		'A',
		'é',
		'e\u0301',
		'\u0301',
		'İ',
		'가',
		'\u1100\u1161',
		' ',
		'\n',
		'\u00a0',
		'  ',
		'😀'
	);
	fc.assert(
		fc.property(fc.array(parts), (all) => {
			const text = all.join('');
			const expected = text.normalize('NFC').toLowerCase().split(/\s+/).join(' ');
			expect(foldForSearch(text)).toBe(expected);
		})
	);
});

test('a very long text fits every search, without a signature of its own', () => {
	const signature = signatureOf('x'.repeat(1_000_001));
	expect(signature).toHaveLength(0);
	expect(mayHold(signature, sequencesOf('anything'))).toBe(true);
});

test('a record that cannot be read hides no other run', async () => {
	const { store } = await createHistory();
	await store.put('runs', 'run-1', { type: 'run', id: 7 });
	const found: string[] = [];
	let unreadable = 0;
	const count = await listRuns(store, (runs, bad) => {
		found.push(...runs.map(({ id }) => id));
		unreadable = bad;
	});
	expect([count, found, unreadable]).toEqual([3, ['run-2', 'run-0'], 1]);
});
