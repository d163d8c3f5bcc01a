import type { Page } from '@playwright/test';
import { generationsOf } from './generations.ts';
import { expectConnection, goTo, SOME_TEXT } from './steps.ts';
import { expect, test } from './world.ts';

const SHORT_QUESTION = 'What belongs in a good incident report?';
const COMPLEX_QUESTION = 'Compare the pros and cons of replacing the valve at Norrvik.';

/** The Chat page by the names that scripts find things by. */
function createChatPage(page: Page) {
	const input = page.getByTestId('chat-input');
	const log = page.getByTestId('chat-log');
	return {
		input,
		log,
		send: page.getByTestId('chat-send'),
		stop: page.getByTestId('stop-button'),
		retry: page.getByTestId('retry-button'),
		error: page.getByTestId('error-message'),
		steps: page.getByTestId('agent-action'),
		/** The questions with their answers. */
		turns: log.getByRole('article'),
		status: page.getByTestId('chat-status'),
		async ask(question: string) {
			await input.fill(question);
			await input.press('Enter');
		}
	};
}

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
	await expect(chat.status).toHaveText('Done');
	await expect(chat.turns).toHaveCount(1);
	await expect(chat.turns).toContainText(SHORT_QUESTION);
	await expect(chat.log).toContainText('Demo answer');
	await expect(chat.steps).toHaveText([/^Answer done in/]);
	await expect(chat.input).toHaveValue('');
	expect(generationsOf(simulator)).toHaveLength(1);
});
