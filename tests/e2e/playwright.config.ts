import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/find-chromium.ts';

const executablePath = findChromium();

/**
 * End-to-end tests run on the two builds, never on the dev server, which has no security policy. `npm run build` must
 * have run.
 */
export default defineConfig({
	testDir: '.',
	testMatch: '*.e2e.ts',
	globalSetup: './build-relay.ts',
	outputDir: '../../test-results',
	fullyParallel: true,
	workers: 2,
	forbidOnly: process.env['CI'] !== undefined,
	// A shared machine may stall for seconds; a test that passes on its second try is reported as flaky all the same.
	retries: process.env['CI'] === undefined ? 0 : 2,
	timeout: 60_000,
	expect: { timeout: 15_000 },
	reporter: [['list']],
	use: {
		browserName: 'chromium',
		launchOptions: {
			args: [...CHROMIUM_ARGUMENTS],
			...(executablePath ? { executablePath } : {})
		},
		viewport: { width: 1280, height: 800 },
		trace: 'on-first-retry'
	}
});
