import type { Browser } from 'playwright';
import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark, type Figure } from '../figure.ts';
import { makeLongAnswer } from '../growing-text/long-answer.ts';
import { cut } from '../growing-text/steps.ts';
import { seededRandom } from '../seeded-random.ts';
import { startAnsweringServer } from '../stream/answering-server.ts';
import { addProbe, watch, type Seen } from '../stream/probe.ts';

const RUNS = 5;
const SPEEDS = [
	{ tokensPerSecond: 500, length: 20_000 },
	{ tokensPerSecond: 5000, length: 60_000 }
];
/** Less than this is not worth a second way to read, with its own messages, failures and fallback. */
const WORTH = 1.25;

/** As in the built site: Workers from blobs only, and only those that the one policy of ours lets through. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; connect-src http://127.0.0.1:*; worker-src blob:; require-trusted-types-for 'script'; trusted-types svelte-trusted-html default";

/**
 * What reading a stream on the page costs its main thread, over reading it in a Worker that sends at most one message for
 * each frame. Both read by the program's own client and show the answer in the program's own view; they take turns.
 */
export const benchmark: Benchmark = async () => {
	const notes: string[] = [];
	const figures: Figure[] = [];
	const page = await bundle('tests/bench/reading/page.ts');
	for (const { tokensPerSecond, length } of SPEEDS) {
		const server = await startAnsweringServer(cut(makeLongAnswer(length, seededRandom(11))));
		server.setSpeed(tokensPerSecond);
		const rounds = await withBenchPage(
			page,
			async (tab) => {
				const browser = tab.context().browser();
				if (!browser) throw new Error('Expected a page of a browser, got one of none');
				const rounds: { page: Seen; worker: Seen }[] = [];
				for (let run = 0; run < RUNS; run += 1) {
					rounds.push({
						page: await watchReading(browser, tab.url(), 'page', server.url),
						worker: await watchReading(browser, tab.url(), 'worker', server.url)
					});
				}
				return rounds;
			},
			POLICY
		).finally(server.close);
		const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
		const tell = (by: 'page' | 'worker') =>
			`${middle((round) => round[by].cpuSeconds).toFixed(2)} s of ${middle((round) => round[by].seconds).toFixed(1)} s, longest task ${middle((round) => round[by].longestTaskMs).toFixed(0)} ms`;
		const longest = middle(({ page, worker }) => page.longestTaskMs / worker.longestTaskMs);
		notes.push(
			`${tokensPerSecond} tokens/s, ${length / 1000} KB: read on the page ${tell('page')}; in a Worker ${tell('worker')} (50 is 50 or less)`,
			`${tokensPerSecond} tokens/s, longest task: ${longest.toFixed(2)} × reading in a Worker`
		);
		figures.push({
			label: `${tokensPerSecond} tokens/s, main thread`,
			value: middle(({ page, worker }) => page.cpuSeconds / worker.cpuSeconds),
			unit: '× reading in a Worker',
			budget: WORTH
		});
	}
	return { notes, figures };
};

async function watchReading(
	browser: Browser,
	url: string,
	by: 'page' | 'worker',
	endpoint: string
): Promise<Seen> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
	try {
		const page = await context.newPage();
		await addProbe(page);
		await page.goto(url);
		const seen = await watch(page, 'body', async () => {
			const shown = await page.evaluate(
				([by, endpoint]) =>
					(
						globalThis as unknown as {
							show: (by: string, endpoint: string) => Promise<number>;
						}
					).show(by, endpoint),
				[by, endpoint] as const
			);
			if (shown < 10_000) throw new Error(`Expected a long answer, got ${shown} characters of it`);
		});
		return seen;
	} finally {
		await context.close();
	}
}
