import type { Page } from 'playwright';

/** What a page was seen to do. */
export interface Seen {
	/** Of a hundred frames that could have been drawn. */
	droppedPercent: number;
	/** In milliseconds; 50 where no task was longer. */
	longestTaskMs: number;
	/** When what is watched was drawn last, in epoch milliseconds. */
	paintedAt: number;
	/** The processor's time of the main thread, in seconds. */
	cpuSeconds: number;
	/** From the beginning to the end of the watch, in seconds. */
	seconds: number;
}

/** Browsers tell of tasks that are longer than this. */
const LONG_TASK_MS = 50;
export const FRAME_MS = 1000 / 60;

/**
 * Asks for every frame, and notes which were late; in each, after it was drawn, whether what is watched had changed. As
 * text, since what compiles this file for Node puts helpers into functions that a page does not have.
 */
const PROBE = `
	let frames = 0, dropped = 0, longest = ${LONG_TASK_MS}, paintedAt = NaN, last, hasChanged = false;
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = () => {
		if (hasChanged) paintedAt = performance.timeOrigin + performance.now();
		hasChanged = false;
	};
	function look(now) {
		const passed = last === undefined ? 1 : Math.max(1, Math.round((now - last) / ${FRAME_MS}));
		frames += passed;
		dropped += passed - 1;
		last = now;
		port2.postMessage(undefined);
		requestAnimationFrame(look);
	}
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
	}).observe({ type: 'longtask' });
	globalThis.watch = (selector) => {
		// Those of the page's own start are not asked about.
		longest = ${LONG_TASK_MS};
		for (const element of document.querySelectorAll(selector)) {
			new MutationObserver(() => { hasChanged = true; }).observe(element, {
				subtree: true, childList: true, characterData: true
			});
		}
		requestAnimationFrame(look);
	};
	globalThis.seen = () => ({ droppedPercent: (100 * dropped) / frames, longestTaskMs: longest, paintedAt });`;

/** To be called before the page is opened. */
export async function addProbe(page: Page): Promise<void> {
	await page.addInitScript({ content: PROBE });
}

/** Watches the page, and what `selector` names in it, while `use` goes on. */
export async function watch(
	page: Page,
	selector: string,
	use: () => Promise<unknown>
): Promise<Seen> {
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	await session.send('HeapProfiler.collectGarbage');
	await page.evaluate((selector) => {
		(globalThis as unknown as { watch: (selector: string) => void }).watch(selector);
	}, selector);
	const before = await session.send('Performance.getMetrics');
	const startedAt = performance.now();
	await use();
	const after = await session.send('Performance.getMetrics');
	const seconds = (performance.now() - startedAt) / 1000;
	const seen = await page.evaluate(() =>
		(globalThis as unknown as { seen: () => Omit<Seen, 'cpuSeconds' | 'seconds'> }).seen()
	);
	await session.detach();
	return { ...seen, seconds, cpuSeconds: taskSeconds(after) - taskSeconds(before) };
}

function taskSeconds({ metrics }: { metrics: { name: string; value: number }[] }): number {
	const task = metrics.find(({ name }) => name === 'TaskDuration');
	if (!task) throw new Error('Expected the browser to count the time of tasks, it does not');
	return task.value;
}
