import { median, type Benchmark, type Figure } from '../figure.ts';
import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { runContender, type Cost } from '../growing-text/run-contender.ts';

const RUNS = 5;
const CAP_MS = 45_000;
const SIZES = [
	{ label: '60 KB', length: 60_000 },
	{ label: '1 MB', length: 1_000_000 }
];

/**
 * The main thread's time for each token of a growing answer, ten tokens a step, over the sectioned plain-text floor and,
 * at 60 KB, over one text node that grows; and how much more the last tenth costs than the second. Once with every step
 * shown, which is what the view itself costs, and once with what the program does: however many tokens come, it shows them
 * at a pace. The contenders take turns on one page.
 */
export const benchmark: Benchmark = async () => {
	const notes: string[] = [];
	const figures: Figure[] = [];
	const page = await bundle('tests/bench/markdown/page.ts');
	for (const { label, length } of SIZES) {
		const isShort = length < 100_000;
		const rounds = await withBenchPage(page, async (tab) => {
			await runContender(tab, 'floor', 20_000);
			await runContender(tab, 'ours', 20_000);
			await runContender(tab, 'paced', 20_000);
			const rounds: { floor: Cost; ours: Cost; paced: Cost; node: Cost | undefined }[] = [];
			for (let run = 0; run < RUNS; run += 1) {
				const floor = await runContender(tab, 'floor', length);
				const ours = await runContender(tab, 'ours', length);
				const paced = await runContender(tab, 'paced', length);
				const node = isShort ? await runContender(tab, 'oneTextNode', length, CAP_MS) : undefined;
				rounds.push({ floor, ours, paced, node });
			}
			return rounds;
		});
		const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
		notes.push(
			`${label}: ours ${middle(({ ours }) => ours.perToken).toFixed(1)} µs, at the program's pace ${middle(({ paced }) => paced.perToken).toFixed(1)} µs, floor ${middle(({ floor }) => floor.perToken).toFixed(1)} µs a token; growth of the floor ${middle(({ floor }) => floor.growth ?? NaN).toFixed(2)}`
		);
		figures.push({
			label: `${label}, cost of every step shown`,
			value: middle(({ ours, floor }) => ours.perToken / floor.perToken),
			unit: '× sectioned plain text',
			budget: 2
		});
		figures.push({
			label: `${label}, cost at the program's pace`,
			value: middle(({ paced, floor }) => paced.perToken / floor.perToken),
			unit: '× sectioned plain text',
			budget: 2
		});
		if (isShort) {
			figures.push({
				label: `${label}, cost`,
				value: middle(({ ours, node }) => ours.perToken / (node?.perToken ?? NaN)),
				unit: '× one text node',
				budget: 0.25
			});
		}
		figures.push({
			label: `${label}, last tenth`,
			value: middle(({ ours }) => ours.growth ?? Infinity),
			unit: '× second tenth',
			budget: 1.1
		});
	}
	return { notes, figures };
};
