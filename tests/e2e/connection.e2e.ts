import type { EndpointState } from '../../src/lib/protocol/service-schemas.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { startDisguised } from './disguised-simulator.ts';
import { generationsOf } from './generations.ts';
import {
	analyse,
	closeDefaultAddress,
	connectionStatus,
	expectConnection,
	freePort,
	goTo,
	openHelp,
	putAtDefaultAddress,
	SOME_TEXT,
	useServer
} from './steps.ts';
import { expect, test, type Build } from './world.ts';

/** Long enough for the page to have looked again by itself, if it were going to. */
const LOOK_AGAIN_MS = 60_000;

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('a page that finds nothing uses the demo, and says so on every page', async ({
			page,
			open
		}) => {
			await open();
			await expectConnection(page, 'simulated');
			await expect(connectionStatus(page)).toContainText('Demo: no model is running');
			for (const name of ['Models', 'Inspector', 'Settings', 'Analyse']) {
				await goTo(page, name);
				await expect(page.getByText('Demo: no model is running.')).toBeVisible();
			}
			const help = await openHelp(page);
			await expect(help.getByText('lms server start --cors')).toBeVisible();
			await expect(help).toContainText('Nothing answered at http://127.0.0.1:1234');
		});

		test('a page that finds LM Studio uses it, and the simulator beside it is left alone', async ({
			page,
			open,
			simulator
		}) => {
			const lmStudio = await startDisguised();
			await putAtDefaultAddress(page, () => lmStudio.url);
			await open();
			await expectConnection(page, 'connected');
			await expect(connectionStatus(page)).toContainText('4,096 context');
			await analyse(page);
			expect(generationsOf(lmStudio)).toHaveLength(1);
			expect(simulator.requests).toEqual([]);
			await lmStudio.close();
		});

		test('LM Studio that appears beside the demo is offered, and used after a click only', async ({
			page,
			open,
			simulator
		}) => {
			const lmStudio = await startDisguised();
			let isRunning = false;
			await putAtDefaultAddress(page, () => (isRunning ? lmStudio.url : undefined));
			await open();
			await expectConnection(page, 'simulated');
			await page.getByTestId('content-input').fill(SOME_TEXT);
			isRunning = true;
			await page.evaluate(() => dispatchEvent(new Event('focus')));

			const offer = page.getByRole('button', { name: 'Use LM Studio' });
			await expect(offer).toBeVisible();
			await expect(page.getByText('LM Studio answers at http://127.0.0.1:1234 now')).toBeVisible();
			await expectConnection(page, 'simulated');
			await analyse(page);
			expect(generationsOf(simulator)).toHaveLength(1);
			expect(generationsOf(lmStudio)).toEqual([]);

			await offer.click();
			await expectConnection(page, 'connected');
			await expect(page.getByText('Demo: no model is running.')).toBeHidden();
			await expect(page.getByTestId('content-input')).toHaveValue(SOME_TEXT);
			await analyse(page);
			expect(generationsOf(simulator)).toHaveLength(1);
			expect(generationsOf(lmStudio)).toHaveLength(1);
			await lmStudio.close();
		});

		test('a server that dies never becomes the demo by itself', async ({
			page,
			open,
			simulator
		}) => {
			const lmStudio = await startDisguised();
			let isRunning = true;
			await page.clock.install();
			await putAtDefaultAddress(page, () => (isRunning ? lmStudio.url : undefined));
			await open();
			await expectConnection(page, 'connected');
			isRunning = false;
			await page.clock.fastForward(LOOK_AGAIN_MS);
			await expectConnection(page, 'unreachable');
			await expect(page.getByRole('button', { name: 'Use the demo meanwhile' })).toBeVisible();
			await page.clock.fastForward(LOOK_AGAIN_MS);
			await page.getByRole('button', { name: 'Look again' }).click();
			await expectConnection(page, 'unreachable');

			await page.getByTestId('content-input').fill(SOME_TEXT);
			await page.getByTestId('run-button').click();
			await expect(page.getByTestId('run-status')).toHaveAttribute('data-state', 'failed', {
				timeout: 20_000
			});
			expect(generationsOf(simulator)).toEqual([]);

			await page.getByRole('button', { name: 'Use the demo meanwhile' }).click();
			await expectConnection(page, 'simulated');
			await lmStudio.close();
		});

		test('a server with CORS off is told apart from one that is not there', async ({
			page,
			open,
			simulator
		}) => {
			simulator.setOptions({ cors: 'off' });
			await open();
			await useServer(page, simulator.url);
			await expectConnection(page, 'cors_blocked');
			const help = await openHelp(page);
			await expect(help.getByRole('heading', { name: 'CORS is off' })).toBeVisible();
			await expect(help.getByText('turn on Enable CORS')).toBeVisible();
			await expect(help.getByText('lms server start --cors')).toBeVisible();

			simulator.setOptions({ cors: 'on' });
			await help.getByRole('button', { name: 'Look again' }).click();
			await expectConnection(page, 'simulated');
		});
	});
}

