import { existsSync } from 'node:fs';
import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark, type Figure } from '../figure.ts';
import { measureOpening } from './open-list.ts';
import type { Page } from 'playwright';

const ROUNDS = 5;
/** More, because the longest of many tasks is easily somebody else's. */
const OPENING_ROUNDS = 7;

/** Storing many records, opening a long list on the built site, and searching it. `npm run build` must have run. */
export const benchmark: Benchmark = async () => {
	if (!existsSync('build/index.html'))
		throw new Error('Expected a built site, run `npm run build`');
	const bundled = await bundle('tests/bench/storage/page.ts');
	const notes: string[] = [];
	const figures: Figure[] = [];
	await withBenchPage(bundled, async (page) => {
		figures.push(await measureImport(page, notes));
		figures.push(...(await measureSearch(page, notes)));
	});
	const opening = await measureOpening([100, 10_000], OPENING_ROUNDS);
	const [few, many] = [100, 10_000].map((count) => median(opening.get(count) ?? []));
	notes.push(
		`longest task: ${few?.toFixed(1)} ms with 100 runs, ${many?.toFixed(1)} ms with 10,000`
	);
	figures.push({
		label: 'longest task while opening 10,000 runs',
		value: (many ?? Infinity) / (few ?? 1),
		unit: '× that of 100 runs',
		budget: 1.5
	});
	return { notes, figures };
};

async function measureImport(page: Page, notes: string[]): Promise<Figure> {
	const measure = (by: string) =>
		page.evaluate(
			(by) =>
				(globalThis as unknown as { measureImport: (by: string) => Promise<number> }).measureImport(
					by
				),
			by
		);
	await measure('ours');
	const pairs: { ours: number; floor: number }[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		pairs.push({ floor: await measure('floor'), ours: await measure('ours') });
	}
	const [ours, floor] = (['ours', 'floor'] as const).map((by) =>
		Math.round(median(pairs.map((pair) => pair[by])))
	);
	notes.push(`10,000 records: ours ${ours} ms, one put for each ${floor} ms`);
	return {
		label: 'import of 10,000 records',
		value: median(pairs.map((pair) => pair.ours / pair.floor)),
		unit: '× one put for each record',
		budget: 0.1
	};
}

async function measureSearch(page: Page, notes: string[]): Promise<Figure[]> {
	const { queries, characters } = await page.evaluate(() =>
		(
			globalThis as unknown as {
				prepareSearch: () => Promise<{ queries: string[]; characters: number }>;
			}
		).prepareSearch()
	);
	const measure = (query: string, by: string) =>
		page.evaluate(
			([query, by]) =>
				(
					globalThis as unknown as {
						measureSearch: (
							query: string,
							by: string
						) => Promise<{ elapsedMs: number; found: number }>;
					}
				).measureSearch(query, by),
			[query, by] as const
		);
	const [rare = ''] = queries;
	const unpacked = await measure(rare, 'first');
	const packingMs = await page.evaluate(() =>
		(globalThis as unknown as { packAll: () => Promise<number> }).packAll()
	);
	notes.push(
		`search: ${(characters / 1e6).toFixed(0)} million characters; before anything is packed '${rare}' takes ${unpacked.elapsedMs.toFixed(0)} ms; packing all of it once, ${packingMs.toFixed(0)} ms`
	);
	const ratios: Record<'first' | 'later', number[]> = { first: [], later: [] };
	for (const query of queries) {
		const floor = await measure(query, 'floor');
		const first = await measure(query, 'first');
		const later = await measure(query, 'later');
		for (const { found } of [first, later]) {
			if (found !== floor.found) {
				throw new Error(`Expected ${floor.found} runs for '${query}', got ${found}`);
			}
		}
		notes.push(
			`search '${query}': ${floor.found} found, plain scan ${floor.elapsedMs.toFixed(0)} ms, the first search of a visit ${first.elapsedMs.toFixed(0)} ms, a later one ${later.elapsedMs.toFixed(1)} ms`
		);
		ratios.first.push(first.elapsedMs / floor.elapsedMs);
		ratios.later.push(later.elapsedMs / floor.elapsedMs);
	}
	return (['first', 'later'] as const).map((which) => ({
		label: `full-text search in 10,000 runs, ${which} of a visit`,
		value: median(ratios[which]),
		unit: '× a plain scan of the same text',
		budget: 0.25
	}));
}
