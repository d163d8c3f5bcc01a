import { expect, test } from './analyse-page.ts';
import {
	expectNothingRan,
	HOSTILE_LINE as LINE,
	HOSTILE_TEXT as TEXT,
	listenForNoise
} from './hostile-page.ts';
import { goTo } from './steps.ts';
import { chatEnd, deltas, event, replyWith } from './wire-replies.ts';

test('does nothing in an answer, in reasoning, in a chat and in the title of a run', async ({
	page,
	open,
	analyse
}) => {
	const noise = listenForNoise(page);
	await replyWith(page, 'native', {
		body: event('reasoning.delta', { content: TEXT }) + deltas(TEXT) + chatEnd(TEXT)
	});
	await open();
	await analyse.isConnected();
	await analyse.analyse(TEXT);
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('The end of it.');
	await analyse.answer.getByText('Reasoning').click();
	await expectNothingRan(page, noise);

	await goTo(page, 'Runs');
	await page.locator('[data-row="0"]').click();
	await expect(page.getByRole('main')).toContainText('The end of it.');
	await expectNothingRan(page, noise);

	await goTo(page, 'Chat');
	await page.getByTestId('chat-input').fill(TEXT);
	await page.getByTestId('chat-send').click();
	await expect(page.getByTestId('chat-status')).toHaveAttribute('data-state', 'done');
	await expect(page.getByTestId('chat-log')).toContainText('The end of it.');
	await expectNothingRan(page, noise);
});

test('does nothing in the name of a model and in what a server says of an error', async ({
	page,
	open,
	analyse
}) => {
	const noise = listenForNoise(page);
	await page.route(/\/api\/v1\/models$/, async (route) => {
		// Where a real server would answer, none does.
		if (new URL(route.request().url()).port === '1234') return route.fallback();
		const response = await route.fetch();
		const text = await response.text();
		const named = text
			.replace(/"display_name":\s*"/g, `$&${JSON.stringify(LINE).slice(1, -1)}`)
			.replaceAll('"qwen/qwen3-4b"', JSON.stringify(LINE));
		await route.fulfill({ response, body: named });
	});
	await replyWith(page, 'native', {
		status: 400,
		contentType: 'application/json',
		body: JSON.stringify({ error: { message: LINE, type: LINE, code: LINE } })
	});
	await open();
	await analyse.isConnected();
	await expect(analyse.model).toContainText('onerror');
	await analyse.analyse('A text.');
	await analyse.hasState('failed');
	await expect(analyse.error).toContainText('<picture>');
	await goTo(page, 'Models');
	await expect(page.getByRole('main')).toContainText('onerror');
	await goTo(page, 'Inspector');
	await expect(page.getByRole('main')).toContainText('llm_request');
	await expectNothingRan(page, noise);
});

test('does nothing in a template and in its variables', async ({ page, open, analyse }) => {
	const noise = listenForNoise(page);
	await open();
	await analyse.isConnected();
	await page.getByRole('button', { name: 'Edit for this run' }).click();
	const said = JSON.stringify(LINE);
	await page
		.getByRole('region', { name: 'Template for this run' })
		.getByRole('textbox')
		.fill(
			`---\nname: evil\ndescription: ${said}\ninput:\n  schema:\n    content: string\n    focus?: ${JSON.stringify(`string, ${LINE}`)}\nanalysis.title: ${said}\n---\n{{content}} ${LINE.replaceAll('{', '(')}`
		);
	await expectNothingRan(page, noise);
	await analyse.analyse('A text.');
	await expect(analyse.status).toHaveAttribute('data-state', /done|failed/);
	await expectNothingRan(page, noise);
});
