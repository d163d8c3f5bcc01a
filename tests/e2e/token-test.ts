import { test as base } from './analyse-page.ts';
import { startTokenServer, type TokenServer } from './megabyte.ts';

/** The Analyse page, connected, with a server that streams `answer` token by token whatever it is asked. */
export function testWithTokens(answer: string) {
	return base.extend<{ server: TokenServer }>({
		server: async ({ page, open, analyse }, use) => {
			const server = await startTokenServer(answer);
			await page.route(
				({ pathname }) => pathname === '/api/v1/chat',
				(route) => route.continue({ url: `${server.url}/api/v1/chat` })
			);
			await open();
			await analyse.isConnected();
			await use(server);
			await server.close();
		}
	});
}
