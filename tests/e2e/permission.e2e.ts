import { asSeenByPhone, PHONE_FLAG, test } from './own-browser.ts';
import { analyse, closeDefaultAddress, expectConnection, openHelp, useServer } from './steps.ts';
import { expect } from './world.ts';

/**
 * What makes Chromium take a page of this machine for one from the internet, served securely: only then does it ask
 * before the page may reach programs on the person's computer.
 */
function flagsOfPublicPage(address: string): string[] {
	return [
		PHONE_FLAG,
		`--unsafely-treat-insecure-origin-as-secure=${asSeenByPhone(address)}`,
		`--ip-address-space-overrides=127.0.0.1:${new URL(address).port}=public`
	];
}

test('a page from the internet that the browser keeps away says so, and how to allow it', async ({
	openWith,
	address,
	simulator
}) => {
	// A browser without a window answers its own question with no.
	const page = await openWith(flagsOfPublicPage(address));
	await page.goto(asSeenByPhone(address));
	await expectConnection(page, 'permission_needed');
	await expect(page.getByText('The browser forbids this page to reach')).toBeVisible();
	const help = await openHelp(page);
	await expect(help.getByText('The browser wants your permission')).toBeVisible();
	await expect(help.getByText('open the settings of this site')).toBeVisible();
	await expect(help.getByText('Reload the page.')).toBeVisible();
	expect(simulator.requests).toEqual([]);
});

test('a page from the internet works where it is allowed to reach this computer', async ({
	openWith,
	address,
	simulator
}) => {
	const page = await openWith(flagsOfPublicPage(address));
	await page.context().grantPermissions(['local-network-access']);
	await closeDefaultAddress(page);
	await page.goto(asSeenByPhone(address));
	await useServer(page, simulator.url);
	await expectConnection(page, 'simulated');
});

test('while the browser asks, the page says to choose Allow, and does not ask a second time', async ({
	openWith,
	address,
	simulator
}) => {
	// A window to click in is missing here, so the question is stood in for: it is open, and nothing gets through.
	const page = await openWith(flagsOfPublicPage(address).slice(0, 2));
	await page.clock.install();
	await closeDefaultAddress(page);
	await page.goto(asSeenByPhone(address));
	simulator.setScenario('never-answers');
	await useServer(page, simulator.url);
	await expectConnection(page, 'connecting');
	await page.clock.fastForward(1500);
	await expectConnection(page, 'permission_needed');
	await expect(page.getByText('The browser is asking whether this page may reach')).toBeVisible();
	const help = await openHelp(page);
	await expect(help.getByText('Choose Allow.')).toBeVisible();
	const asked = simulator.requests.length;
	await help.getByRole('button', { name: 'Look again' }).click();
	await page.clock.fastForward(1500);
	await expectConnection(page, 'permission_needed');
	expect(simulator.requests).toHaveLength(asked);
});

test('a page from the local network needs no permission, and is not told to ask for one', async ({
	openWith,
	address
}) => {
	const page = await openWith([PHONE_FLAG]);
	await closeDefaultAddress(page);
	await page.goto(asSeenByPhone(address));
	await expect(page.evaluate(() => isSecureContext)).resolves.toBe(false);
	await expectConnection(page, 'simulated');
	await analyse(page);
});
