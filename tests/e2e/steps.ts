import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import { createAnalysePage } from './analyse-page.ts';
import { expect } from './world.ts';
import type { EndpointState } from '../../src/lib/protocol/service-schemas.ts';

/** What a person does on the page, and what they see, in the words of the tests. */

/** A text that every template can be run on. */
export const SOME_TEXT =
	'The pump at Norrvik lost pressure on 3 May. Maria Lund replaced the valve on 4 May, and it has held since.';

/** How the page shows the state of the model server. */
export function connectionStatus(page: Page) {
	return page.getByTestId('connection-status');
}

export async function expectConnection(page: Page, state: EndpointState): Promise<void> {
	await expect(connectionStatus(page)).toHaveAttribute('data-state', state);
}

/** Sets the address of LM Studio in Settings, as a person does, and waits for the page to start anew with it. */
export async function useServer(page: Page, address: string): Promise<void> {
	await goTo(page, 'Settings');
	const reloaded = page.waitForEvent('load');
	await page.getByTestId('lmstudio-url').fill(address);
	await page.getByTestId('lmstudio-url').press('Enter');
	await reloaded;
}

/** Goes to a page by the rail, or by the bar of a narrow window, and waits until it is there. */
export async function goTo(page: Page, name: string): Promise<void> {
	const rail = page.getByRole('navigation', { name: 'Pages' });
	const link = rail.getByRole('link', { name });
	const more = rail.getByRole('button', { name: 'More' });
	await expect(link.or(more).first()).toBeVisible();
	if (!(await link.isVisible())) await more.click();
	await link.click();
	await expect(rail.locator('[aria-current=page]')).toHaveText([name]);
}

/** Opens Connection help by the badge, and waits until it is there. */
export async function openHelp(page: Page) {
	await connectionStatus(page).getByRole('button').click();
	const help = page.getByRole('dialog', { name: 'Connection help' });
	await expect(help).toBeVisible();
	return help;
}

/** Runs the chosen template on a text, from the Analyse page, until the answer is whole. */
export async function analyse(page: Page, text = SOME_TEXT): Promise<void> {
	const analysePage = createAnalysePage(page);
	await analysePage.analyse(text);
	await analysePage.hasState('done');
}

/**
 * Has the page find another server, or none, where LM Studio's default address is. To be called once the `open` fixture
 * has closed that address: what is routed later wins.
 *
 * @param server asked anew for each request; `undefined`: nothing listens
 */
export async function putAtDefaultAddress(
	page: Page,
	server: () => string | undefined
): Promise<void> {
	await page.route(/^http:\/\/(127\.0\.0\.1|localhost):1234\//, (route) => {
		const origin = server();
		if (origin === undefined) return route.abort('connectionrefused');
		const url = new URL(route.request().url());
		return route.continue({ url: origin + url.pathname + url.search });
	});
}

/**
 * Closes LM Studio's default address without routes: while a page has routes, Playwright answers the browser's preflights
 * in place of the servers.
 */
export async function closeDefaultAddress(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.setBlockedURLs', {
		urls: ['http://127.0.0.1:1234/*', 'http://localhost:1234/*']
	});
}

/** A port of this machine where nothing listens. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('Expected a port, got none');
	return address.port;
}

/** The text of the answer on the Analyse page as a person sees it. What has just come into view has none before it was drawn. */
export async function shownAnswer(page: Page): Promise<string> {
	await page.evaluate(
		() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
	);
	return page.getByTestId('llm-output').innerText();
}
