import type { Page } from '@playwright/test';
import { createChatPage } from './chat-page.ts';
import { generationsOf } from './generations.ts';
import { expectConnection, goTo, SOME_TEXT } from './steps.ts';
import { expect, test } from './world.ts';

const SHORT_QUESTION = 'What belongs in a good incident report?';
const COMPLEX_QUESTION = 'Compare the pros and cons of replacing the valve at Norrvik.';

test('a short question is answered in one call, and the agents’ steps are seen', async ({
	page,
	open,
	simulator
}) => {
	await open('#/chat');
	await expectConnection(page, 'simulated');
	const chat = createChatPage(page);
	await expect(chat.send).toBeDisabled();
	await chat.ask(SHORT_QUESTION);
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await expect(chat.turns).toHaveCount(1);
	await expect(chat.turns).toContainText(SHORT_QUESTION);
	await expect(chat.log).toContainText('Demo answer');
	await expect(chat.steps).toHaveText([/Answer\s+done in/]);
	await expect(chat.input).toHaveValue('');
	expect(generationsOf(simulator)).toHaveLength(1);
});

test('a complex question has specialists, and one answer', async ({ page, open, simulator }) => {
	await open('#/chat');
	await expectConnection(page, 'simulated');
	const chat = createChatPage(page);
	await page.getByRole('button', { name: 'A question about a text' }).click();
	await chat.send.click();
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await expect(chat.steps).toHaveText([
		/Action items/,
		/Question and answer/,
		/Putting it together/
	]);
	await chat.steps.first().getByText('What it found').click();
	await expect(chat.steps.first()).toContainText('check the seals');
	expect(generationsOf(simulator)).toHaveLength(3);

	await chat.ask(COMPLEX_QUESTION);
	await expect(chat.steps).toHaveCount(6);
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	// What was said before goes along, with who said it.
	const last = simulator.requests.filter(({ path }) => path === '/v1/chat/completions').at(-1);
	expect(JSON.stringify(last?.body)).toContain('"role":"assistant"');
});

test('an answer can be stopped, and what came stays', async ({ page, open, simulator }) => {
	simulator.setOptions({ tokensPerSecond: 8 });
	await open('#/chat');
	await expectConnection(page, 'simulated');
	const chat = createChatPage(page);
	await chat.ask(SHORT_QUESTION);
	await expect(chat.log).toContainText('Demo');
	await chat.stop.click();
	await expect(chat.status).toHaveAttribute('data-state', 'stopped');
	await expect(chat.log).toContainText('Stopped. What had come is kept.');
	await expect(chat.log).toContainText('Demo');
	await expect.poll(() => generationsOf(simulator)[0]?.record.clientClosed).toBe(true);
});

test('says what went wrong, and asks once more on Retry', async ({ page, open, simulator }) => {
	simulator.setScenario('model-crashed');
	await open('#/chat');
	await expectConnection(page, 'simulated');
	const chat = createChatPage(page);
	await chat.ask(SHORT_QUESTION);
	await expect(chat.status).toHaveAttribute('data-state', 'failed');
	await expect(chat.error).toBeVisible();
	simulator.setScenario(undefined);
	await chat.retry.click();
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await expect(chat.error).toBeHidden();
	await expect(chat.turns).toHaveCount(1);
});

test('the text of the Analyse page goes along, and what is typed outlives the page', async ({
	page,
	open,
	simulator
}) => {
	await open();
	await expectConnection(page, 'simulated');
	await page.getByTestId('content-input').fill(SOME_TEXT);
	await goTo(page, 'Chat');
	const chat = createChatPage(page);
	await page.getByRole('checkbox', { name: /^With the text from Analyse/ }).check();
	await chat.ask('Who replaced the valve?');
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await expect(chat.log).toContainText('Maria Lund');
	expect(generationsOf(simulator)[0]?.prompt).toContain(SOME_TEXT);

	await chat.input.fill('A half-written quest');
	await page.reload();
	await expect(chat.input).toHaveValue('A half-written quest');
});

test('works by keyboard alone', async ({ page, open, simulator }) => {
	await open();
	await expectConnection(page, 'simulated');
	await page.keyboard.press('Control+k');
	await expect(page.getByRole('combobox', { name: 'Page or command' })).toBeFocused();
	await page.keyboard.type('go to chat');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1, name: 'Chat' })).toBeVisible();
	const chat = createChatPage(page);
	const tabTo = async (target: ReturnType<Page['locator']>) => {
		for (let presses = 0; presses < 40; presses += 1) {
			await page.keyboard.press('Tab');
			if (await target.evaluate((element) => element === document.activeElement)) return;
		}
		throw new Error('Expected Tab to come to the element within 40 presses');
	};
	await tabTo(chat.input);
	await page.keyboard.type('What is');
	await page.keyboard.press('Shift+Enter');
	await page.keyboard.type('a relay?');
	await expect(chat.input).toHaveValue('What is\na relay?');
	simulator.setOptions({ tokensPerSecond: 8 });
	await page.keyboard.press('Enter');
	await expect(chat.log).toContainText('Demo');
	await page.keyboard.press('Escape');
	await expect(chat.status).toHaveAttribute('data-state', 'stopped');
	simulator.setOptions({ tokensPerSecond: Infinity });
	await expect(chat.input).toBeFocused();
	// Back over the button that copies what came.
	await page.keyboard.press('Shift+Tab');
	await page.keyboard.press('Shift+Tab');
	await expect(chat.retry).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(chat.status).toHaveAttribute('data-state', 'done');
});
