import type { Browser, Page } from 'playwright';
import { buildAll } from '../../../src/tools/build-all.ts';
import { serveSite } from '../../../src/tools/serve-site.ts';
import { withBenchPage } from '../bench-page.ts';
import { bundle } from '../bundle.ts';
import { median, type Benchmark } from '../figure.ts';
import { makeLongAnswer } from '../growing-text/long-answer.ts';
import { cut } from '../growing-text/steps.ts';
import { seededRandom } from '../seeded-random.ts';
import { startAnsweringServer, type AnsweringServer } from './answering-server.ts';
import { addProbe, FRAME_MS, watch, type Seen } from './probe.ts';

const RUNS = 5;
const LENGTH = 60_000;
const TOKENS_PER_SECOND = 500;
const IDLE_MS = 10_000;
/** What comes after the end of an answer belongs to it. */
const SETTLED_MS = 1000;

/** Where a real LM Studio may run on this machine; a benchmark never speaks to it. */
const REAL_LM_STUDIO = /^http:\/\/(127\.0\.0\.1|localhost):1234\//;
/** That of benchmark pages, which may here reach the server of the answer. */
const FLOOR_POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src http://127.0.0.1:*";

/**
 * An answer of 60 KB at 500 tokens a second, from the press of Run in the built site to its last frame, over a page that
 * reads the same stream and shows it as plain text, and over the site when nothing happens. They take turns in one browser.
 */
export const benchmark: Benchmark = async () => {
	const tokens = cut(makeLongAnswer(LENGTH, seededRandom(11)));
	await buildAll();
	const server = await startAnsweringServer(tokens);
	server.setSpeed(TOKENS_PER_SECOND);
	const site = await serveSite({
		folder: 'build',
		host: '127.0.0.1',
		port: 0,
		simulator: server.url
	});
	const floor = await bundle('tests/bench/stream/page.ts');
	try {
		const rounds = await withBenchPage(
			floor,
			async (page) => {
				const browser = page.context().browser();
				if (!browser) throw new Error('Expected a page of a browser, got one of none');
				const rounds: Round[] = [];
				for (let run = 0; run < RUNS; run += 1) {
					rounds.push({
						idle: await onSite(browser, site.url, watchIdle),
						floor: await inNewPage(browser, page.url(), (tab) => watchFloor(tab, server)),
						ours: await onSite(browser, site.url, (tab) => watchRun(tab, server))
					});
				}
				return rounds;
			},
			FLOOR_POLICY
		);
		return report(rounds, tokens.length);
	} finally {
		await site.close();
		await server.close();
	}
};

interface Timed extends Seen {
	/** From the last bytes of the answer to the last time that it was drawn. */
	lagMs: number;
}

interface Round {
	idle: Seen;
	floor: Timed;
	ours: Timed;
}

async function inNewPage<Result>(
	browser: Browser,
	url: string,
	use: (page: Page) => Promise<Result>
): Promise<Result> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
	try {
		const page = await context.newPage();
		await addProbe(page);
		await page.route(REAL_LM_STUDIO, (route) => route.abort('connectionrefused'));
		await page.goto(url);
		return await use(page);
	} finally {
		await context.close();
	}
}

/** The site when it has found its server, and has a text to analyse. */
function onSite<Result>(
	browser: Browser,
	url: string,
	use: (page: Page) => Promise<Result>
): Promise<Result> {
	return inNewPage(browser, url, async (page) => {
		await page.locator('[data-testid=connection-status][data-state=simulated]').waitFor();
		await page.getByTestId('content-input').fill('A text to analyse.');
		await page.waitForTimeout(SETTLED_MS);
		return use(page);
	});
}

function watchIdle(page: Page): Promise<Seen> {
	return watch(page, 'section[aria-label=Answer]', () => page.waitForTimeout(IDLE_MS));
}

async function watchRun(page: Page, server: AnsweringServer): Promise<Timed> {
	let endedAt = NaN;
	const watched = 'section[aria-label=Answer], [data-testid=run-status]';
	const seen = await watch(page, watched, async () => {
		const end = server.nextEnd();
		// By the keyboard, so that no pointer lies on the page, as none lies on that of the floor.
		await page.keyboard.press('Control+Enter');
		endedAt = await end;
		await page.waitForTimeout(SETTLED_MS);
	});
	const status = page.getByTestId('run-status');
	const state = await status.getAttribute('data-state');
	const shown = (await page.getByTestId('llm-output').textContent())?.length ?? 0;
	if (state !== 'done' || shown < LENGTH / 2) {
		throw new Error(`Expected a whole answer, got ${shown} characters of one that is ${state}`);
	}
	return { ...seen, lagMs: seen.paintedAt - endedAt };
}

async function watchFloor(page: Page, server: AnsweringServer): Promise<Timed> {
	let endedAt = NaN;
	const seen = await watch(page, '.scroller', async () => {
		const end = server.nextEnd();
		await page.evaluate((address) => {
			void (globalThis as unknown as { read: (address: string) => Promise<void> }).read(address);
		}, `${server.url}/api/v1/chat`);
		endedAt = await end;
		await page.waitForTimeout(SETTLED_MS);
	});
	const shown = (await page.locator('.scroller').textContent())?.length ?? 0;
	// Line breaks are none in the text of elements.
	if (shown < LENGTH * 0.9) throw new Error(`Expected the whole answer, got ${shown} characters`);
	return { ...seen, lagMs: seen.paintedAt - endedAt };
}

function report(rounds: readonly Round[], tokens: number): Awaited<ReturnType<Benchmark>> {
	const middle = (of: (round: Round) => number) => median(rounds.map(of));
	const tell = (name: string, of: (round: Round) => Seen) =>
		`${name}: main thread ${middle((round) => of(round).cpuSeconds).toFixed(2)} s of ${middle((round) => of(round).seconds).toFixed(1)} s, dropped frames ${middle((round) => of(round).droppedPercent).toFixed(2)} %, longest task ${middle((round) => of(round).longestTaskMs).toFixed(0)} ms (50 is 50 or less)`;
	return {
		notes: [
			`${tokens} tokens of 4 characters at ${TOKENS_PER_SECOND} a second, ${rounds.length} rounds`,
			tell('ours', ({ ours }) => ours),
			tell('floor', ({ floor }) => floor),
			tell('idle', ({ idle }) => idle),
			`last byte → final paint: ours ${middle(({ ours }) => ours.lagMs).toFixed(0)} ms, floor ${middle(({ floor }) => floor.lagMs).toFixed(0)} ms`
		],
		figures: [
			{
				label: 'main thread',
				value: middle(({ ours, floor }) => ours.cpuSeconds / floor.cpuSeconds),
				unit: '× plain text of the same stream',
				budget: 1.5
			},
			{
				label: 'dropped frames',
				value: middle(({ ours, idle }) => ours.droppedPercent - idle.droppedPercent),
				unit: 'points over the idle page',
				budget: 1
			},
			{
				label: 'longest task',
				value: middle(
					({ ours, floor }) => ours.longestTaskMs / Math.max(50, 1.25 * floor.longestTaskMs)
				),
				unit: '× the larger of 50 ms and 1.25 × plain text',
				budget: 1
			},
			{
				label: 'last byte → final paint',
				value: middle(({ ours, floor }) => (ours.lagMs - floor.lagMs) / FRAME_MS),
				unit: 'frames over plain text',
				budget: 1
			}
		]
	};
}
