import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import { withSimulator } from './with-simulator.ts';

export interface SiteOptions {
	/** The folder that `npm run build` made. */
	folder: string;
	host: string;
	/** 0 takes any free port. */
	port: number;
	/** The address of a simulator that the page may fall back on. */
	simulator?: string;
}

export interface Site {
	url: string;
	close: () => Promise<void>;
}

/**
 * Serves the built site.
 *
 * @throws the server's own error, for example `EADDRINUSE`
 */
export async function serveSite({ folder, host, port, simulator }: SiteOptions): Promise<Site> {
	const page = withSimulator(readFileSync(join(folder, 'index.html'), 'utf8'), simulator);
	const files = sirv(folder, { etag: true });
	const server = createServer((request, response) => {
		const path = (request.url ?? '/').split('?')[0];
		response.setHeader('X-Content-Type-Options', 'nosniff');
		response.setHeader('Referrer-Policy', 'no-referrer');
		if (path === '/' || path === '/index.html') {
			response.writeHead(200, {
				'Content-Type': 'text/html; charset=utf-8',
				'Cache-Control': 'no-cache'
			});
			response.end(page);
			return;
		}
		files(request, response, () => {
			response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
			response.end('Not found');
		});
	});
	await listen(server, port, host);
	const address = server.address();
	const boundPort = typeof address === 'object' && address ? address.port : port;
	return {
		url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${boundPort}`,
		close: () => closeServer(server)
	};
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve();
		});
	});
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
