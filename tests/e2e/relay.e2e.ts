/** The page over a relay: the same as over LM Studio itself, and more than that when the connection is lost. */
import type { Page } from '@playwright/test';
import { serveSite } from '../../src/tools/serve-site.ts';
import { createAnalysePage } from './analyse-page.ts';
import { buildFor } from './build-for-relay.ts';
import { createChatPage } from './chat-page.ts';
import { generationsOf, onlyGenerationOf } from './generations.ts';
import { asSeenByPhone, PHONE_FLAG } from './own-browser.ts';
import { expect, test, type RelayProcess } from './relay-process.ts';
import {
	connectionStatus,
	expectConnection,
	freePort,
	goTo,
	openHelp,
	shownAnswer,
	SOME_TEXT
} from './steps.ts';

/** An answer that takes some seconds, so that something can happen in its middle. */
const SLOW = { tokensPerSecond: 12 };

async function openOver(relay: RelayProcess, page: Page, route = '') {
	await page.goto(`${relay.url}${route}`);
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	await expect(connectionStatus(page)).toHaveAttribute('data-via', 'relay');
	return analyse;
}

/** The answer as text, without what the page puts around it. */
async function answerOf(page: Page): Promise<string> {
	return (await shownAnswer(page)).replace(/\s+/g, ' ').trim();
}

for (const via of ['direct', 'relay'] as const) {
	test(`analyses and chats, stops and goes on, ${via}`, async ({
		page,
		open,
		simulator,
		startRelay
	}) => {
		if (via === 'direct') await open();
		else await page.goto((await startRelay()).url);
		const analyse = createAnalysePage(page);
		await analyse.isConnected();
		await expect(connectionStatus(page)).toHaveAttribute('data-via', via);
		await analyse.analyse(SOME_TEXT);
		await analyse.hasState('done');
		await expect(analyse.answer).toContainText('Norrvik');
		await expect(analyse.stats).toContainText('tokens');

		simulator.setScenario('stall-after-first-token');
		await analyse.run.click();
		await analyse.hasState('writing');
		await analyse.stop.click();
		await analyse.hasState('stopped');
		simulator.setScenario(undefined);
		await analyse.retry.click();
		await analyse.hasState('done');

		await goTo(page, 'Chat');
		const chat = createChatPage(page);
		await chat.ask('Compare the pros and cons of replacing the valve at Norrvik.');
		await expect(chat.status).toHaveAttribute('data-state', 'done');
		await expect(chat.steps.last()).toContainText('Putting it together');
		await expect(chat.turns).toContainText('Demo answer');
		simulator.setOptions({ tokensPerSecond: 8 });
		await chat.ask('What belongs in a good incident report?');
		await expect(chat.turns.last()).toContainText('Demo');
		await chat.stop.click();
		await expect(chat.status).toHaveAttribute('data-state', 'stopped');
		await expect(chat.turns).toHaveCount(2);
	});
}

test('a page that is loaded anew in the middle of an answer has all of it, once', async ({
	page,
	simulator,
	startRelay
}) => {
	simulator.setOptions(SLOW);
	const analyse = await openOver(await startRelay(), page);
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('writing');
	await expect(analyse.answer).toContainText(/\w+ \w+/);
	await page.reload();
	await analyse.hasState('writing');
	await expect(analyse.source).toHaveValue(SOME_TEXT);
	await analyse.hasState('done');
	const resumed = await answerOf(page);
	await page.reload();
	await analyse.hasState('done');
	expect(await answerOf(page)).toBe(resumed);
	expect(onlyGenerationOf(simulator).record.clientClosed).toBe(false);
});

