import type { Page } from '@playwright/test';
import { createAnalysePage } from './analyse-page.ts';
import { startDisguised } from './disguised-simulator.ts';
import { asSeenByPhone, PHONE_FLAG, test } from './own-browser.ts';
import {
	analyse,
	closeDefaultAddress,
	expectConnection,
	goTo,
	SOME_TEXT,
	useServer
} from './steps.ts';
import { expect } from './world.ts';

const LLAMA = 'Llama 3.2 3B Instruct';

function cardOf(page: Page, name: string) {
	return page.getByRole('article').filter({ hasText: name }).first();
}

test.describe('Models', () => {
	test('loads a model with the context that was chosen, and tells what was granted', async ({
		page,
		open,
		simulator
	}) => {
		await open('#/models');
		await expectConnection(page, 'simulated');
		const card = cardOf(page, 'Qwen3 4B');
		await expect(card.getByText('Not in memory')).toBeVisible();
		await card.getByLabel('Context (tokens)').fill('16384');
		await card.getByRole('button', { name: 'Load Qwen3 4B' }).click();
		await expect(card.getByText('with 16,384 tokens of context')).toBeVisible();
		await expect(card.getByText('16,384 context')).toBeVisible();

		simulator.setOptions({ grantAtMost: 8192 });
		await card.getByLabel('Context (tokens)').fill('32768');
		await card.getByRole('button', { name: 'Load Qwen3 4B' }).click();
		await expect(card.getByText('Asked for 32,768, granted 8,192')).toBeVisible();
	});

	test('refuses a context that the model cannot take, and says what it can', async ({
		page,
		open,
		simulator
	}) => {
		await open('#/models');
		await expectConnection(page, 'simulated');
		const card = cardOf(page, 'Qwen3 4B');
		await card.getByLabel('Context (tokens)').fill('999999');
		await card.getByRole('button', { name: 'Load Qwen3 4B' }).click();
		await expect(
			card.getByText('Expected a whole number from 1 to 40,960 tokens, got 999999.')
		).toBeVisible();
		expect(simulator.requests.filter(({ path }) => path.endsWith('/load'))).toEqual([]);
	});

	test('unloads a copy, and says why a load failed', async ({ page, open, simulator }) => {
		await open('#/models');
		await expectConnection(page, 'simulated');
		const card = cardOf(page, LLAMA);
		await card.getByRole('button', { name: 'Unload llama-3.2-3b-instruct' }).click();
		await expect(card.getByText('Not in memory')).toBeVisible();
		await expectConnection(page, 'no_model');

		simulator.setScenario('load-fails');
		await card.getByRole('button', { name: `Load ${LLAMA}` }).click();
		await expect(card.getByRole('alert')).toContainText(/load/i);
	});

	test('the model that is used is remembered for each server', async ({
		page,
		open,
		simulator
	}) => {
		const other = await startDisguised();
		await open('#/models');
		await expectConnection(page, 'simulated');
		await cardOf(page, 'Qwen3 4B').getByRole('radio').check();
		await goTo(page, 'Analyse');
		await expect(page.getByTestId('model-select')).toHaveValue('qwen/qwen3-4b');

		await useServer(page, other.url);
		await expectConnection(page, 'connected');
		await goTo(page, 'Analyse');
		await expect(page.getByTestId('model-select')).toHaveValue('llama-3.2-3b-instruct');
		await page.getByTestId('model-select').selectOption('openai/gpt-oss-20b');
		await goTo(page, 'Models');
		await expect(cardOf(page, 'gpt-oss 20B').getByRole('radio')).toBeChecked();

		await useServer(page, simulator.url);
		await expectConnection(page, 'simulated');
		await goTo(page, 'Analyse');
		await expect(page.getByTestId('model-select')).toHaveValue('qwen/qwen3-4b');
		await other.close();
	});
});

