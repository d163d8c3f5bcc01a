import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { firstRouteChunk } from './src/tools/first-route-chunk.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './tests/support/find-chromium.ts';

const executablePath = findChromium();

export default defineConfig({
	// One file holds everything as it is.
	plugins: [sveltekit(), process.env['ASSAY_SINGLE_FILE'] === '1' ? [] : firstRouteChunk()],
	envPrefix: ['VITE_', 'PUBLIC_'],
	// Classic workers start from file://, module workers do not.
	worker: { format: 'iife' },
	build: { target: 'es2023' },
	// Found only when the first file or formula is there: a test that is under way would be loaded anew.
	optimizeDeps: {
		include: [
			'@codemirror/streamparser',
			'chardet',
			'fflate',
			'htmlparser2',
			'mammoth',
			'papaparse',
			'pdfjs-dist/legacy/build/pdf.mjs',
			'pdfjs-dist/legacy/build/pdf.worker.mjs',
			'temml'
		],
		exclude: ['@codemirror/legacy-modes']
	},
	test: {
		expect: { requireAssertions: true },
		// Only a test that hangs may run into this: on a busy machine any test can take seconds.
		testTimeout: 60_000,
		// As with the end-to-end tests: a machine that stalls for seconds is no failure of ours, a bug fails every time.
		retry: process.env['CI'] ? 2 : 0,
		projects: [
			{
				extends: true,
				test: {
					name: 'node',
					environment: 'node',
					include: [
						'src/**/*.test.ts',
						'tests/contracts/**/*.test.ts',
						'tests/relay/**/*.test.ts',
						'tests/faults/**/*.test.ts'
					],
					exclude: ['src/**/*.svelte.test.ts', 'src/**/*.browser.test.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'browser',
					include: ['src/**/*.svelte.test.ts', 'src/**/*.browser.test.ts'],
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						provider: playwright({
							launchOptions: {
								args: [...CHROMIUM_ARGUMENTS],
								...(executablePath ? { executablePath } : {})
							}
						}),
						instances: [{ browser: 'chromium' }]
					}
				}
			}
		]
	}
});
