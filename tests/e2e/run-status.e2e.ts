import type { Page } from '@playwright/test';
import {
	createAnalysePage,
	expect,
	recordMoments,
	test,
	type AnalysePage,
	type RunState
} from './analyse-page.ts';
import { generationsOf, onlyGenerationOf } from './generations.ts';
import { keepFromRealServer } from './world.ts';

const TEXT = 'Maria Lund of Oslo found the torn seal at 05:40. The repair cost 4,200 euros.';
const REASONING_MODEL = 'qwen/qwen3-4b';

const PHASES: { state: RunState; scenario: string; says: string; model?: string }[] = [
	{ state: 'loading_model', scenario: 'slow-load', says: 'Loading the model' },
	{ state: 'reading_prompt', scenario: 'slow-prefill', says: 'Reading the text' },
	{
		state: 'reasoning',
		scenario: 'stall-after-first-token',
		says: 'Thinking',
		model: REASONING_MODEL
	},
	{ state: 'writing', scenario: 'stall-after-first-token', says: 'Writing' }
];

for (const { state, scenario, says, model } of PHASES) {
	test(`a run under way is ${state}, and can be stopped then`, async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		simulator.setScenario(scenario);
		await open();
		await analyse.isConnected();
		if (model !== undefined) await analyse.model.selectOption(model);
		await analyse.analyse(TEXT);

		await analyse.hasState(state);
		await expect(analyse.status).toHaveText(says);
		const progress = page.getByRole('progressbar');
		if (state === 'loading_model' || state === 'reading_prompt') {
			await expect(progress).toHaveAccessibleName(says);
			await expect(page.getByText(/^[1-9]\d? %$/)).toBeVisible();
		} else {
			await expect(progress).toHaveCount(0);
		}

		await analyse.stop.click();
		await analyse.hasState('stopped');
		await expect(analyse.retry).toBeVisible();
		await expect(analyse.error).toHaveCount(0);
		await expect(progress).toHaveCount(0);
		await expect.poll(() => onlyGenerationOf(simulator).record.clientClosed).toBe(true);
	});
}

test('a run goes from idle through its phases to done', async ({ page, open, analyse }) => {
	await open();
	await analyse.isConnected();
	await analyse.hasState('idle');
	await expect(analyse.status).toHaveText('Ready');
	const moments = await recordMoments(page);
	await analyse.analyse(TEXT);

	await analyse.hasState('done');
	await expect(analyse.status).toHaveText('Done');
	await expect(analyse.retry).toHaveCount(0);
	const order: RunState[] = [
		'idle',
		'queued',
		'loading_model',
		'reading_prompt',
		'reasoning',
		'writing',
		'done'
	];
	const states = (await moments()).map((moment) => moment.state);
	const places = states.map((state) => order.findIndex((known) => known === state));
	expect(places).toEqual(places.toSorted((a, b) => a - b));
	expect(places).not.toContain(-1);
});

test('an answer that reaches its limit is cut off, and does not count as done', async ({
	page,
	open,
	analyse
}) => {
	await open();
	await page.getByRole('button', { name: 'Options' }).click();
	await page.getByLabel('Answer limit').fill('12');
	await analyse.analyse(TEXT);

	await analyse.hasState('length');
	await expect(analyse.status).toHaveText('Cut off at the answer limit');
	await expect(analyse.answer).toContainText(
		'Cut off at the answer limit. Raise the limit under Options for a longer answer.'
	);
	await expect(analyse.answer).toContainText('Demo answer');
	await expect(analyse.retry).toBeVisible();
});

const TROUBLES: {
	scenario: string;
	state: 'interrupted' | 'failed';
	says: string;
	/** Part of the answer has come, and is kept. */
	hasText?: boolean;
	/** What a reset finds unread is lost, so that the tokens before it must not all come at once. */
	tokensPerSecond?: number;
}[] = [
	{
		scenario: 'reset-after-n-chunks',
		tokensPerSecond: 50,
		state: 'interrupted',
		says: 'Interrupted. The connection to LM Studio broke in the middle of the answer.',
		hasText: true
	},
	{
		scenario: 'end-without-marker',
		state: 'interrupted',
		says: 'Interrupted. The connection to LM Studio broke in the middle of the answer.',
		hasText: true
	},
	{
		scenario: 'error-then-chat-end',
		state: 'failed',
		says: 'Failed. LM Studio reported an error: The generation broke off.',
		hasText: true
	},
	{
		scenario: 'model-crashed',
		state: 'failed',
		says: 'Failed. The model crashed: The model has crashed without additional information.'
	},
	{
		scenario: 'overflow-400',
		state: 'failed',
		says: 'but the model is loaded with a context of'
	},
	{
		scenario: 'overflow-in-stream',
		state: 'failed',
		says: 'but the model is loaded with a context of'
	},
	{
		scenario: 'load-fails',
		state: 'failed',
		says: 'Failed. LM Studio did not load the model: Failed to load model "llama-3.2-3b-instruct".'
	},
	{ scenario: 'html-200', state: 'failed', says: 'Failed. Expected LM Studio at' }
];

