import { expect, test } from './analyse-page.ts';
import { chatEnd, deltas, replyWith } from './wire-replies.ts';

const PARAGRAPHS = Array.from({ length: 400 }, (_, at) => `Paragraph number${at} has an end.`);
const ANSWER = PARAGRAPHS.join('\n\n');

test.beforeEach(async ({ page, open, analyse }) => {
	await replyWith(page, 'native', { body: deltas(ANSWER) + chatEnd(ANSWER) });
	await open();
	await analyse.isConnected();
	await analyse.analyse('A text.');
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('number399');
});

test('a long answer is followed to its end, and a person can go up and come back', async ({
	page,
	analyse
}) => {
	const last = analyse.answer.getByText('number399');
	await expect(last).toBeInViewport();
	await analyse.answer.hover();
	await page.mouse.wheel(0, -2000);
	await expect(last).not.toBeInViewport();
	const back = page.getByRole('button', { name: 'Jump to the end' });
	await back.click();
	await expect(last).toBeInViewport();
	await expect(back).toHaveCount(0);
	await page.keyboard.press('Home');
	await expect(analyse.answer.getByText('number0 ')).toBeInViewport();
	await expect(back).toBeVisible();
});

test('a word in a section that was never drawn is found where it stands, and stays in view', async ({
	page,
	analyse
}) => {
	const found = await page.evaluate(() => {
		getSelection()?.removeAllRanges();
		const find = Reflect.get(window, 'find') as (text: string) => boolean;
		return find.call(window, 'number123');
	});
	expect(found).toBe(true);
	await expect(page.getByRole('button', { name: 'Jump to the end' })).toBeVisible();
	await expect(analyse.answer.getByText('number123')).toBeInViewport();
	expect(await page.evaluate(() => getSelection()?.toString())).toBe('number123');
});

test('what is selected over all sections is copied whole', async ({ page, analyse }) => {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await analyse.answer
		.locator('.answer .answer')
		.evaluate((answer) => getSelection()?.selectAllChildren(answer));
	await page.keyboard.press('ControlOrMeta+c');
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(copied.trim().split(/\s*\n+\s*/)).toEqual(PARAGRAPHS);
});
