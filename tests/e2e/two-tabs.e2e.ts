import { createAnalysePage } from './analyse-page.ts';
import { goTo, SOME_TEXT } from './steps.ts';
import { expect, keepFromRealServer, test } from './world.ts';

for (const build of ['http', 'file'] as const) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('a second tab sees a run live, and stops it', async ({
			context,
			page,
			open,
			address,
			simulator
		}) => {
			simulator.setOptions({ tokensPerSecond: 8 });
			await open();
			const owner = createAnalysePage(page);
			await owner.isConnected();
			await owner.analyse(SOME_TEXT.repeat(20));
			await owner.hasState('writing');

			const other = await context.newPage();
			await keepFromRealServer(other);
			await other.goto(`${address}#/runs`);
			const run = other.getByRole('list', { name: 'Runs' }).getByRole('button').first();
			await expect(run).toContainText('Running');
			await run.click();
			const answer = other.getByTestId('stored-answer');
			const length = async () => (await answer.textContent())?.length ?? 0;
			const before = await length();
			await expect.poll(length).toBeGreaterThan(before + 20);

			await other.getByRole('button', { name: 'Stop' }).click();
			await owner.hasState('stopped');
			await expect(other.getByTestId('stored-status')).toHaveAttribute('data-state', 'stopped');
			// The second tab must not take the run of a living tab for one that was lost.
			await expect(other.getByText('was interrupted')).toHaveCount(0);
		});
	});
}

test('an older tab gives way to one that upgrades the stored data, and says so', async ({
	page,
	context,
	open,
	address
}) => {
	await open();
	await goTo(page, 'Runs');
	await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
	const newer = await context.newPage();
	await keepFromRealServer(newer);
	await newer.goto(`${address}#/models`);
	await newer.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const request = indexedDB.open('assay', 1000);
				request.onsuccess = () => resolve();
				request.onblocked = () => reject(new Error('The older tab holds the database open'));
			})
	);
	await expect(page.getByText('A newer version of Assay is open in another tab')).toBeVisible();
});
