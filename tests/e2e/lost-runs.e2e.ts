import { createAnalysePage } from './analyse-page.ts';
import { test } from './killed-browser.ts';
import { goTo, SOME_TEXT } from './steps.ts';
import { expect, keepFromRealServer } from './world.ts';

/** What the page may lose when it is killed in mid-answer. */
const LOST_AT_MOST_MS = 300;

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('a killed browser loses at most 300 ms of an answer, which can be continued', async ({
			mortal,
			address,
			simulator
		}) => {
			simulator.setOptions({ tokensPerSecond: 15 });
			const page = await mortal.start();
			await keepFromRealServer(page);
			await page.goto(address);
			const analyse = createAnalysePage(page);
			await analyse.isConnected();
			await analyse.analyse(SOME_TEXT.repeat(20));
			await analyse.hasState('writing');

			const seen = await watchAnswer(analyse.answer, 2500);
			await mortal.kill();
			const killedAt = seen.at(-1)?.atMs ?? 0;
			const mustBeKept = seen.findLast(({ atMs }) => killedAt - atMs >= LOST_AT_MOST_MS);

			const next = await mortal.start();
			await keepFromRealServer(next);
			await next.goto(address);
			await next.getByText('A run was interrupted').waitFor();
			await goTo(next, 'Runs');
			await next.getByRole('list', { name: 'Runs' }).getByRole('button').first().click();
			await expect(next.getByTestId('stored-status')).toHaveAttribute('data-state', 'interrupted');
			const kept = await next.getByTestId('stored-answer').textContent();
			expect(mustBeKept?.length).toBeGreaterThan(50);
			expect(kept?.length).toBeGreaterThanOrEqual(mustBeKept?.length ?? Infinity);

			simulator.setOptions({ tokensPerSecond: Infinity });
			await next.getByRole('button', { name: 'Continue' }).click();
			const continued = createAnalysePage(next);
			await continued.hasState('done');
			await expect(continued.answer).toContainText('goes on from an answer that broke off');
			await goTo(next, 'Runs');
			const rows = next.getByRole('list', { name: 'Runs' }).getByRole('button');
			await expect(rows).toHaveCount(2);
			await rows.first().click();
			await expect(next.getByTestId('stored-status')).toHaveAttribute('data-state', 'done');
			await expect(next.getByTestId('stored-answer')).toContainText(
				kept?.slice(0, 40) ?? 'nothing'
			);
			await next.getByRole('tab', { name: 'Run details' }).click();
			await expect(next.getByText('Goes on from an answer of')).toBeVisible();
		});
	});
}

test('a tab that is closed in mid-answer loses nothing of what it showed', async ({
	context,
	page,
	open,
	address,
	simulator
}) => {
	simulator.setOptions({ tokensPerSecond: 20 });
	await open();
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	await analyse.analyse(SOME_TEXT.repeat(20));
	await analyse.hasState('writing');
	await watchAnswer(analyse.answer, 1000);
	await analyse.answer.evaluate((element) => {
		addEventListener('pagehide', () => {
			localStorage.setItem('shown', element.textContent);
		});
	});
	page.on('dialog', (dialog) => void dialog.accept());
	await page.close({ runBeforeUnload: true });
	await expect.poll(() => page.isClosed()).toBe(true);

	const next = await context.newPage();
	await keepFromRealServer(next);
	await next.goto(`${address}#/runs`);
	await next.getByText('A run was interrupted').waitFor();
	await next.getByRole('list', { name: 'Runs' }).getByRole('button').first().click();
	const kept = (await next.getByTestId('stored-answer').textContent()) ?? '';
	const shown = (await next.evaluate(() => localStorage.getItem('shown'))) ?? '';
	// The two places put different space around the same words.
	const wordsOf = (text: string) => text.replaceAll(/\s+/g, '');
	expect(shown.length).toBeGreaterThan(50);
	expect(wordsOf(kept)).toContain(wordsOf(shown));
});

test('a run whose page is loaded anew in its first moment is kept, with its text', async ({
	page,
	open,
	simulator
}) => {
	simulator.setOptions({ tokensPerSecond: 5 });
	await open();
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	await analyse.source.fill(SOME_TEXT);
	page.on('dialog', (dialog) => void dialog.accept());
	const isLoaded = page.waitForEvent('load');
	await analyse.run.evaluate((button: HTMLElement) => {
		button.click();
		location.reload();
	});
	await isLoaded;
	await page.getByText('A run was interrupted').waitFor();
	await goTo(page, 'Runs');
	await page.getByRole('list', { name: 'Runs' }).getByRole('button').first().click();
	await expect(page.getByTestId('stored-status')).toHaveAttribute('data-state', 'interrupted');
	await page.getByRole('tab', { name: 'Source' }).click();
	await expect(page.getByTestId('stored-source')).toContainText(SOME_TEXT.slice(0, 40));
});

/** Notes how long the answer is, from moment to moment, for a while. */
async function watchAnswer(
	answer: ReturnType<typeof createAnalysePage>['answer'],
	durationMs: number
): Promise<{ atMs: number; length: number }[]> {
	return answer.evaluate(
		(element, durationMs) =>
			new Promise<{ atMs: number; length: number }[]>((resolve) => {
				const seen: { atMs: number; length: number }[] = [];
				const startedAt = performance.now();
				function look() {
					const atMs = performance.now() - startedAt;
					seen.push({ atMs, length: element.textContent.length });
					if (atMs > durationMs) resolve(seen);
					else requestAnimationFrame(look);
				}
				look();
			}),
		durationMs
	);
}
