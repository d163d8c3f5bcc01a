import { expect } from './analyse-page.ts';
import { goTo } from './steps.ts';
import { testWithTokens } from './token-test.ts';

const PARAGRAPHS = Array.from({ length: 6000 }, (_, at) => `Paragraph number${at} has an end.`);

const test = testWithTokens(PARAGRAPHS.join('\n\n'));

test('a page that nobody sees, and that gets no frames, goes on showing an answer and keeps all of it', async ({
	page,
	analyse,
	server
}) => {
	const isMuch = server.reached(0.65);
	await analyse.analyse('A text.');
	await isMuch;
	await page.evaluate(() => {
		Object.defineProperty(document, 'hidden', { value: true });
		Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
		document.dispatchEvent(new Event('visibilitychange'));
		window.requestAnimationFrame = () => 0;
	});
	await expect(analyse.answer).toContainText('number5500');
	// Not only at its end.
	await analyse.hasState('writing');
	server.rush();
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('number5999');

	await page.reload();
	await goTo(page, 'Runs');
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
	await expect(page.getByTestId('stored-status')).toHaveAttribute('data-state', 'done');
	const stored = page.getByTestId('stored-answer').locator('p');
	await expect(stored).toHaveCount(PARAGRAPHS.length);
	expect(await stored.allTextContents()).toEqual(PARAGRAPHS);
});
