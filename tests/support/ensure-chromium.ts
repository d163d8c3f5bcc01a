import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './find-chromium.ts';

/**
 * The path of a Chromium for the tests. Where none is found it is installed: by Playwright, or as root on Debian by apt.
 *
 * @throws with a sentence that says what to do, where neither works
 */
export function ensureChromium(): string {
	const found = findChromium();
	if (found) return found;
	console.log('No Chromium found; installing one for the tests.');
	const attempts: [string, string[]][] = [['npx', ['playwright', 'install', 'chromium']]];
	if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
		attempts.push(
			['apt-get', ['update', '-qq']],
			['apt-get', ['install', '-y', '-qq', 'chromium']]
		);
	}
	for (const [command, commandArguments] of attempts) {
		spawnSync(command, commandArguments, {
			stdio: 'inherit',
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			timeout: 10 * 60_000
		});
		const installed = findChromium();
		if (installed) return installed;
	}
	throw new Error(
		'The tests need Chromium or Chrome, and none could be installed. Install one (on Debian: apt-get install chromium; ' +
			'elsewhere: npx playwright install chromium), or set ASSAY_CHROMIUM to the path of one, and run npm test again.'
	);
}