test('a run that fails or is interrupted says why, and keeps what came', async ({
	open,
	analyse,
	simulator
}) => {
	test.slow();
	await open();
	for (const trouble of TROUBLES) {
		const { scenario, state, says, hasText = false, tokensPerSecond = Infinity } = trouble;
		await test.step(`${scenario}: ${state}`, async () => {
			simulator.setOptions({ scenario, tokensPerSecond });
			await analyse.analyse(TEXT);

			await analyse.hasState(state);
			await expect(analyse.error).toContainText(says);
			await expect(analyse.retry).toBeVisible();
			await expect(analyse.run).toBeVisible();
			if (hasText) {
				await expect(analyse.answer).toContainText('Demo answer');
				await expect(analyse.error).toContainText('What had come is kept.');
			} else {
				await expect(analyse.answer).not.toContainText('Demo answer');
				await expect(analyse.error).not.toContainText('What had come is kept.');
			}
		});
	}
});

test('an answer that broke off is gone on from where it is shown', async ({
	open,
	analyse,
	page,
	simulator
}) => {
	await open();
	simulator.setScenario('end-without-marker');
	await analyse.analyse(TEXT);
	await analyse.hasState('interrupted');
	expect((await analyse.error.textContent())?.match(/\bkept\b/g)).toHaveLength(1);
	simulator.setScenario(undefined);
	await page.getByRole('button', { name: 'Continue' }).click();
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('goes on from an answer that broke off');
	await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0);
});

test('a server that is not ready is asked three times, and each pause is counted down', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	// Nearly the longest of the random pauses, half a second and a second, so that each is on the screen.
	await page.addInitScript(() => {
		Math.random = () => 0.99;
	});
	simulator.setScenario('http-503-always');
	await open();
	await analyse.isConnected();
	const moments = await recordMoments(page);
	await analyse.analyse(TEXT);

	await analyse.hasState('failed');
	await expect(analyse.error).toContainText('Failed. The server is not ready: Service unavailable');
	await expect(analyse.retry).toBeVisible();
	const announced = (await moments()).filter(({ text }) => text.startsWith('Attempt'));
	expect(new Set(announced.map(({ state }) => state))).toEqual(new Set(['queued']));
	// A machine that is busy may count down to 0 s.
	const texts = announced.map(({ text }) => text).filter((text) => !text.endsWith(' 0 s'));
	expect(texts).toEqual(['Attempt 2 of 3 in 1 s', 'Attempt 3 of 3 in 1 s']);
	expect(generationsOf(simulator)).toHaveLength(3);
});

test('a server that asks for a pause once is asked again, and answers', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	await page.addInitScript(() => {
		Math.random = () => 0.99;
	});
	simulator.setScenario('http-429-once');
	await open();
	await analyse.isConnected();
	const moments = await recordMoments(page);
	await analyse.analyse(TEXT);

	await analyse.hasState('done');
	const announced = (await moments()).filter(({ text }) => text.startsWith('Attempt'));
	expect(announced[0]?.text).toBe('Attempt 2 of 3 in 1 s');
	await expect(analyse.error).toHaveCount(0);
	expect(generationsOf(simulator)).toHaveLength(2);
});

test('a pause before another attempt can be stopped', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	await page.addInitScript(() => {
		Math.random = () => 10;
	});
	simulator.setScenario('http-503-always');
	await open();
	await analyse.analyse(TEXT);
	await expect(analyse.status).toHaveText(/^Attempt 2 of 3 in \d s$/);
	await page.keyboard.press('Escape');
	await analyse.hasState('stopped');
	expect(generationsOf(simulator)).toHaveLength(1);
});

test('silence in the middle of an answer is told, and the run goes on', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	await page.clock.install();
	simulator.setScenario('stall-after-first-token');
	await open();
	await analyse.analyse(TEXT);
	await analyse.hasState('writing');
	await expect(analyse.answer).toContainText('Demo');
	await expect(analyse.status).toHaveText('Writing');

	await page.clock.runFor(16_000);
	await expect(analyse.status).toHaveText(/^Nothing has come for 1[5-9] s$/);
	await analyse.hasState('writing');
	await expect(analyse.stop).toBeVisible();
	expect(onlyGenerationOf(simulator).record.clientClosed).toBe(false);
});

test('the fifth run at a time waits for its turn, and the list of models still comes', async ({
	context,
	address,
	simulator
}) => {
	simulator.setScenario('stall-after-first-token');
	const running: AnalysePage[] = [];
	for (let count = 0; count < 4; count += 1) {
		const analyse = await openTab(await context.newPage(), address);
		await analyse.analyse(TEXT);
		await analyse.hasState('writing');
		running.push(analyse);
	}

	const fifth = await openTab(await context.newPage(), address);
	await expect(fifth.model).toHaveValue('llama-3.2-3b-instruct');
	await fifth.analyse(TEXT);
	await fifth.hasState('queued');
	await expect(fifth.status).toHaveText('Waiting for its turn');
	await expect(fifth.stop).toBeVisible();

	const stoppedAt = Date.now();
	await running[0]?.stop.click();
	await fifth.hasState('writing');
	const starts = generationsOf(simulator).map(({ record }) => record.startedAt);
	expect(starts).toHaveLength(5);
	expect(starts.at(-1)).toBeGreaterThanOrEqual(stoppedAt);
	await Promise.all(running.slice(1).map((analyse) => analyse.hasState('writing')));
});

async function openTab(page: Page, address: string): Promise<AnalysePage> {
	await keepFromRealServer(page);
	await page.goto(address);
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	return analyse;
}