/** What keeps the page from a model, and what the help says of it: what happened, and what to click or type. */
const TROUBLES: {
	what: string;
	options: SimulatorOptions;
	state: EndpointState;
	notice: RegExp;
	help: string[];
}[] = [
	{
		what: 'another server',
		options: { scenario: 'not-lmstudio' },
		state: 'not_lmstudio',
		notice: /Expected LM Studio at http:\/\/127\.0\.0\.1:\d+, got a web page/,
		help: ['This is not LM Studio', 'Check the port', 'lms server status', 'Open Settings']
	},
	{
		what: 'no chat model in memory',
		options: { scenario: 'no-models-loaded' },
		state: 'no_model',
		notice: /LM Studio answers at .+, but no chat model is loaded/,
		help: ['No chat model is ready', 'Llama 3.2 3B Instruct']
	},
	{
		what: 'no chat model at all',
		options: { scenario: 'no-chat-model' },
		state: 'no_model',
		notice: /has no chat model/,
		help: ['Download a chat model', 'lms get llama-3.2-3b-instruct']
	},
	{
		what: 'a token that is missing',
		options: { token: 'sk-lm-abcdefgh:01234567890123456789' },
		state: 'unauthorized',
		notice: /requires an API token, and none was sent/,
		help: ['A token is needed', 'Manage Tokens', 'It is sent to']
	},
	{
		what: 'CORS off',
		options: { cors: 'off' },
		state: 'cors_blocked',
		notice: /the browser may not read it/,
		help: ['CORS is off', 'turn on Enable CORS', 'If LM Studio asks for a token']
	}
];

for (const { what, options, state, notice, help: sayings } of TROUBLES) {
	test(`${what} is ${state}: said above the page, with the way out in the help`, async ({
		page,
		open,
		simulator
	}) => {
		simulator.setOptions(options);
		await open();
		await page.getByTestId('content-input').fill(SOME_TEXT);
		await useServer(page, simulator.url);
		await expectConnection(page, state);
		await expect(page.getByText(notice)).toBeVisible();
		await goTo(page, 'Analyse');
		await page.getByRole('button', { name: 'Connection help' }).last().click();
		const help = page.getByRole('dialog', { name: 'Connection help' });
		for (const saying of sayings) await expect(help.getByText(saying).first()).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(help).toBeHidden();
		await expect(page.getByTestId('content-input')).toHaveValue(SOME_TEXT);

		simulator.setOptions({ scenario: undefined, cors: 'on', token: undefined });
		await page.getByRole('button', { name: 'Look again' }).click();
		await expectConnection(page, 'simulated');
		await expect(page.getByText(notice)).toBeHidden();
	});
}

test('a server that hangs is waited for, then told apart from a dead one', async ({
	page,
	open,
	simulator
}) => {
	await page.clock.install();
	await open();
	simulator.setScenario('never-answers');
	await useServer(page, simulator.url);
	await expectConnection(page, 'connecting');
	await expect.poll(() => simulator.requests.at(-1)?.path).toBe('/api/v1/models');
	await page.clock.fastForward(10_000);
	await expectConnection(page, 'unreachable');
	await expect(page.getByText('did not answer within 10 seconds')).toBeVisible();
	await expect.poll(() => simulator.requests.every(({ clientClosed }) => clientClosed)).toBe(true);
});

