import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark } from '../figure.ts';
import { runContender, type Cost } from '../growing-text/run-contender.ts';

const RUNS = 5;
const LENGTH = 1_000_000;

/** The main thread's time while a list in JSON of 1 MB grows as a table: how much more the last tenth costs than the second. */
export const benchmark: Benchmark = async () => {
	const page = await bundle('tests/bench/json/page.ts');
	const rounds = await withBenchPage(page, async (tab) => {
		await runContender(tab, 'ours', 50_000);
		const costs: Cost[] = [];
		for (let run = 0; run < RUNS; run += 1) costs.push(await runContender(tab, 'ours', LENGTH));
		return costs;
	});
	return {
		notes: [
			`1 MB: ${median(rounds.map(({ perToken }) => perToken)).toFixed(1)} µs for each token of four bytes`
		],
		figures: [
			{
				label: '1 MB, last tenth',
				value: median(rounds.map(({ growth }) => growth ?? Infinity)),
				unit: '× second tenth',
				budget: 1.1
			}
		]
	};
};
