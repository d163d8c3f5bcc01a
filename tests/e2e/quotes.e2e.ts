import { expect, test } from './analyse-page.ts';
import { goTo } from './steps.ts';
import { chatEnd, deltas, replyWith } from './wire-replies.ts';

const FILLER = 'Nothing of note was written down on this day.\n'.repeat(80);
const SOURCE = `${FILLER}Pump 7 at Norrvik lost pressure at dawn.\n${FILLER}The seal was or-\ndered in April.\n`;

const ANSWER = [
	'- "Pump 7 at Norrvik lost pressure" — the fault.',
	'- “the seal was ordered in april” — known before.',
	'- "The harbour master ordered an inquiry" — made up.',
	'- "Pump 7" — too short to be judged.'
].join('\n');

test('quotes are held against the text: real ones lead to their place, made-up ones are not found', async ({
	page,
	open,
	analyse
}) => {
	await replyWith(page, 'native', { body: deltas(ANSWER) + chatEnd(ANSWER) });
	await open();
	await analyse.isConnected();
	await analyse.openFile('harbour.log', SOURCE);
	await analyse.run.click();
	await analyse.hasState('done');

	await expect(analyse.answer.locator('[data-verdict]')).toHaveText(['exact', 'near', 'not found']);
	await expect(analyse.answer.locator('s')).toHaveText('The harbour master ordered an inquiry');

	await analyse.answer.getByRole('button', { name: 'Quote, exact: show in source' }).click();
	const mark = page.getByTestId('evidence-source').locator('mark');
	await expect(mark).toHaveText('Pump 7 at Norrvik lost pressure');
	await expect(mark).toBeInViewport();
	await expect(mark).toBeFocused();

	const near = analyse.answer.getByRole('button', { name: 'Quote, near: show in source' });
	await near.focus();
	await page.keyboard.press('Enter');
	await expect(mark).toHaveText('The seal was or-\ndered in April');
	await expect(mark).toBeInViewport();

	await page.getByRole('button', { name: 'Edit text' }).click();
	await expect(analyse.source).toHaveValue(SOURCE);

	await goTo(page, 'Runs');
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').click();
	const stored = page.getByTestId('stored-answer');
	await expect(stored.locator('[data-verdict]')).toHaveText(['exact', 'near', 'not found']);
	await stored.getByText('Pump 7 at Norrvik lost pressure').click();
	const storedMark = page.getByTestId('stored-source').locator('mark');
	await expect(storedMark).toHaveText('Pump 7 at Norrvik lost pressure');
	await expect(storedMark).toBeInViewport();
});

test('on a narrow screen a quote turns to the text, and the sentences of the demo are found in it', async ({
	page,
	open,
	analyse
}) => {
	await page.setViewportSize({ width: 390, height: 800 });
	await open();
	await analyse.isConnected();
	await analyse.template.selectOption('summary_brief');
	await analyse.openFile('harbour.log', SOURCE);
	await analyse.run.click();
	await analyse.hasState('done');
	await page.getByRole('button', { name: 'Quote, exact: show in source' }).first().click();
	await expect(page.getByTestId('evidence-source').locator('mark')).toBeInViewport();
	await page.getByRole('button', { name: 'Edit text' }).click();
	await expect(analyse.source).toBeVisible();
});
