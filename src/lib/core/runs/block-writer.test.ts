import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '#lib/core/fakes.ts';
import { ask, createFakeBrowser, end, tell, type FakeBrowser } from './fakes.ts';
import { readRunFile } from './run-files.ts';
import { RunId } from './run-records.ts';

async function stored(browser: FakeBrowser) {
	await settle();
	return readRunFile(browser.store, RunId.parse('run-1'));
}

test('an answer is packed while it grows, so that its end stores no more than any other moment', async () => {
	const browser = createFakeBrowser();
	const lengths: number[] = [];
	const { bus } = browser.openPage({
		store: {
			...browser.store,
			write: (changes) => {
				lengths.push(JSON.stringify(changes).length);
				return browser.store.write(changes);
			}
		}
	});
	ask(bus);
	await settle();
	const pieces = Array.from({ length: 400 }, (_, at) => `piece ${at} `.repeat(50));
	let off = 0;
	for (const piece of pieces) {
		tell(bus, [piece], 'run-1', off);
		off += piece.length;
		browser.clock.elapse(200);
		await settle();
	}
	end(bus);
	expect((await stored(browser))?.answer.text).toBe(pieces.join(''));
	expect(lengths.at(-1)).toBeLessThanOrEqual(Math.max(...lengths.slice(0, -1)));
	expect(Math.max(...lengths)).toBeLessThan(30_000);
	const blocks = await browser.store.list('answers');
	expect(blocks).toHaveLength(Math.ceil(off / (16 * 1024)));
});

test('however an answer comes, and wherever its page is killed, its blocks hold what was stored', async () => {
	const piece = fc.record({
		kind: fc.constantFrom('text' as const, 'reasoning' as const),
		length: fc.integer({ min: 1, max: 20_000 }),
		/** How much of what came before comes again, as from a relay that cannot know what has arrived. */
		again: fc.nat(30_000)
	});
	await fc.assert(
		fc.asyncProperty(
			fc.array(piece, { minLength: 1, maxLength: 12 }),
			fc.boolean(),
			async (all, isWhole) => {
				const browser = createFakeBrowser();
				const { bus } = browser.openPage();
				ask(bus);
				await settle();
				const told = { text: '', reasoning: '' };
				for (const [at, { kind, length, again }] of all.entries()) {
					const off = Math.max(0, told[kind].length - (at % 3 === 0 ? again : 0));
					const chunk = told[kind].slice(off) + String(at % 10).repeat(length);
					told[kind] = told[kind].slice(0, off) + chunk;
					bus.publish({
						type: 'llm_chunk',
						request_id: 'run-1',
						kind,
						off,
						data: { chunk, is_final: false }
					});
					browser.clock.elapse(250);
					await settle();
				}
				if (isWhole) end(bus);
				expect((await stored(browser))?.answer).toEqual({ ...told, isDamaged: false });
			}
		),
		{ numRuns: 50 }
	);
});
