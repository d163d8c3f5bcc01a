import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark } from '../figure.ts';
import { runContender, type Cost } from '../growing-text/run-contender.ts';

const RUNS = 5;
const LENGTH = 60_000;
const CAP_MS = 45_000;
const STREAMDOWN = 'svelte-streamdown';

/** Without Trusted Types, and with styles of elements: not all of the peers can do without. The same page holds ours. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'";

/**
 * What `markdown` measures, the main thread's time for each token of a growing answer, for libraries that show Markdown
 * while it grows. They take turns on one page, and are stopped after 45 seconds: the rest would have cost them more.
 */
export const benchmark: Benchmark = async () => {
	const page = await bundle('tests/bench/peers/page.ts');
	const { rounds, peers } = await withBenchPage(
		page,
		async (tab) => {
			const peers = await tab.evaluate(() => (globalThis as unknown as { peers: string[] }).peers);
			for (const name of ['ours', ...peers]) await runContender(tab, name, 6000);
			const rounds: Map<string, Cost>[] = [];
			for (let run = 0; run < RUNS; run += 1) {
				const round = new Map<string, Cost>();
				for (const name of ['ours', ...peers]) {
					round.set(name, await runContender(tab, name, LENGTH, CAP_MS));
				}
				rounds.push(round);
			}
			return { rounds, peers };
		},
		POLICY
	);
	const middle = (of: (cost: (name: string) => Cost) => number) =>
		median(
			rounds.map((round) => of((name) => round.get(name) ?? { perToken: NaN, growth: undefined }))
		);
	return {
		notes: ['ours', ...peers]
			.map((name) => {
				const growths = rounds.flatMap((round) => round.get(name)?.growth ?? []);
				const growth =
					growths.length === 0 ? '' : `, last tenth ${median(growths).toFixed(2)} × second tenth`;
				return `60 KB, ${name}: ${middle((cost) => cost(name).perToken).toFixed(1)} µs a token${growth}; whole in ${growths.length} of ${rounds.length} runs`;
			})
			.concat(
				peers.includes(STREAMDOWN)
					? []
					: `${STREAMDOWN} is not installed: npm install --no-save ${STREAMDOWN}@3.0.1`
			),
		figures: peers.map((name) => ({
			label: '60 KB, cost of ours',
			value: middle((cost) => cost('ours').perToken / cost(name).perToken),
			unit: `× ${name}`,
			budget: 1
		}))
	};
};
