import { expect, test } from './analyse-page.ts';
import { chatEnd, deltas, replyWith } from './wire-replies.ts';

const LONG_LINE = 'a_word_of_code '.repeat(40);
const ANSWER = [
	...Array.from({ length: 300 }, (_, at) => `Paragraph ${at} of the answer.`),
	`\`\`\`\n${LONG_LINE}\n\`\`\``,
	'The end of it.'
].join('\n\n');
/** 300 paragraphs are that long at least. */
const LEAST_PAGES = 8;
/** Of A4 at 96 pixels an inch, without margins. */
const PAPER = { width: 794, height: 1123 };

test.use({ colorScheme: 'dark' });

test('a printed answer is whole, dark on white, and without what is on the page beside it', async ({
	page,
	open,
	analyse
}) => {
	await replyWith(page, 'native', { body: deltas(ANSWER) + chatEnd(ANSWER) });
	await open();
	await analyse.isConnected();
	await analyse.analyse('A text.');
	await analyse.hasState('done');

	const file = await page.pdf({ format: 'A4' });
	const pages = file.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
	expect(pages.length).toBeGreaterThanOrEqual(LEAST_PAGES);

	await page.setViewportSize(PAPER);
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	for (const part of ['header', 'footer', 'nav', 'button', 'select', 'textarea', '[role=tab]']) {
		await expect(page.locator(part).locator('visible=true')).toHaveCount(0);
	}
	const shown = await analyse.answer.evaluate((scroller) => {
		const paragraphs = [...scroller.querySelectorAll('.section p')];
		const tops = paragraphs.map((paragraph) => paragraph.getBoundingClientRect().top);
		return {
			laidOut: paragraphs.filter((one) => one.checkVisibility({ contentVisibilityAuto: true }))
				.length,
			isInOrder: tops.every((top, at) => at === 0 || top > (tops[at - 1] ?? 0)),
			isAllShown: scroller.scrollHeight === scroller.clientHeight,
			color: getComputedStyle(scroller).color,
			ground: getComputedStyle(scroller).backgroundColor,
			codeWidth: scroller.querySelector('pre')?.scrollWidth ?? 0
		};
	});
	expect(shown).toMatchObject({
		laidOut: 301,
		isInOrder: true,
		isAllShown: true,
		color: 'rgb(28, 30, 31)',
		ground: 'rgb(255, 255, 255)'
	});
	expect(shown.codeWidth).toBeLessThan(PAPER.width);
});
