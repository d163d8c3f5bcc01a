import type { Page } from '@playwright/test';
import { hostileVectors } from './hostile-vectors.ts';
import { expect } from './world.ts';

const VECTORS = hostileVectors('http://evil.test/leak');

/** What words alone may try, for fields of several lines. */
export const HOSTILE_TEXT = `${VECTORS.join('\n\n')}\n\nThe end of it.`;
/** For fields of one line. */
export const HOSTILE_LINE = VECTORS.join(' ').replace(/\s+/g, ' ');
/** For fields that take few characters. Whatever shows it as HTML runs it. */
export const HOSTILE_NAME = '<img src=x onerror="document.title=`taken`">';

/** What loads, runs, submits, embeds or refreshes. The page's own icons are hidden from readers. */
const FORBIDDEN =
	'img, picture, svg:not([aria-hidden]), image, iframe, object, embed, video, audio, track, meta[http-equiv=refresh], base, ' +
	'a[href^="javascript:" i], a[href^="data:" i], a[ping], [style*="url("], [srcset], [onerror], [onload], [onclick], [onfocus], [ontoggle]';

/** That nothing was made, run, asked for or breached since {@link listenForNoise}. */
export async function expectNothingRan(page: Page, noise: readonly string[]): Promise<void> {
	await expect(page.locator(`body :is(${FORBIDDEN})`)).toHaveCount(0);
	await expect(page.locator('a a')).toHaveCount(0);
	await expect(page).not.toHaveTitle(/taken/);
	expect(noise).toEqual([]);
}

/** Notes each request that is not for the page or a local server, each dialog, error, and breach of the page's policy. */
export function listenForNoise(page: Page): readonly string[] {
	const noise: string[] = [];
	page.on('request', (request) => {
		const { protocol, hostname } = new URL(request.url());
		const isOurs = ['127.0.0.1', 'localhost'].includes(hostname) || protocol === 'file:';
		if (!isOurs && protocol !== 'data:' && protocol !== 'blob:') noise.push(request.url());
	});
	page.on('dialog', (dialog) => {
		noise.push(dialog.message());
		void dialog.dismiss();
	});
	page.on('pageerror', (error) => noise.push(error.message));
	page.on('console', (message) => {
		if (/violates|content security policy/i.test(message.text())) noise.push(message.text());
	});
	return noise;
}
