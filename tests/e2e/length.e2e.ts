import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { makeLongText } from '../support/long-text.ts';
import { expect, test } from './analyse-page.ts';
import { generationsOf, onlyGenerationOf } from './generations.ts';
import type { Build } from './world.ts';

const LONG_TEXT = makeLongText(150_000);
const LARGE_CONTEXT = 131_072;

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		for (const template of ['parsing_analysis', 'summary_brief']) {
			test(`a text of 150 KB runs through ${template}, and the page answers meanwhile`, async ({
				page,
				open,
				analyse,
				simulator
			}) => {
				simulator.setOptions({ contextLength: LARGE_CONTEXT, tokensPerSecond: 100 });
				await open();
				await analyse.isConnected();
				await analyse.template.selectOption(template);
				await analyse.openFile('long.txt', LONG_TEXT);
				const inputs = await recordInputs(page);
				await analyse.run.click();
				await analyse.hasState('writing');
				await page.getByLabel('Focus').pressSequentially('pumps');

				await analyse.hasState('done');
				expect((await inputs())[0]).toBe('writing');
				await expect(page.getByLabel('Focus')).toHaveValue('pumps');
				await expect(analyse.answer).toContainText('Demo answer');
				await expect(page.getByText('The server cut the text.')).toHaveCount(0);
				expect(onlyGenerationOf(simulator).prompt).toContain(
					`<document>\n${LONG_TEXT}\n</document>`
				);
			});
		}
	});
}

test.describe('a text that does not fit the loaded context', () => {
	test('is not sent, and the page says what is needed and what there is', async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		await open();
		await analyse.isConnected();
		await analyse.openFile('long.txt', LONG_TEXT);
		await analyse.run.click();

		const note = page.getByRole('status').filter({ hasText: 'This text does not fit.' });
		await expect(note).toContainText(/It needs about 4\d,\d00 tokens/);
		await expect(note).toContainText('the model is loaded with 4,096.');
		await analyse.hasState('idle');
		await analyse.source.press('Control+Enter');
		await analyse.hasState('idle');
		expect(generationsOf(simulator)).toEqual([]);
	});

	test('runs as a whole once the model is loaded with a larger context', async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		await open();
		await analyse.isConnected();
		await analyse.openFile('long.txt', LONG_TEXT);
		await analyse.run.click();
		const button = page.getByRole('button', { name: /^Load with [\d,]+ and run$/ });
		const context = /[\d,]+/.exec(await button.innerText())?.[0] ?? '';
		await button.click();

		await analyse.hasState('done');
		await expect(analyse.model.locator('option:checked')).toHaveText(
			`llama-3.2-3b-instruct (${context})`
		);
		await expect(analyse.stats).toContainText(`of ${context}`, { useInnerText: true });
		await expect(page.getByText('This text does not fit.')).toHaveCount(0);
		expect(onlyGenerationOf(simulator).prompt).toContain(LONG_TEXT);
		expect(loadsOf(simulator.requests)).toEqual([
			expect.objectContaining({ context_length: Number(context.replaceAll(',', '')) })
		]);
	});

	test('is still not sent where less context is granted than was asked for', async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		await open();
		await analyse.isConnected();
		simulator.setOptions({ grantAtMost: 16_384 });
		await analyse.openFile('long.txt', LONG_TEXT);
		await analyse.run.click();
		await page.getByRole('button', { name: /^Load with [\d,]+ and run$/ }).click();

		await expect(page.getByText(/Asked for 4\d,\d{3}, granted\s+16,384\./)).toBeVisible();
		await expect(page.getByText('This text does not fit.')).toBeVisible();
		await expect(analyse.model.locator('option:checked')).toHaveText(
			'llama-3.2-3b-instruct (16,384)'
		);
		await analyse.hasState('idle');
		expect(generationsOf(simulator)).toEqual([]);
	});

	test('runs as its first part, which the answer and the file say', async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		await open();
		await analyse.isConnected();
		await analyse.openFile('long.txt', LONG_TEXT);
		await analyse.run.click();
		await page.getByRole('button', { name: 'Analyse the first part' }).click();

		await analyse.hasState('done');
		const sent = documentOf(onlyGenerationOf(simulator).prompt);
		expect(LONG_TEXT.startsWith(sent)).toBe(true);
		expect(sent.length).toBeGreaterThan(5000);
		const said = `the first part only, ${count(sent)} of ${count(LONG_TEXT)} characters`;
		await expect(page.getByTestId('answer-part')).toHaveText(`to ${said}`);
		expect(await downloaded(page)).toContain(`\n- Part: ${said}\n- Ending: Done\n`);
	});

	test('runs as the part that is selected, which the answer and the file say', async ({
		page,
		open,
		analyse,
		simulator
	}) => {
		await open();
		await analyse.isConnected();
		await analyse.openFile('long.txt', LONG_TEXT);
		await analyse.run.click();
		const selection = page.getByRole('button', { name: 'Analyse the selection' });
		await expect(selection).toBeDisabled();
		await select(page, 100_000, 140_000);
		await expect(selection).toBeDisabled();
		await select(page, 100_000, 102_000);
		await selection.click();

		await analyse.hasState('done');
		const chosen = LONG_TEXT.slice(100_000, 102_000);
		expect(documentOf(onlyGenerationOf(simulator).prompt)).toBe(chosen);
		const said = `the selected part only, 2,000 of ${count(LONG_TEXT)} characters`;
		await expect(page.getByTestId('answer-part')).toHaveText(`to ${said}`);
		expect(await downloaded(page)).toContain(`\n- Part: ${said}\n- Ending: Done\n`);
	});
});

