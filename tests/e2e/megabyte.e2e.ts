import { readFile } from 'node:fs/promises';
import { expect, type AnalysePage } from './analyse-page.ts';
import { makeMegabyte, type TokenServer } from './megabyte.ts';
import { goTo } from './steps.ts';
import { testWithTokens } from './token-test.ts';
import { readUpwards, waitForParagraphs, watchAnswer, watchOpening } from './watch-answer.ts';

const { text: ANSWER, marks: MARKS } = makeMegabyte();
const LAST_MARK = MARKS.at(-1) ?? '';

/** Where a browser leaves a scroller that was sent to its end. */
const ROUNDING_PX = 1;

const test = testWithTokens(ANSWER);

/** Waits for longer than for other answers. */
async function isWhole({ status }: AnalysePage): Promise<void> {
	await expect(status).toHaveAttribute('data-state', 'done', { timeout: 40_000 });
}

/** Asks, and waits until all of the answer is there. */
async function writeAll(analyse: AnalysePage, server: TokenServer): Promise<void> {
	server.rush();
	await analyse.analyse('A text.');
	await isWhole(analyse);
}

test('while a megabyte comes, its end is followed, its beginning not laid out, and the page can be used', async ({
	page,
	analyse,
	server
}) => {
	await analyse.source.fill('A text.');
	const watched = await watchAnswer(page);
	const isMuch = server.reached(0.65);
	await analyse.run.click();
	await isMuch;

	// Not by their roles: to find those takes seconds in an answer that is long.
	const options = page.locator('button', { hasText: 'Options' });
	await options.click();
	await page.locator('#options-panel').getByLabel('Seed').pressSequentially('2718');
	await options.click();

	await analyse.answer.hover();
	await page.mouse.wheel(0, -3000);
	const back = page.locator('button', { hasText: 'Jump to the end' });
	await expect(back).toBeVisible();
	const place = await readPlace();
	await waitForParagraphs(analyse, 100);
	expect(await readPlace()).toEqual(place);
	await back.click();
	await expect(back).toHaveCount(0);
	await waitForParagraphs(analyse, 100);

	server.rush();
	await isWhole(analyse);
	await expect(analyse.answer.getByText(LAST_MARK)).toBeInViewport();
	const seen = await watched();
	expect(seen.uses).toEqual(Array.from({ length: 6 }, () => 'writing'));
	expect(seen.remade).toBe(0);
	expect(seen.frames).toBeGreaterThan(10);
	expect(seen.farthestPx).toBeLessThanOrEqual(ROUNDING_PX);
	expect(seen.laidOutPercent).toBeLessThan(5);

	/** What is in the middle of the answer's pane once nothing moves there, and where it begins. */
	function readPlace() {
		return analyse.answer.evaluate(async (scroller) => {
			for (let before = NaN; before !== scroller.scrollTop;) {
				before = scroller.scrollTop;
				await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
			}
			const { left, top, height } = scroller.getBoundingClientRect();
			const found = document.elementFromPoint(left + 60, top + height / 2);
			return { text: found?.textContent, top: found?.getBoundingClientRect().top };
		});
	}
});

test('a megabyte is copied as it was sent, and stored, also over a reload', async ({
	page,
	analyse,
	server
}) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await writeAll(analyse, server);
	await page.getByRole('button', { name: 'Copy', exact: true }).click();
	const copied = () => page.evaluate(() => navigator.clipboard.readText());
	// Nobody could read what a comparison of the texts prints.
	await expect.poll(async () => (await copied()) === ANSWER).toBe(true);

	await page.reload();
	await goTo(page, 'Runs');
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
	await expect(page.getByTestId('stored-answer').locator('p').last()).toHaveText(LAST_MARK);
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'JSON' }).click();
	const file = await readFile(await (await downloading).path(), 'utf8');
	const stored = JSON.parse(file) as { answer: { text: string } };
	expect(stored.answer.text === ANSWER).toBe(true);
});

test('every part of a megabyte is there for whoever reads it from its end to its beginning', async ({
	page,
	analyse,
	server
}) => {
	await writeAll(analyse, server);
	// Fewer screens to go through.
	await page.setViewportSize({ width: 1280, height: 3000 });
	const { paragraphs, longestGapPx, screens } = await readUpwards(page);
	expect(MARKS.filter((mark) => !paragraphs.includes(mark))).toEqual([]);
	expect(longestGapPx).toBeLessThan(100);
	expect(screens).toBeGreaterThan(50);
});

test('a stored megabyte shows its beginning, then the rest, its end to whoever goes there, and is copied whole at any time', async ({
	page,
	analyse,
	server
}) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await writeAll(analyse, server);
	await page.reload();
	await goTo(page, 'Runs');
	const stored = page.getByTestId('stored-answer');
	// By what it is in the page: to find roles takes as long as all of it takes to come.
	const pane = page.locator('[aria-label=Contents]');
	const last = stored.locator('p').last();

	const opening = await watchOpening(page);
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
	await pane.focus();
	// The browser scrolls to where the end was when it was told to, and what it passes turns out to be of another height.
	await expect(async () => {
		await page.keyboard.press('End');
		await expect(last).toHaveText(LAST_MARK, { timeout: 3000 });
		await expect(last).toBeInViewport({ timeout: 1000 });
	}).toPass();
	const { paragraphs, portions, carets } = await opening();
	expect(paragraphs).toBeGreaterThan(10);
	expect(paragraphs).toBeLessThan((await stored.locator('p').count()) / 3);
	expect(portions).toBeGreaterThan(5);
	expect(carets).toBe(0);
	const shown = await stored.locator('p').allTextContents();
	expect(shown.filter((text) => MARKS.includes(text))).toEqual(MARKS);

	await page.keyboard.press('Home');
	await expect(last).not.toBeInViewport();
	const found = await page.evaluate(
		(words) => {
			getSelection()?.removeAllRanges();
			const find = Reflect.get(window, 'find') as (text: string) => boolean;
			return find.call(window, words);
		},
		MARKS.at(-2) ?? ''
	);
	expect(found).toBe(true);
	await expect(stored.locator('p', { hasText: MARKS.at(-2) ?? '' })).toBeInViewport();

	// Copied before all of it has come.
	await page.getByRole('tab', { name: 'Run details' }).click();
	await page.getByRole('tab', { name: 'Answer' }).click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.press('ControlOrMeta+c');
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(MARKS.filter((mark) => !copied.includes(mark))).toEqual([]);
});