test('a chat that is loaded anew in the middle of an answer has all of it, once, and its text', async ({
	page,
	simulator,
	startRelay
}) => {
	const analyse = await openOver(await startRelay(), page);
	await analyse.source.fill(SOME_TEXT);
	await goTo(page, 'Chat');
	const chat = createChatPage(page);
	simulator.setOptions(SLOW);
	await page.getByRole('checkbox', { name: /^With the text from Analyse/ }).check();
	await chat.ask('Who replaced the valve?');
	await expect(chat.turns).toContainText(/Maria/);
	await page.reload();
	await expect(chat.turns).toHaveCount(1);
	await expect(chat.turns).toContainText('with the text from Analyse');
	await expect(chat.turns.getByRole('heading', { name: 'You' })).toBeVisible();
	await expect(chat.stop).toBeVisible();
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await page.reload();
	await expect(chat.turns).toHaveCount(1);
	await expect(chat.turns).toContainText('Maria Lund');
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	expect(onlyGenerationOf(simulator).record.clientClosed).toBe(false);
});

test('a viewer who joins in the middle sees who asked what, and the whole answer', async ({
	page,
	browser,
	simulator,
	startRelay
}) => {
	simulator.setOptions(SLOW);
	const relay = await startRelay();
	const analyse = await openOver(relay, page, '/#/settings');
	await page.getByTestId('relay-label').fill('Anna');
	await page.getByTestId('relay-label').press('Enter');
	await goTo(page, 'Analyse');
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('writing');

	const other = await browser.newPage();
	const viewer = await openOver(relay, other);
	await expect(other.getByTestId('others-run')).toContainText('Anna runs Parsing analysis.');
	await other.getByRole('button', { name: 'Watch' }).click();
	await expect(other.getByTestId('watched-content')).toHaveValue(SOME_TEXT);
	await viewer.hasState('done');
	await analyse.hasState('done');
	expect(await answerOf(other)).toBe(await answerOf(page));
	await other.getByRole('button', { name: 'Back to mine' }).click();
	await viewer.hasState('idle');
	await expect(viewer.source).toHaveValue('');
	await other.close();
});

test('an answer that was cut off by the network goes on where it was', async ({
	page,
	simulator,
	startRelay
}) => {
	simulator.setOptions(SLOW);
	const analyse = await openOver(await startRelay(), page);
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('writing');
	await page.context().setOffline(true);
	await page.context().setOffline(false);
	await analyse.hasState('done');
	await expectConnection(page, 'simulated');
	expect(generationsOf(simulator)).toHaveLength(1);
});

test('a relay that is killed is unreachable, its answer is interrupted, and what came stays', async ({
	page,
	simulator,
	startRelay
}) => {
	simulator.setOptions(SLOW);
	const relay = await startRelay();
	const analyse = await openOver(relay, page);
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('writing');
	await expect(analyse.answer).toContainText(/\w+ \w+/);
	await relay.kill();
	await expectConnection(page, 'unreachable');
	await expect(connectionStatus(page)).toContainText('No relay');
	const help = await openHelp(page);
	await expect(help).toContainText(`npm run relay -- --port ${relay.port}`);
	await page.keyboard.press('Escape');

	await relay.restart();
	await expectConnection(page, 'simulated');
	await analyse.hasState('interrupted');
	await expect(analyse.answer).toContainText(/\w+ \w+/);
	await analyse.retry.click();
	await analyse.hasState('writing');
});

test('a page from elsewhere uses the relay that a person sets, and only that', async ({
	page,
	address,
	startRelay
}) => {
	const relay = await startRelay('--origin', new URL(address).origin);
	await page.goto(`${address}/#/settings`);
	await expect(connectionStatus(page)).toHaveAttribute('data-via', 'direct');
	const reloaded = page.waitForEvent('load');
	await page.getByTestId('relay-url').fill(relay.url);
	await page.getByTestId('relay-url').press('Enter');
	await reloaded;
	await expect(connectionStatus(page)).toHaveAttribute('data-via', 'relay');
	await goTo(page, 'Analyse');
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('done');
	const reached = await page.evaluate(() =>
		fetch('http://127.0.0.1:9/').then(
			() => 'reached',
			() => 'refused'
		)
	);
	expect(reached).toBe('refused');
});

