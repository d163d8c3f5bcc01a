import type { Page } from '@playwright/test';
import { expect, test } from './analyse-page.ts';
import { chatEnd, deltas, replyWith } from './wire-replies.ts';

const ANSWER = 'A **strong** word.\n\nThe end of it.';

/** As if the files with those words in them were gone from the server, until the returned function is called. */
async function loseFiles(page: Page, words: string): Promise<() => Promise<void>> {
	const isFile = ({ pathname }: URL) => /\/_app\/.*\.(?:js|css)$/.test(pathname);
	await page.route(isFile, async (route) => {
		const response = await route.fetch();
		const isMeant = (await response.text()).includes(words);
		await (isMeant ? route.abort('connectionreset') : route.fulfill({ response }));
	});
	return () => page.unroute(isFile);
}

test.beforeEach(async ({ page }) => {
	await replyWith(page, 'native', { body: deltas(ANSWER) + chatEnd(ANSWER) });
});

for (const { file, words } of [
	{ file: 'view', words: 'This goes on from an answer' },
	{ file: 'stylesheet', words: '.chapter' }
]) {
	test(`an answer whose ${file} is not loaded can be read all the same, and the view tried anew`, async ({
		page,
		open,
		analyse
	}) => {
		const bringBack = await loseFiles(page, words);
		await open();
		await analyse.isConnected();
		await analyse.analyse('A text.');
		await analyse.hasState('done');
		await expect(analyse.answer).toHaveText(ANSWER);
		const alert = page.getByRole('alert').filter({ hasText: 'This part could not be loaded.' });
		await expect(alert).toBeVisible();
		await bringBack();
		await alert.getByRole('button', { name: 'Try again' }).click();
		await expect(analyse.answer.locator('strong')).toHaveText('strong');
		await expect(alert).toHaveCount(0);
	});
}

test('without the drawings of its buttons the page works, and nothing fails unseen', async ({
	page,
	open,
	analyse
}) => {
	const failures: string[] = [];
	page.on('pageerror', ({ message }) => failures.push(message));
	await loseFiles(page, 'M4 4h8v8H4z');
	const lost = page.waitForEvent('requestfailed', (request) => request.url().endsWith('.js'));
	await open();
	await analyse.isConnected();
	await analyse.analyse('A text.');
	await analyse.hasState('done');
	await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();
	await lost;
	await page.evaluate(() => new Promise(requestAnimationFrame));
	expect(failures).toEqual([]);
});
