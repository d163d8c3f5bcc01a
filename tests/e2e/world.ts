import { test as base, type Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { serveSite } from '../../src/tools/serve-site.ts';
import { withSimulator } from '../../src/tools/with-simulator.ts';

/** How the page is opened: from a server, or by double click. */
export type Build = 'http' | 'file';

export interface World {
	/** A simulator of this test's own, without pacing unless the test sets it. */
	simulator: Simulator;
	/** Which build the test runs on. */
	build: Build;
	/** The address of the page that knows of the simulator, as `npm start` serves it. */
	address: string;
	/** Opens the page at a route, for example `#/models`. */
	open: (route?: string) => Promise<void>;
}

/** The address where a real LM Studio may run on this machine: tests never speak to it. */
const REAL_LM_STUDIO = /^http:\/\/(127\.0\.0\.1|localhost):1234\//;

/** Tests with a simulator and a page of their own. `test.use({ build: 'file' })` opens the single file instead. */
export const test = base.extend<World>({
	build: ['http', { option: true }],
	// Playwright reads what a fixture needs from the pattern of its first parameter, so it must be one, even if empty.
	// eslint-disable-next-line no-empty-pattern
	simulator: async ({}, use) => {
		const simulator = await startSimulator({
			tokensPerSecond: Infinity,
			promptTokensPerSecond: Infinity,
			loadSeconds: 0
		});
		await use(simulator);
		await simulator.close();
	},
	address: async ({ build, simulator }, use) => {
		if (build === 'file') {
			const folder = mkdtempSync(join(tmpdir(), 'assay-'));
			const file = join(folder, 'assay.html');
			writeFileSync(file, withSimulator(readFileSync('build/assay.html', 'utf8'), simulator.url));
			await use(pathToFileURL(file).href);
			rmSync(folder, { recursive: true });
			return;
		}
		const site = await serveSite({
			folder: 'build',
			host: '127.0.0.1',
			port: 0,
			simulator: simulator.url
		});
		await use(site.url);
		await site.close();
	},
	open: async ({ page, address }, use) => {
		await keepFromRealServer(page);
		await use(async (route = '') => {
			await page.goto(`${address}${route}`);
		});
	}
});

export { expect } from '@playwright/test';

/** Answers nothing where a real LM Studio would: as if none ran on this machine. */
export async function keepFromRealServer(page: Page): Promise<void> {
	await page.route(REAL_LM_STUDIO, (route) => route.abort('connectionrefused'));
}