test('a page that was built for a relay uses it, and the person’s own setting wins over that', async ({
	page,
	startRelay
}) => {
	// It takes a build of its own.
	test.setTimeout(240_000);
	const builtIn = await startRelay('--origin', 'http://localhost:1');
	const folder = await buildFor(builtIn.url);
	const site = await serveSite({ folder, host: '127.0.0.1', port: 0 });
	await page.goto(`${site.url}/#/settings`);
	await expect(page.getByTestId('relay-url')).toHaveValue(builtIn.url);
	// That relay was not told to take in pages from here.
	await expectConnection(page, 'unreachable');

	const own = await startRelay('--origin', site.url);
	const reloaded = page.waitForEvent('load');
	await page.getByTestId('relay-url').fill(own.url);
	await page.getByTestId('relay-url').press('Enter');
	await reloaded;
	await expectConnection(page, 'simulated');
	await page.getByRole('button', { name: `Use the default, ${builtIn.url}` }).click();
	await expectConnection(page, 'unreachable');
	await site.close();
});

test('a relay that is not there is unreachable by relay', async ({ page, address }) => {
	await page.goto(`${address}/#/settings`);
	const reloaded = page.waitForEvent('load');
	await page.getByTestId('relay-url').fill(`http://127.0.0.1:${await freePort()}`);
	await page.getByTestId('relay-url').press('Enter');
	await reloaded;
	await expectConnection(page, 'unreachable');
	await expect(connectionStatus(page)).toHaveAttribute('data-via', 'relay');
});

test('a token that a link brings is used, and taken out of the address', async ({
	page,
	startRelay
}) => {
	const relay = await startRelay('--token', 'open-sesame-0123456789');
	await page.goto(`${relay.url}/#/?channel=harbour&relay-token=open-sesame-0123456789`);
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	expect(page.url()).not.toContain('sesame');
	await goTo(page, 'Settings');
	await expect(page.getByTestId('relay-channel')).toHaveValue('harbour');
});

test('without the token a relay says what it wants, and takes it in Settings', async ({
	page,
	startRelay
}) => {
	const relay = await startRelay('--token', 'open-sesame-0123456789');
	await page.goto(`${relay.url}/#/settings`);
	await expectConnection(page, 'unauthorized');
	await page.getByTestId('relay-token').fill('open-sesame-0123456789');
	await page.getByTestId('relay-token').press('Enter');
	await expectConnection(page, 'simulated');
});

test('a channel is joined by name, and others there are named', async ({
	page,
	browser,
	startRelay
}) => {
	const relay = await startRelay();
	await openOver(relay, page, '/#/settings');
	const other = await browser.newPage();
	await openOver(relay, other, '/#/settings');
	await expect(page.getByTestId('relay-members').getByRole('listitem')).toHaveCount(2);
	const reloaded = other.waitForEvent('load');
	await other.getByTestId('relay-channel').fill('harbour');
	await other.getByTestId('relay-channel').press('Enter');
	await reloaded;
	await expect(other.getByTestId('relay-members').getByRole('listitem')).toHaveCount(1);
	await expect(page.getByTestId('relay-members').getByRole('listitem')).toHaveCount(1);
	await other.close();
});

test('a phone, under another name and without a secure context, analyses and chats over the relay', async ({
	playwright,
	launchOptions,
	startRelay
}) => {
	const relay = await startRelay('--allow-host', 'phone.test', '--token', 'phone-0123456789abcdef');
	const browser = await playwright.chromium.launch({
		...launchOptions,
		args: [...(launchOptions.args ?? []), PHONE_FLAG]
	});
	const page = await browser.newPage({
		viewport: { width: 390, height: 844 },
		hasTouch: true
	});
	await page.goto(`${asSeenByPhone(relay.url)}/#/?relay-token=phone-0123456789abcdef`);
	const analyse = createAnalysePage(page);
	await analyse.isConnected();
	expect(await page.evaluate(() => isSecureContext)).toBe(false);
	await analyse.analyse(SOME_TEXT);
	await analyse.hasState('done');
	await expect(analyse.answer).toContainText('Norrvik');
	await goTo(page, 'Chat');
	const chat = createChatPage(page);
	await chat.ask('What belongs in a good incident report?');
	await expect(chat.status).toHaveAttribute('data-state', 'done');
	await expect(chat.turns).toContainText('Demo answer');
	await browser.close();
});
