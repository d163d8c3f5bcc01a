import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark, type Figure } from '../figure.ts';
import { runContender, type Cost } from '../growing-text/run-contender.ts';

/** The short fence takes a second or two, so that the noise of a single run is larger. */
const SIZES = [
	{ lines: 300, runs: 11 },
	{ lines: 3000, runs: 5 }
];

/**
 * The main thread's time for each token of code in a growing fence that is highlighted, ten tokens a step, over code
 * without colours that has a block for each line, in sections; and how much more the last tenth costs than the second.
 */
export const benchmark: Benchmark = async () => {
	const notes: string[] = [];
	const figures: Figure[] = [];
	const page = await bundle('tests/bench/fence/page.ts');
	for (const { lines, runs } of SIZES) {
		const rounds = await withBenchPage(page, async (tab) => {
			await runContender(tab, 'floor', 300);
			await runContender(tab, 'ours', 300);
			const rounds: { floor: Cost; ours: Cost }[] = [];
			for (let run = 0; run < runs; run += 1) {
				const floor = await runContender(tab, 'floor', lines);
				rounds.push({ floor, ours: await runContender(tab, 'ours', lines) });
			}
			return rounds;
		});
		const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
		notes.push(
			`${lines} lines: ours ${middle(({ ours }) => ours.perToken).toFixed(1)} µs, floor ${middle(({ floor }) => floor.perToken).toFixed(1)} µs a token; growth of the floor ${middle(({ floor }) => floor.growth ?? NaN).toFixed(2)}`
		);
		figures.push(
			{
				label: `${lines} lines, cost`,
				value: middle(({ ours, floor }) => ours.perToken / floor.perToken),
				unit: '× sectioned code without colours',
				budget: 3
			},
			{
				label: `${lines} lines, last tenth`,
				value: middle(({ ours }) => ours.growth ?? Infinity),
				unit: '× second tenth',
				budget: 1.1
			}
		);
	}
	return { notes, figures };
};