test.describe('Inspector', () => {
	test('shows messages as they come, and what each holds', async ({ page, open, simulator }) => {
		simulator.setOptions({ tokensPerSecond: 20 });
		await open();
		await expectConnection(page, 'simulated');
		await createAnalysePage(page).analyse(SOME_TEXT);
		await goTo(page, 'Inspector');
		const list = page.getByRole('list', { name: 'Messages, newest last' });
		await expect(list).toContainText('llm_request');
		const pieces = list.getByRole('listitem').filter({ hasText: 'llm_chunk' }).last();
		await expect(pieces).toContainText(/× [3-9]/);
		simulator.setOptions({ tokensPerSecond: Infinity });
		await expect(list.getByText('final: stop')).toBeVisible({ timeout: 20_000 });

		await list.getByText('llm_request').click();
		await expect(page.getByRole('region', { name: 'The whole message' })).toContainText(SOME_TEXT);
	});

	test('filters, joins pieces or not, holds still, and copies what is shown', async ({
		page,
		open,
		context
	}) => {
		await context.grantPermissions(['clipboard-read', 'clipboard-write']);
		await open();
		await expectConnection(page, 'simulated');
		await analyse(page);
		await goTo(page, 'Inspector');
		const rows = page.getByRole('list', { name: 'Messages, newest last' }).getByRole('listitem');
		await page.getByLabel('Filter').fill('llm_chunk');
		const joined = await rows.count();
		await page.getByLabel('Join the pieces of an answer').uncheck();
		await expect.poll(() => rows.count()).toBeGreaterThan(joined);
		await page.getByLabel('Filter').fill('llm_request norrvik');
		await expect(rows).toHaveCount(1);

		await page.getByRole('button', { name: 'Copy all shown as JSON lines' }).click();
		const copied = await page.evaluate(() => navigator.clipboard.readText());
		expect(JSON.parse(copied)).toMatchObject({
			type: 'llm_request',
			data: { content: SOME_TEXT, template: 'parsing_analysis' }
		});

		await page.getByLabel('Filter').fill('models_state');
		await page.getByRole('button', { name: 'Pause' }).click();
		const before = await rows.count();
		await page.getByTestId('connection-status').getByRole('button').click();
		await page.getByRole('button', { name: 'Look again' }).click();
		await expect(page.getByText('Looked again: Demo.')).toBeAttached();
		await page.keyboard.press('Escape');
		await expect(rows).toHaveCount(before);
		await page.getByRole('button', { name: 'Resume' }).click();
		await expect.poll(() => rows.count()).toBeGreaterThan(before);
	});
});

test.describe('Settings', () => {
	for (const way of ['Enter', 'leaving the field']) {
		test(`an address is saved by ${way}, and the page starts anew with it`, async ({
			page,
			open,
			simulator
		}) => {
			await open();
			await page.getByTestId('content-input').fill(SOME_TEXT);
			await goTo(page, 'Settings');
			const field = page.getByTestId('lmstudio-url');
			await expect(field).toHaveValue('http://127.0.0.1:1234');
			const reloaded = page.waitForEvent('load');
			// As it is often copied: with the path of an API, and blanks around it.
			await field.fill(`  ${simulator.url}/v1/ `);
			if (way === 'Enter') await field.press('Enter');
			else await field.blur();
			await reloaded;
			await expect(field).toHaveValue(simulator.url);
			await expectConnection(page, 'simulated');
			await goTo(page, 'Analyse');
			await expect(page.getByTestId('content-input')).toHaveValue(SOME_TEXT);

			await goTo(page, 'Settings');
			const reloadedAgain = page.waitForEvent('load');
			await page.getByRole('button', { name: 'Use the default, http://127.0.0.1:1234' }).click();
			await reloadedAgain;
			await expect(field).toHaveValue('http://127.0.0.1:1234');
		});
	}

	test('what is no address is refused with what was expected, and the one in use stays', async ({
		page,
		open
	}) => {
		await open('#/settings');
		await expectConnection(page, 'simulated');
		const field = page.getByTestId('lmstudio-url');
		await field.fill('ftp://somewhere');
		await field.press('Enter');
		await expect(page.getByText('Expected an address such as http://127.0.0.1:1234')).toBeVisible();
		await expect(field).toHaveAttribute('aria-invalid', 'true');
		await page.reload();
		await expect(field).toHaveValue('http://127.0.0.1:1234');
	});

	test('an address that no policy can name is told, and nothing else is reached', async ({
		page,
		open
	}) => {
		await open();
		await useServer(page, 'http://[::1]:1234');
		await expect(page.getByText('This page cannot connect to http://[::1]:1234')).toBeVisible();
	});

	test('a theme is taken at once, and kept', async ({ page, open }) => {
		await open('#/settings');
		await expectConnection(page, 'simulated');
		const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
		await page.getByRole('radio', { name: 'Dark' }).check();
		const dark = await background();
		await page.reload();
		await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
		expect(await background()).toBe(dark);
		await page.getByRole('radio', { name: 'Light' }).check();
		expect(await background()).not.toBe(dark);
		await page.emulateMedia({ colorScheme: 'dark' });
		expect(await background()).not.toBe(dark);
		await page.getByRole('radio', { name: 'As the system' }).check();
		expect(await background()).toBe(dark);
	});
});

