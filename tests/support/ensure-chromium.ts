import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './find-chromium.ts';

/** How a Chromium is looked for, and how a program that may install one is run. */
interface Ways {
	find: () => string | undefined;
	run: (command: string, commandArguments: readonly string[]) => void;
}

/**
 * The path of a Chromium for the tests. Where none is found it is installed: by Playwright, or as root on Debian by apt.
 *
 * @throws with a sentence that says what to do, where neither works
 */
export function ensureChromium(
	{ find, run }: Ways = { find: () => findChromium(), run: runLong }
): string {
	const found = find();
	if (found) return found;
	console.log('No Chromium found; installing one for the tests.');
	for (const [command, commandArguments] of installers()) {
		run(command, commandArguments);
		const installed = find();
		if (installed) return installed;
	}
	throw new Error(
		'The tests need Chromium or Chrome, and none could be installed. Install one (on Debian: apt-get install chromium; ' +
			'elsewhere: npx playwright install chromium), or set ASSAY_CHROMIUM to the path of one, and run npm test again.'
	);
}

function installers(): [string, string[]][] {
	const mayUseApt = process.getuid?.() === 0 && existsSync('/etc/debian_version');
	return [
		['npx', ['playwright', 'install', 'chromium']],
		...(mayUseApt
			? ([
					['apt-get', ['update', '-qq']],
					['apt-get', ['install', '-y', '-qq', 'chromium']]
				] satisfies [string, string[]][])
			: [])
	];
}

function runLong(command: string, commandArguments: readonly string[]): void {
	spawnSync(command, commandArguments, {
		stdio: 'inherit',
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		timeout: 10 * 60_000
	});
}
