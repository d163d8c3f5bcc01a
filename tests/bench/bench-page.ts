import { chromium, type Page } from 'playwright';
import { createServer } from 'node:http';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/find-chromium.ts';
import type { Bundle } from './bundle.ts';

/** As in the built app: scripts from the page's own address only, and no eval. */
const POLICY =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html default";

const PAGE =
	'<!doctype html><html lang="en"><title>Benchmark</title><link rel="stylesheet" href="/bench.css"><body><script src="/bench.js"></script>';

/** Serves a page that holds only what is in `bundle`, opens it in Chromium under our policy, and closes both afterwards. */
export async function withBenchPage<Result>(
	{ script, styles }: Bundle,
	use: (page: Page) => Promise<Result>,
	policy = POLICY
): Promise<Result> {
	const files: Record<string, readonly [type: string, body: string]> = {
		'/bench.js': ['text/javascript', script],
		'/bench.css': ['text/css', styles]
	};
	const server = createServer((request, response) => {
		const [type, body] = files[request.url ?? ''] ?? ['text/html', PAGE];
		response.setHeader('Content-Security-Policy', policy);
		response.setHeader('Content-Type', `${type}; charset=utf-8`);
		response.end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address ? address.port : 0;
	const executablePath = findChromium();
	const browser = await chromium.launch({
		args: [...CHROMIUM_ARGUMENTS],
		...(executablePath ? { executablePath } : {})
	});
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
		await page.goto(`http://127.0.0.1:${port}/`);
		return await use(page);
	} finally {
		await browser.close();
		server.close();
	}
}
