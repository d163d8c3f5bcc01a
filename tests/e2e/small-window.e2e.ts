import type { Page } from '@playwright/test';
import { expect, type AnalysePage } from './analyse-page.ts';
import type { TokenServer } from './megabyte.ts';
import { testWithTokens } from './token-test.ts';
import { waitForParagraphs } from './watch-answer.ts';

const ANSWER = Array.from({ length: 6000 }, (_, at) => `Paragraph ${at} of the answer.`).join(
	'\n\n'
);
const LEAST_LINES = 2;

const test = testWithTokens(ANSWER);

/** Asks, and waits until the answer comes no faster than a person can do something. */
async function isBeingWritten(analyse: AnalysePage, server: TokenServer): Promise<void> {
	const isSlow = server.reached(0.6);
	await analyse.analyse('A text.');
	await isSlow;
}

/** How many of the newest paragraphs can be read: those that nothing is over, and that end in the window. */
function countNewest({ answer }: AnalysePage): Promise<number> {
	return answer.evaluate((scroller) => {
		const newest = [...scroller.querySelectorAll('.section p')].slice(-40).reverse();
		const covered = newest.findIndex((paragraph) => {
			const { left, top, bottom } = paragraph.getBoundingClientRect();
			return ![top + 1, bottom - 1].every((y) =>
				paragraph.contains(document.elementFromPoint(left + 2, y))
			);
		});
		return covered === -1 ? newest.length : covered;
	});
}

/** What scrolls around the answer. */
function outerPlace(page: Page): Promise<number> {
	return page.locator('main > .page').evaluate(({ scrollTop }) => scrollTop);
}

for (const { window, viewport } of [
	{ window: 'a phone', viewport: { width: 360, height: 740 } },
	{ window: 'a low window', viewport: { width: 1000, height: 400 } },
	{ window: 'a window at 200 %', viewport: { width: 640, height: 400 } }
]) {
	test.describe(`in ${window}`, () => {
		test.use({ viewport });

		test('the newest of an answer is in view while it is written, with the way to stop it', async ({
			page,
			analyse,
			server
		}) => {
			await isBeingWritten(analyse, server);
			await waitForParagraphs(analyse, 20);
			await expect.poll(() => countNewest(analyse)).toBeGreaterThanOrEqual(LEAST_LINES);

			await analyse.answer.hover();
			await page.mouse.wheel(0, -400);
			const back = page.getByRole('button', { name: 'Jump to the end' });
			await back.click();
			await expect(back).toHaveCount(0);
			await waitForParagraphs(analyse, 20);
			await expect.poll(() => countNewest(analyse)).toBeGreaterThanOrEqual(LEAST_LINES);

			await page.getByRole('button', { name: 'Stop' }).last().click();
			await analyse.hasState('stopped');
		});

		test('who scrolls the page away from an answer is left alone', async ({
			page,
			analyse,
			server
		}) => {
			await isBeingWritten(analyse, server);
			await page.locator('main > .page').evaluate((outer) => outer.scrollTo(0, 0));
			await waitForParagraphs(analyse, 100);
			expect(await outerPlace(page)).toBe(0);
			server.rush();
			await analyse.hasState('done');
			expect(await outerPlace(page)).toBe(0);
		});
	});
}