test('a run that needs the endpoint without a choice of context loads its model beforehand', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	await open();
	await analyse.isConnected();
	await analyse.model.selectOption('qwen/qwen3-4b');
	await page.getByRole('button', { name: 'Options' }).click();
	await page.getByLabel('Seed').fill('7');
	await analyse.openFile('long.txt', LONG_TEXT.slice(0, 24_000));
	await analyse.run.click();

	await analyse.hasState('done');
	expect(onlyGenerationOf(simulator).path).toBe('/v1/chat/completions');
	await expect(analyse.model.locator('option:checked')).toHaveText('qwen/qwen3-4b (8,192)');
	await expect(analyse.stats).toContainText(/\d+ % of\s+8,192/);
});

test('a server that cuts the text in silence is found out', async ({
	page,
	open,
	analyse,
	simulator
}) => {
	simulator.setScenario('overflow-silent-cut');
	await open();
	await analyse.openFile('long.txt', LONG_TEXT.slice(0, 6000));
	await analyse.run.click();
	await analyse.hasState('done');
	await expect(page.getByRole('alert')).toContainText('The server cut the text.');
	expect(await downloaded(page)).toContain(
		'- Warning: the server cut the text before the model read it'
	);
});

/** Notes how the run stood whenever an input event reached the page; the function returns it, in order. */
async function recordInputs(page: Page): Promise<() => Promise<string[]>> {
	const states = await page.evaluateHandle(() => {
		const seen: string[] = [];
		document.addEventListener('input', ({ target }) => {
			if (!(target instanceof HTMLInputElement)) return;
			const status = document.querySelector('[data-testid=run-status]');
			seen.push(status?.getAttribute('data-state') ?? 'absent');
		});
		return seen;
	});
	return () => states.jsonValue();
}

/** Selects a part of the source as a person does with Shift and the arrow keys: the browser tells of it by `select`. */
async function select(page: Page, from: number, to: number): Promise<void> {
	await page.getByTestId('content-input').evaluate(
		(source, range) => {
			if (!(source instanceof HTMLTextAreaElement)) throw new Error('Expected a text area');
			source.focus();
			source.setSelectionRange(range.from, range.to);
		},
		{ from, to }
	);
}

async function downloaded(page: Page): Promise<string> {
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download' }).click();
	return readFile(await (await downloading).path(), 'utf8');
}

function documentOf(prompt: string): string {
	const document = /<document>\n([^]*)\n<\/document>/.exec(prompt)?.[1];
	if (document === undefined) throw new Error('Expected a document in the prompt, got none');
	return document;
}

function loadsOf(requests: readonly { path: string; method: string; body: unknown }[]): unknown[] {
	return requests
		.filter(({ path, method }) => path === '/api/v1/models/load' && method === 'POST')
		.map(({ body }) => body);
}

function count(text: string): string {
	return text.length.toLocaleString('en');
}