test('a dead server is looked at again by itself: in a few seconds, and when the window is back', async ({
	page,
	open,
	simulator
}) => {
	const port = await freePort();
	await page.clock.install();
	await open();
	await useServer(page, `http://127.0.0.1:${port}`);
	await expectConnection(page, 'unreachable');
	const help = await openHelp(page);
	await expect(help.getByText(`Nothing answers at http://127.0.0.1:${port}.`)).toBeVisible();
	await expect(help.getByText('switch Status to Running')).toBeVisible();
	await expect(help.getByText('lms server start --cors')).toBeVisible();
	await page.keyboard.press('Escape');
	// The simulator beside the page is for those who set no address.
	await expect(page.getByRole('button', { name: 'Use the demo meanwhile' })).toBeHidden();
	expect(generationsOf(simulator)).toEqual([]);

	const lmStudio = await startDisguised({ port });
	await page.clock.fastForward(5000);
	await expectConnection(page, 'connected');

	await lmStudio.close();
	await page.evaluate(() => dispatchEvent(new Event('focus')));
	await expectConnection(page, 'unreachable');

	const again = await startDisguised({ port });
	await page.evaluate(() => dispatchEvent(new Event('focus')));
	await expectConnection(page, 'connected');
	await again.close();
});

test.describe('with a token', () => {
	const TOKEN = 'sk-lm-abcdefgh:01234567890123456789';
	const OTHER_TOKEN = 'sk-lm-zyxwvuts:98765432109876543210';

	test('a missing token is told apart from a wrong one, and the right one connects', async ({
		page,
		address,
		simulator
	}) => {
		simulator.setOptions({ token: TOKEN });
		await closeDefaultAddress(page);
		await page.goto(address);
		await useServer(page, simulator.url);
		await expectConnection(page, 'unauthorized');
		const help = await openHelp(page);
		await expect(help.getByText('requires an API token, and none was sent')).toBeVisible();

		await help.getByLabel('API token').fill(OTHER_TOKEN);
		await help.getByRole('button', { name: 'Use this token' }).click();
		await expect(help.getByText('refused the API token')).toBeVisible();
		await expect(help.getByLabel('API token')).toHaveValue('');

		await help.getByLabel('API token').fill(TOKEN);
		await help.getByLabel('API token').press('Enter');
		await expectConnection(page, 'simulated');
		await page.keyboard.press('Escape');
		await goTo(page, 'Analyse');
		await analyse(page);
		expect(generationsOf(simulator).map(({ record }) => record.hasToken)).toEqual([true]);
	});

	test('a token set in Settings connects, and one that is forgotten does no longer', async ({
		page,
		address,
		simulator
	}) => {
		simulator.setOptions({ token: TOKEN });
		await closeDefaultAddress(page);
		await page.goto(address);
		await useServer(page, simulator.url);
		await expectConnection(page, 'unauthorized');
		await page.getByTestId('lmstudio-token').fill(` ${TOKEN} `);
		await page.getByTestId('lmstudio-token').blur();
		await expectConnection(page, 'simulated');
		await expect(page.getByText('A token is set.')).toBeVisible();

		await page.reload();
		await expectConnection(page, 'simulated');

		await page.getByRole('button', { name: 'Forget it' }).click();
		await expectConnection(page, 'unauthorized');
		await expect(page.getByText('No token is set.')).toBeVisible();
	});

	test('a server whose refusals the browser may not read is told as a matter of CORS or token', async ({
		page,
		address,
		simulator
	}) => {
		simulator.setOptions({ token: TOKEN, corsOn401: false });
		await closeDefaultAddress(page);
		await page.goto(address);
		await useServer(page, simulator.url);
		await expectConnection(page, 'cors_blocked');
		await expect(page.getByText('CORS is off, or a token is required')).toBeVisible();
		const help = await openHelp(page);
		await help.getByLabel('API token').fill(TOKEN);
		await help.getByRole('button', { name: 'Use this token' }).click();
		await expectConnection(page, 'simulated');
	});

	test('a preflight that wants the token itself is named, and not called a dead server', async ({
		page,
		address,
		simulator
	}) => {
		simulator.setOptions({ token: TOKEN, preflightNeedsAuth: true });
		await closeDefaultAddress(page);
		await page.goto(address);
		await useServer(page, simulator.url);
		await expectConnection(page, 'unauthorized');
		await page.getByTestId('lmstudio-token').fill(TOKEN);
		await page.getByTestId('lmstudio-token').press('Enter');
		await expectConnection(page, 'cors_blocked');
		await expect(page.getByText("refuses the browser's preflight for one")).toBeVisible();
	});
});
