import type { Page } from '@playwright/test';
import { startStranger } from './stranger.ts';
import { analyse, expectConnection, goTo, openHelp } from './steps.ts';
import { expect, test, type Build } from './world.ts';

/** What went wrong by the page's own policy, and whatever else it complained of. */
function recordComplaints(page: Page): string[] {
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (message) => {
		// That nothing listens at LM Studio's default address is no fault of the page.
		const isRefused = message.location().url.includes(':1234/');
		if (message.type() === 'error' && !isRefused) complaints.push(message.text());
	});
	return complaints;
}

/**
 * Runs what is given in the page, as the page's own code: out of a callback, since the browser lets a debugger's own call
 * do what the policy forbids the page.
 */
async function attemptInPage(page: Page, strangerUrl: string): Promise<Record<string, string>> {
	return page.evaluate(
		(url) =>
			new Promise<Record<string, string>>((resolve) => {
				const box = document.createElement('div');
				const script = document.createElement('script');
				const attempts: Record<string, () => unknown> = {
					// What must not run is the subject here.
					/* eslint-disable @typescript-eslint/no-implied-eval, @typescript-eslint/no-deprecated */
					eval: () => void eval('1'),
					'new Function': () => new Function('return 1'),
					'setTimeout of a string': () => setTimeout('1'),
					innerHTML: () => (box.innerHTML = '<b>text</b>'),
					outerHTML: () => {
						document.createElement('p').append(box);
						box.outerHTML = '<b>text</b>';
					},
					insertAdjacentHTML: () => box.insertAdjacentHTML('beforeend', '<b>text</b>'),
					'document.write': () => document.write('<b>text</b>'),
					'parsed HTML': () => new DOMParser().parseFromString('<b>text</b>', 'text/html'),
					'text of a script': () => (script.text = '1'),
					'source of a script': () => (script.src = url),
					'a Worker of an address': () => new Worker(url),
					'a Worker of data': () => new Worker('data:text/javascript,1')
					/* eslint-enable */
				};
				setTimeout(() => {
					const outcomes = Object.entries(attempts).map(([name, attempt]) => {
						try {
							attempt();
							return [name, 'went through'] as const;
						} catch (error) {
							return [name, error instanceof Error ? error.name : 'threw'] as const;
						}
					});
					resolve(Object.fromEntries(outcomes));
				});
			}),
		strangerUrl
	);
}

/** Has the page ask a server by every way there is, and resolves to what of it got an answer. */
async function reachOut(page: Page, url: string): Promise<string[]> {
	return page.evaluate(async (target) => {
		const element = (name: string, attributes: Record<string, string>, parent = document.body) =>
			new Promise<boolean>((resolve) => {
				const made = document.createElement(name);
				made.addEventListener('load', () => resolve(true));
				made.addEventListener('error', () => resolve(false));
				// Blocked frames and prefetches tell nothing but the violation.
				document.addEventListener('securitypolicyviolation', () => resolve(false), { once: true });
				for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
				parent.append(made);
			});
		const opened = (source: EventTarget) =>
			new Promise<boolean>((resolve) => {
				source.addEventListener('open', () => resolve(true));
				source.addEventListener('error', () => resolve(false));
			});
		const ways: Record<string, () => Promise<boolean>> = {
			fetch: () => fetch(`${target}/fetch`).then(() => true),
			'blind fetch': () => fetch(`${target}/blind`, { mode: 'no-cors' }).then(() => true),
			'fetch that outlives the page': () =>
				fetch(`${target}/keepalive`, { keepalive: true, method: 'POST', body: 'x' }).then(
					() => true
				),
			XMLHttpRequest: () =>
				new Promise((resolve) => {
					const request = new XMLHttpRequest();
					request.open('GET', `${target}/xhr`);
					request.onload = () => resolve(true);
					request.onerror = () => resolve(false);
					request.send();
				}),
			WebSocket: () => opened(new WebSocket(`${target.replace('http', 'ws')}/socket`)),
			EventSource: () => opened(new EventSource(`${target}/events`)),
			image: () => element('img', { src: `${target}/image` }),
			'image of a style': () => element('div', { style: `background: url(${target}/background)` }),
			stylesheet: () => element('link', { rel: 'stylesheet', href: `${target}/style` }),
			prefetch: () => element('link', { rel: 'prefetch', href: `${target}/prefetch` }),
			preload: () => element('link', { rel: 'preload', as: 'image', href: `${target}/preload` }),
			video: () => element('video', { src: `${target}/video` }),
			frame: () => element('iframe', { src: `${target}/frame` }),
			embed: () => element('embed', { src: `${target}/embed`, type: 'text/html' }),
			font: () => new FontFace('stranger', `url(${target}/font)`).load().then(() => true),
			import: () => import(`${target}/import.js`).then(() => true)
		};
		const reached: string[] = [];
		for (const [name, way] of Object.entries(ways)) {
			if (await way().catch(() => false)) reached.push(name);
		}
		// Never answers, so it goes last: what is asked for is whether it arrives.
		navigator.sendBeacon(`${target}/beacon`, 'x');
		return reached;
	}, url);
}

