import type { Page } from '@playwright/test';

/** The Chat page by the names that scripts find things by. */
export function createChatPage(page: Page) {
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
