import type { Page } from '@playwright/test';
import { expect, test } from './analyse-page.ts';
import { hostileVectors } from './hostile-vectors.ts';
import { goTo } from './steps.ts';
import { chatEnd, deltas, event, replyWith } from './wire-replies.ts';

const VECTORS = hostileVectors('http://evil.test/leak');
const TEXT = `${VECTORS.join('\n\n')}\n\nThe end of it.`;
/** For fields of one line. */
const LINE = VECTORS.join(' ').replace(/\s+/g, ' ');

const FORBIDDEN =
	'img, picture, svg:not([aria-hidden]), image, iframe, object, embed, video, audio, track, meta[http-equiv=refresh], base, ' +
	'a[href^="javascript:" i], a[href^="data:" i], a[ping], [style*="url("], [srcset], [onerror], [onload], [onclick], [onfocus], [ontoggle]';

test('does nothing in an answer, in reasoning, in a chat and in the title of a run', async ({
	page,
	open,
	analyse
}) => {
	const noise = listen(page);
	await replyWith(page, 'native', {
		body: event('reasoning.delta', { content: TEXT }) + deltas(TEXT) + chatEnd(TEXT)
	});
	await open();
	await analyse.isConnected();
	await analyse.analyse(TEXT);
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('The end of it.');
	await analyse.answer.getByText('Reasoning').click();
	await expectNothing(page, noise);

	await goTo(page, 'Runs');
	await page.locator('[data-row="0"]').click();
	await expect(page.getByRole('main')).toContainText('The end of it.');
	await expectNothing(page, noise);

	await goTo(page, 'Chat');
	await page.getByTestId('chat-input').fill(TEXT);
	await page.getByTestId('chat-send').click();
	await expect(page.getByTestId('chat-status')).toHaveAttribute('data-state', 'done');
	await expect(page.getByTestId('chat-log')).toContainText('The end of it.');
	await expectNothing(page, noise);
});

test('does nothing in the name of a model and in what a server says of an error', async ({
	page,
	open,
	analyse
}) => {
	const noise = listen(page);
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
	await expectNothing(page, noise);
});

test('does nothing in a template and in its variables', async ({ page, open, analyse }) => {
	const noise = listen(page);
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
	await expectNothing(page, noise);
	await analyse.analyse('A text.');
	await expect(analyse.status).toHaveAttribute('data-state', /done|failed/);
	await expectNothing(page, noise);
});

async function expectNothing(page: Page, noise: readonly string[]): Promise<void> {
	await expect(page.locator(`body :is(${FORBIDDEN})`)).toHaveCount(0);
	await expect(page.locator('a a')).toHaveCount(0);
	await expect(page).not.toHaveTitle('taken');
	expect(noise).toEqual([]);
}

/** Notes each request that is not for the page or a local server, each dialog, and each breach of the page's policy. */
function listen(page: Page): string[] {
	const noise: string[] = [];
	page.on('request', (request) => {
		const { protocol, hostname } = new URL(request.url());
		const isOurs = ['127.0.0.1', 'localhost'].includes(hostname);
		if (!isOurs && protocol !== 'data:' && protocol !== 'blob:') noise.push(request.url());
	});
	page.on('dialog', (dialog) => {
		noise.push(dialog.message());
		void dialog.dismiss();
	});
	page.on('pageerror', (error) => noise.push(error.message));
	page.on('console', (message) => {
		if (/violates|content security policy/i.test(message.text())) noise.push(message.text());
	});
	return noise;
}