/** Has a Blob Worker of the page try the same, and read an allowed server as well. */
async function reachOutOfWorker(
	page: Page,
	urls: { stranger: string; allowed: string }
): Promise<Record<string, string>> {
	return page.evaluate(({ stranger, allowed }) => {
		async function work(strangerUrl: string, allowedUrl: string) {
			const outcomes: Record<string, string> = {};
			async function attempt(name: string, run: () => unknown) {
				try {
					await run();
					outcomes[name] = 'went through';
				} catch (error) {
					outcomes[name] = error instanceof Error ? error.name : 'threw';
				}
			}
			await attempt('allowed fetch', () => fetch(`${allowedUrl}/lmstudio-greeting`));
			await attempt('fetch', () => fetch(`${strangerUrl}/worker`));
			await attempt('importScripts', () => {
				(self as unknown as { importScripts: (url: string) => void }).importScripts(
					`${strangerUrl}/import.js`
				);
			});
			// The eight bytes of an empty module: the policy's one exception, which readers of files need.
			const emptyModule = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
			await attempt('WebAssembly', () => WebAssembly.compile(emptyModule));
			await attempt('eval', () => void eval('1'));
			// What must not run is the subject here.
			// eslint-disable-next-line @typescript-eslint/no-implied-eval
			await attempt('new Function', () => new Function('return 1'));
			await attempt(
				'WebSocket',
				() =>
					new Promise((resolve, reject) => {
						const socket = new WebSocket(`${strangerUrl.replace('http', 'ws')}/socket`);
						socket.onopen = resolve;
						socket.onerror = () => reject(new Error('No connection'));
					})
			);
			postMessage(outcomes);
		}
		const source = `(${work.toString()})(${JSON.stringify(stranger)}, ${JSON.stringify(allowed)})`;
		const worker = new Worker(URL.createObjectURL(new Blob([source])));
		return new Promise<Record<string, string>>((resolve) => {
			worker.onmessage = ({ data }: MessageEvent<Record<string, string>>) => resolve(data);
		});
	}, urls);
}

for (const build of ['http', 'file'] satisfies Build[]) {
	test.describe(`opened by ${build}`, () => {
		test.use({ build });

		test('every page works under the policy, without one violation', async ({ page, open }) => {
			await page.addInitScript(() => {
				document.addEventListener(
					'securitypolicyviolation',
					({ effectiveDirective, blockedURI }) => {
						console.error(`violation of ${effectiveDirective} by ${blockedURI}`);
					}
				);
			});
			const complaints = recordComplaints(page);
			await open();
			await expectConnection(page, 'simulated');
			await analyse(page);
			await page.getByRole('button', { name: 'Options' }).click();
			await page.getByRole('button', { name: 'Edit for this run' }).click();
			await openHelp(page);
			await page.keyboard.press('Escape');
			for (const name of ['Chat', 'Models', 'Inspector', 'Settings']) {
				await goTo(page, name);
				await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
			}
			await page.keyboard.press('Control+k');
			await expect(page.getByRole('dialog', { name: 'Pages and commands' })).toBeVisible();
			expect(complaints).toEqual([]);
		});

		test('text is never run, and never becomes HTML', async ({ page, open }) => {
			await open();
			await expectConnection(page, 'simulated');
			const outcomes = await attemptInPage(page, 'http://127.0.0.1:9/script.js');
			expect(outcomes).toEqual({
				eval: 'EvalError',
				'new Function': 'EvalError',
				'setTimeout of a string': 'TypeError',
				innerHTML: 'TypeError',
				outerHTML: 'TypeError',
				insertAdjacentHTML: 'TypeError',
				'document.write': 'TypeError',
				'parsed HTML': 'TypeError',
				'text of a script': 'TypeError',
				'source of a script': 'TypeError',
				'a Worker of an address': 'TypeError',
				'a Worker of data': 'TypeError'
			});
		});

		test('no way leads from the page or its Workers to another server', async ({
			page,
			open,
			simulator
		}) => {
			const stranger = await startStranger();
			await open();
			await expectConnection(page, 'simulated');
			const reached = await reachOut(page, stranger.url);
			expect({ reached, seen: stranger.seen }).toEqual({ reached: [], seen: [] });
			expect(
				await reachOutOfWorker(page, { stranger: stranger.url, allowed: simulator.url })
			).toEqual({
				'allowed fetch': 'went through',
				fetch: 'TypeError',
				importScripts: 'TypeError',
				WebAssembly: 'went through',
				eval: 'EvalError',
				'new Function': 'EvalError',
				WebSocket: 'Error'
			});
			expect(stranger.seen).toEqual([]);
			await stranger.close();
		});

		test('nothing added to the page, or taken from it, widens what it may reach', async ({
			page,
			open
		}) => {
			const stranger = await startStranger();
			await open();
			await expectConnection(page, 'simulated');
			await page.evaluate(() => {
				for (const meta of document.querySelectorAll('meta[http-equiv]')) meta.remove();
				const wide = document.createElement('meta');
				wide.httpEquiv = 'Content-Security-Policy';
				wide.content = 'default-src *; connect-src *';
				document.head.append(wide);
			});
			await expect(page.evaluate((url) => fetch(url), stranger.url)).rejects.toThrow(
				'Failed to fetch'
			);
			expect(stranger.seen).toEqual([]);
			await stranger.close();
		});
	});
}
