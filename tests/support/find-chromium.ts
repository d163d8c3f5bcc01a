import { accessSync, constants } from 'node:fs';
import { chromium } from 'playwright';

/** Where Chromium, or a Chrome, is commonly installed; the first that can be run is taken. */
const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome-stable',
	'/usr/bin/google-chrome',
	'/opt/google/chrome/chrome',
	'/snap/bin/chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	`${process.env['PROGRAMFILES'] ?? 'C:\\Program Files'}\\Google\\Chrome\\Application\\chrome.exe`
];

/**
 * The path of a Chromium that tests can start, or `undefined`. `ASSAY_CHROMIUM` wins over every other place.
 *
 * @param places where to look else; by default where browsers are installed, and where Playwright puts its own
 */
export function findChromium(
	environment: NodeJS.ProcessEnv = process.env,
	places: readonly string[] = [...PLACES, chromium.executablePath()]
): string | undefined {
	return [environment['ASSAY_CHROMIUM'], ...places].find(canRun);
}

/**
 * Flags for every Chromium that tests start: without the sandbox where it cannot be had, and quiet towards the network,
 * since tests talk to loopback only.
 */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
	...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

function canRun(path: string | undefined): path is string {
	if (!path) return false;
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