test.describe('Getting around', () => {
	test('an address that leads nowhere says so and leads back', async ({ page, open }) => {
		await open('#/no/such/page');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
		await expect(page.getByText('#/no/such/page')).toBeVisible();
		await expect(page).toHaveTitle('No such page · Assay');
		await page.getByRole('link', { name: 'Go to Analyse' }).click();
		await expect(page.getByTestId('content-input')).toBeVisible();
	});

	test('back and forward lead through the pages, and keep text and answer', async ({
		page,
		open
	}) => {
		await open();
		await expectConnection(page, 'simulated');
		await analyse(page);
		const answer = await page.getByTestId('llm-output').textContent();
		await goTo(page, 'Models');
		await goTo(page, 'Settings');
		const title = page.getByRole('heading', { level: 1 });
		await page.goBack();
		await expect(title).toHaveText('Models');
		await page.goBack();
		await expect(title).toHaveText('Analyse');
		await expect(page.getByTestId('content-input')).toHaveValue(SOME_TEXT);
		expect(await page.getByTestId('llm-output').textContent()).toBe(answer);
		await page.goForward();
		await expect(title).toHaveText('Models');
	});

	test('the palette finds pages and commands, and a page it opens keeps what was there', async ({
		page,
		open
	}) => {
		await open();
		await expectConnection(page, 'simulated');
		await analyse(page);
		await page.keyboard.press('Control+k');
		const field = page.getByRole('combobox', { name: 'Page or command' });
		await field.fill('model');
		await expect(page.getByRole('dialog').getByRole('option')).toHaveText(['Go to Models']);
		await field.press('Enter');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Models');
		await page.keyboard.press('Control+k');
		await field.fill('theme dark');
		await field.press('Enter');
		await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
		await page.keyboard.press('Control+k');
		await field.fill('no such thing');
		await expect(page.getByText('Nothing is called that.')).toBeVisible();
		await field.press('Escape');
		await expect(field).toBeHidden();

		await goTo(page, 'Analyse');
		await expect(page.getByTestId('run-status')).toHaveAttribute('data-state', 'done');
		await page.keyboard.press('Control+k');
		await field.fill('new text');
		await field.press('Enter');
		await expect(page.getByTestId('content-input')).toHaveValue('');
		await page.keyboard.press('Control+k');
		await field.fill('bring back');
		await field.press('Enter');
		await expect(page.getByTestId('content-input')).toHaveValue(SOME_TEXT);
	});

	test('the palette runs and stops from any page', async ({ page, open, simulator }) => {
		simulator.setOptions({ tokensPerSecond: 10 });
		await open();
		await expectConnection(page, 'simulated');
		await page.getByTestId('content-input').fill(SOME_TEXT);
		await goTo(page, 'Models');
		const field = page.getByRole('combobox', { name: 'Page or command' });
		await page.keyboard.press('Control+k');
		await field.fill('run the');
		await field.press('Enter');
		await expect(page.getByTestId('run-status')).toHaveAttribute('data-state', 'writing');
		await goTo(page, 'Inspector');
		await page.keyboard.press('Control+k');
		await field.fill('stop');
		await field.press('Enter');
		await goTo(page, 'Analyse');
		await expect(page.getByTestId('run-status')).toHaveAttribute('data-state', 'stopped');
	});

	test('? lists the keys, but is typed in a field', async ({ page, open }) => {
		await open();
		await expectConnection(page, 'simulated');
		const keys = page.getByRole('dialog', { name: 'Keys' });
		await page.getByTestId('content-input').click();
		await page.keyboard.type('Why?');
		await expect(page.getByTestId('content-input')).toHaveValue('Why?');
		await expect(keys).toBeHidden();
		await page.getByTestId('content-input').blur();
		await page.keyboard.press('?');
		await expect(keys).toBeVisible();
		await expect(keys).toContainText('Run the template on the text');
	});
});

test('a page that is no secure context runs an analysis through, and copies the answer', async ({
	openWith,
	address
}) => {
	const page = await openWith([PHONE_FLAG]);
	await closeDefaultAddress(page);
	await page.goto(asSeenByPhone(address));
	const lacking = await page.evaluate(() => ({
		isSecureContext,
		locks: 'locks' in navigator,
		subtle: 'subtle' in crypto,
		randomUUID: 'randomUUID' in crypto
	}));
	expect(lacking).toEqual({
		isSecureContext: false,
		locks: false,
		subtle: false,
		randomUUID: false
	});
	await expectConnection(page, 'simulated');
	await analyse(page);
	await expect(page.getByTestId('llm-output')).toContainText('Norrvik');
	const copy = page.getByRole('button', { name: 'Copy', exact: true }).last();
	await copy.click();
	await expect(page.getByText('Copied').first()).toBeAttached();
	await page.getByTestId('content-input').fill('');
	await page.getByTestId('content-input').press('Control+v');
	await expect(page.getByTestId('content-input')).toHaveValue(/Norrvik/);
});
