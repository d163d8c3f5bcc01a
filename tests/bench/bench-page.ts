import { chromium, type Page } from 'playwright';
import { createServer } from 'node:http';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/find-chromium.ts';

/** As in the built app: scripts from the page's own address only, and no eval. */
const POLICY =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html default";

/** Serves a page that holds only `script`, opens it in Chromium under our policy, and closes both afterwards. */
export async function withBenchPage<Result>(
	script: string,
	use: (page: Page) => Promise<Result>
): Promise<Result> {
	const server = createServer((request, response) => {
		response.setHeader('Content-Security-Policy', POLICY);
		if (request.url === '/bench.js') {
			response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
			response.end(script);
		} else {
			response.setHeader('Content-Type', 'text/html; charset=utf-8');
			response.end('<!doctype html><title>Benchmark</title><script src="/bench.js"></script>');
		}
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
		const page = await browser.newPage();
		await page.goto(`http://127.0.0.1:${port}/`);
		return await use(page);
	} finally {
		await browser.close();
		server.close();
	}
}
