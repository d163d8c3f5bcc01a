import { median, type Benchmark } from '../figure.ts';
import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';

const RUNS = 5;
const BUDGET = 1.15;

/**
 * Bytes of a stream → messages counted at a bus subscriber, in Chromium under a policy that forbids eval, over
 * eventsource-parser and JSON.parse on the same bytes in the same page, alternated.
 */
export const benchmark: Benchmark = async () => {
	return withBenchPage(await bundle('tests/bench/pipeline/page.ts'), async (page) => {
		const notes: string[] = [];
		const figures = [];
		for (const cut of ['oneEventChunks', 'randomChunks'] as const) {
			const measure = (by: 'ours' | 'floor') =>
				page.evaluate(
					([by, cut]) =>
						(
							globalThis as unknown as { measure: (by: string, cut: string) => Promise<number> }
						).measure(by, cut),
					[by, cut] as const
				);
			// The first pass of each pays for compilation.
			await measure('floor');
			await measure('ours');
			const pairs: { ours: number; floor: number }[] = [];
			for (let run = 0; run < RUNS; run += 1) {
				const floor = await measure('floor');
				pairs.push({ floor, ours: await measure('ours') });
			}
			const label = cut === 'oneEventChunks' ? 'one-event chunks' : 'random splits';
			const nanosecondsOf = (by: 'ours' | 'floor') =>
				Math.round((median(pairs.map((pair) => pair[by])) * 1e6) / 100_000);
			notes.push(
				`${label}: ours ${nanosecondsOf('ours')} ns, floor ${nanosecondsOf('floor')} ns an event`
			);
			figures.push({
				label,
				value: median(pairs.map(({ ours, floor }) => ours / floor)),
				unit: '× eventsource-parser + JSON.parse',
				budget: BUDGET
			});
		}
		return { notes, figures };
	});
};
