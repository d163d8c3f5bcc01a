import type { BrowserContext, Page } from '@playwright/test';
import { startDisguised } from './disguised-simulator.ts';
import { test } from './own-browser.ts';
import {
	analyse,
	closeDefaultAddress,
	expectConnection,
	goTo,
	openHelp,
	SOME_TEXT,
	useServer
} from './steps.ts';
import { startStranger } from './stranger.ts';
import { expect, type Build } from './world.ts';

const TOKEN = 'sk-lm-abcdefgh:01234567890123456789';

/** Hosts that Chromium itself asks for its own updates, whatever page is open. */
const OF_CHROMIUM = /^[^/]*\.(googleapis|google|gvt1)\.com[:/]/;

/** The servers that a browser's pages ask from now on, and how often they opened a WebSocket. */
function recordRequests(context: BrowserContext): { origins: Set<string>; urls: string[] } {
	const urls: string[] = [];
	const origins = new Set<string>();
	context.on('request', (request) => {
		urls.push(request.url());
		const { protocol, origin } = new URL(request.url());
		origins.add(protocol === 'file:' ? 'file:' : origin);
	});
	context.on('page', (page) => {
		page.on('websocket', (socket) => urls.push(socket.url()));
	});
	return { origins, urls };
}

/** All that the page has stored or shows, as one text: what a token must not be in. */
async function dump(page: Page, parts: { sessionStorage: boolean }): Promise<string> {
	const stored = await page.evaluate(async (withSession) => {
		const texts = [location.href, document.cookie, JSON.stringify(Object.entries(localStorage))];
		if (withSession) texts.push(JSON.stringify(Object.entries(sessionStorage)));
		const settled = <Value>(request: IDBRequest<Value>) =>
			new Promise<Value>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(new Error('The database cannot be read'));
			});
		for (const { name = '' } of await indexedDB.databases()) {
			const database = await settled(indexedDB.open(name));
			for (const store of database.objectStoreNames) {
				const records = await settled(database.transaction(store).objectStore(store).getAll());
				texts.push(store, JSON.stringify(records));
			}
			database.close();
		}
		for (const field of document.querySelectorAll('input, textarea, select')) {
			texts.push((field as HTMLInputElement).value);
		}
		return texts.join('\n');
	}, parts.sessionStorage);
	return stored + (await page.content());
}

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('from the first load to the answer, the demo asks nobody but its own servers', async ({
			openWith,
			address,
			simulator
		}) => {
			const stranger = await startStranger();
			const page = await openWith([catchAll(stranger.port)]);
			await closeDefaultAddress(page);
			const { origins, urls } = recordRequests(page.context());
			await page.goto(address);
			await expectConnection(page, 'simulated');
			await analyse(page);
			for (const name of ['Chat', 'Models', 'Inspector', 'Settings']) await goTo(page, name);
			await openHelp(page);

			expect([...origins].toSorted()).toEqual(
				[
					build === 'file' ? 'file:' : address,
					'http://127.0.0.1:1234',
					'http://localhost:1234',
					simulator.url
				].toSorted()
			);
			expect(urls.filter((url) => url.startsWith('ws'))).toEqual([]);
			expect(stranger.seen.filter((seen) => !OF_CHROMIUM.test(seen))).toEqual([]);
			expect(await page.evaluate(() => localStorage.length)).toBe(0);
			await stranger.close();
		});

		test('with a server of one’s own, nobody is asked but that, not even the simulator', async ({
			openWith,
			address,
			simulator
		}) => {
			const stranger = await startStranger();
			const lmStudio = await startDisguised();
			const page = await openWith([catchAll(stranger.port)]);
			await closeDefaultAddress(page);
			await page.goto(address);
			await useServer(page, lmStudio.url);
			const askedBefore = simulator.requests.length;
			const { origins } = recordRequests(page.context());
			await page.goto(address);
			await expectConnection(page, 'connected');
			await analyse(page);
			await goTo(page, 'Models');

			expect([...origins].toSorted()).toEqual(
				[build === 'file' ? 'file:' : address, lmStudio.url].toSorted()
			);
			expect(simulator.requests).toHaveLength(askedBefore);
			expect(stranger.seen.filter((seen) => !OF_CHROMIUM.test(seen))).toEqual([]);
			await lmStudio.close();
			await stranger.close();
		});
	});
}

