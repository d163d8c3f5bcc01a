import { chromium } from 'playwright';
import { brotliCompressSync } from 'node:zlib';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../support/find-chromium.ts';

/** What the page loads unasked belongs to its start, too. */
const SETTLED_MS = 5000;
const SLOWDOWN = 4;

/** As text, since what compiles this file for Node puts helpers into functions that a page does not have. */
const WATCH = `
	function look() {
		const box = document.querySelector('[data-testid="content-input"]');
		box?.focus();
		if (!box || document.activeElement !== box) return requestAnimationFrame(look);
		requestAnimationFrame(() => {
			document.documentElement.dataset.interactiveMs = performance.now();
		});
	}
	requestAnimationFrame(look);`;

export interface FirstVisit {
	/** From the navigation to a text box in focus and one more frame. */
	interactiveMs: number;
	/** Of scripts, as a server would send them, by what they are. */
	scriptBytes: Record<string, number>;
}

/** Opens an address in a new browser with a processor four times as slow. */
export async function visitFirst(url: string, isWeighed: boolean): Promise<FirstVisit> {
	const executablePath = findChromium();
	const browser = await chromium.launch({
		args: [...CHROMIUM_ARGUMENTS],
		...(executablePath ? { executablePath } : {})
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
		const session = await page.context().newCDPSession(page);
		await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
		const bodies: Promise<readonly [string, number]>[] = [];
		page.on('response', (response) => {
			const name = new URL(response.url()).pathname;
			if (!isWeighed || !name.endsWith('.js')) return;
			bodies.push(response.body().then((body) => [name, brotliCompressSync(body).length]));
		});
		await page.addInitScript({ content: WATCH });
		await page.goto(url);
		const root = page.locator('html[data-interactive-ms]');
		await root.waitFor({ state: 'attached' });
		const interactiveMs = Number(await root.getAttribute('data-interactive-ms'));
		await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
		if (isWeighed) await page.waitForTimeout(SETTLED_MS);
		return { interactiveMs, scriptBytes: Object.fromEntries(await Promise.all(bodies)) };
	} finally {
		await browser.close();
	}
}
