import { chromium, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/find-chromium.ts';
import { test as base, type World } from './world.ts';

/** A browser whose process the test may kill. What it stored is there when it is started again. */
export interface MortalBrowser {
	start: () => Promise<Page>;
	/** As when the machine's memory runs out: the process gets no chance to finish anything. */
	kill: () => Promise<void>;
}

export const test = base.extend<World & { mortal: MortalBrowser }>({
	// Playwright reads what a fixture needs from the pattern of its first parameter, so it must be one, even if empty.
	// eslint-disable-next-line no-empty-pattern
	mortal: async ({}, use) => {
		const profile = mkdtempSync(join(tmpdir(), 'assay-profile-'));
		const browser = createMortalBrowser(profile);
		await use(browser);
		await browser.kill();
		rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
	}
});

function createMortalBrowser(profile: string): MortalBrowser {
	let killProcess = () => Promise.resolve();

	async function start(): Promise<Page> {
		const flags = ['--headless', '--remote-debugging-port=0', '--no-first-run'];
		const path = findChromium() ?? chromium.executablePath();
		const child = spawn(path, [...CHROMIUM_ARGUMENTS, ...flags, `--user-data-dir=${profile}`], {
			stdio: ['ignore', 'ignore', 'pipe'],
			// A group of its own, so that its helpers die with it.
			detached: true
		});
		killProcess = async () => {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			if (child.exitCode !== null || child.pid === undefined) return;
			process.kill(-child.pid, 'SIGKILL');
			await gone;
			killProcess = () => Promise.resolve();
		};
		const address = await new Promise<string>((resolve) => {
			let told = '';
			child.stderr.on('data', (chunk: Buffer) => {
				told += chunk.toString();
				const found = /DevTools listening on (ws:\S+)/.exec(told)?.[1];
				if (found !== undefined) resolve(found);
			});
		});
		const browser = await chromium.connectOverCDP(address);
		const context = browser.contexts()[0] ?? (await browser.newContext());
		const page = context.pages()[0] ?? (await context.newPage());
		await page.setViewportSize({ width: 1280, height: 800 });
		return page;
	}

	return { start, kill: () => killProcess() };
}