/** Has every name, but none of this machine's, lead to one port. */
function catchAll(port: number): string {
	return `--host-resolver-rules=MAP * 127.0.0.1:${port},EXCLUDE localhost,EXCLUDE 127.0.0.1`;
}

test('a token is in no address, no storage, no element and no message, unless it is to be remembered', async ({
	page,
	address,
	simulator
}) => {
	simulator.setOptions({ token: TOKEN });
	const messages: string[] = [];
	page.on('console', (message) => messages.push(message.text()));
	const { urls } = recordRequests(page.context());
	await closeDefaultAddress(page);
	await page.goto(address);
	await useServer(page, simulator.url);
	await page.getByTestId('lmstudio-token').fill(TOKEN);
	await page.getByTestId('lmstudio-token').press('Enter');
	await expectConnection(page, 'simulated');
	await goTo(page, 'Analyse');
	await analyse(page);
	expect(await dump(page, { sessionStorage: false })).not.toContain(TOKEN);
	await goTo(page, 'Inspector');
	await expect(page.getByText('llm_request')).toBeVisible();
	expect(await dump(page, { sessionStorage: false })).not.toContain(TOKEN);
	await goTo(page, 'Settings');
	expect(await dump(page, { sessionStorage: false })).not.toContain(TOKEN);

	await page.getByLabel('Remember the token on this computer').check();
	await expect.poll(() => dump(page, { sessionStorage: false })).toContain(TOKEN);
	await page.getByLabel('Remember the token on this computer').uncheck();
	await expect.poll(() => dump(page, { sessionStorage: false })).not.toContain(TOKEN);
	await page.getByRole('button', { name: 'Forget it' }).click();
	await expectConnection(page, 'unauthorized');
	expect(await dump(page, { sessionStorage: true })).not.toContain(TOKEN);
	expect(urls.join('\n')).not.toContain(encodeURIComponent(TOKEN).slice(0, 14));
	expect(messages.join('\n')).not.toContain(TOKEN);
});

test('a token goes to the one server it was given for', async ({ page, address, simulator }) => {
	const other = await startDisguised();
	simulator.setOptions({ token: TOKEN });
	await closeDefaultAddress(page);
	await page.goto(address);
	await useServer(page, simulator.url);
	await page.getByTestId('lmstudio-token').fill(TOKEN);
	await page.getByTestId('lmstudio-token').press('Enter');
	await expectConnection(page, 'simulated');
	await useServer(page, other.url);
	await expectConnection(page, 'connected');
	await expect(page.getByText('No token is set.')).toBeVisible();
	// The twin of the server is another server, too.
	await useServer(page, simulator.url.replace('127.0.0.1', 'localhost'));
	await expectConnection(page, 'unauthorized');
	expect(other.requests.filter(({ hasToken }) => hasToken)).toEqual([]);
	await other.close();
});

test('what an address carries is neither taken up nor sent anywhere', async ({
	page,
	address,
	simulator
}) => {
	const stranger = await startStranger();
	await closeDefaultAddress(page);
	const { urls } = recordRequests(page.context());
	const wanted = encodeURIComponent(stranger.url);
	const words = `q=${encodeURIComponent(SOME_TEXT)}&content=x&template=log_triage&run=1&lmstudio_url=${wanted}`;
	const secret = `endpoint=${wanted}&token=${TOKEN}`;
	await page.goto(`${address}/?${words}&${secret}#/?${words}&${secret}`);
	await expectConnection(page, 'simulated');
	await expect(page.getByTestId('content-input')).toHaveValue('');
	await expect(page.getByTestId('template-select')).toHaveValue('parsing_analysis');
	await expect(page.getByTestId('run-status')).toHaveAttribute('data-state', 'idle');
	await goTo(page, 'Settings');
	await expect(page.getByTestId('lmstudio-url')).toHaveValue('http://127.0.0.1:1234');
	await expect(page.getByText('No token is set.')).toBeVisible();

	const asked = simulator.requests.filter(({ method }) => method !== 'GET');
	expect(asked).toEqual([]);
	expect(stranger.seen).toEqual([]);
	// The page's own address is the one that was opened; nothing it asks for has any of it.
	const own = urls.filter((url) => !url.startsWith(`${address}/?`));
	expect(own.join('\n')).not.toContain('sk-lm');
	await stranger.close();
});
