import type { CDPSession, Page } from 'playwright';

/** Microseconds of the main thread's processor time for each token. */
export interface Cost {
	perToken: number;
	/** Last tenth over second tenth; the first pays for compilation. `undefined` when the time was up before the end. */
	growth: number | undefined;
}

interface BenchWindow {
	start: (name: string, length: number) => void | Promise<void>;
	run: { nextTenth: () => Promise<number>; end: () => void };
}

/** Runs a contender on the page once, until `capMs` is used up. */
export async function runContender(
	page: Page,
	name: string,
	length: number,
	capMs = Infinity
): Promise<Cost> {
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	await session.send('HeapProfiler.collectGarbage');
	await page.evaluate(
		([name, length]) => (globalThis as unknown as BenchWindow).start(name, length),
		[name, length] as const
	);
	const startedAt = performance.now();
	const tenths: number[] = [];
	let tokens = 0;
	let used = 0;
	while (tenths.length < 10 && performance.now() - startedAt < capMs) {
		const before = await processorTime(session);
		const shown = await page.evaluate(() => (globalThis as unknown as BenchWindow).run.nextTenth());
		const tenth = (await processorTime(session)) - before;
		tenths.push(tenth / shown);
		tokens += shown;
		used += tenth;
	}
	const [, second] = tenths;
	const last = tenths[9];
	if (last !== undefined) {
		await page.evaluate(() => {
			(globalThis as unknown as BenchWindow).run.end();
		});
	} else await page.reload();
	await session.detach();
	return {
		perToken: used / tokens,
		growth: second === undefined || last === undefined ? undefined : last / second
	};
}

/** Of everything the main thread does, in microseconds. */
async function processorTime(session: CDPSession): Promise<number> {
	const { metrics } = await session.send('Performance.getMetrics');
	const task = metrics.find(({ name }) => name === 'TaskDuration');
	if (!task) throw new Error('Expected the browser to count the time of tasks, it does not');
	return task.value * 1e6;
}
