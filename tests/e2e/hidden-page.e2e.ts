import { expect } from './analyse-page.ts';
import { goTo } from './steps.ts';
import { testWithTokens } from './token-test.ts';

const PARAGRAPHS = Array.from({ length: 400 }, (_, at) => `Paragraph number${at} has an end.`);

const test = testWithTokens(PARAGRAPHS.join('\n\n'));

test('a page that nobody sees, and that gets no frames, receives an answer to its end and keeps it', async ({
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
	server.rush();
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('number399');

	await page.reload();
	await goTo(page, 'Runs');
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
	await expect(page.getByTestId('stored-status')).toHaveAttribute('data-state', 'done');
	const stored = page.getByTestId('stored-answer').locator('p');
	expect(await stored.allTextContents()).toEqual(PARAGRAPHS);
});
