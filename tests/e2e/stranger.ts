import { createServer } from 'node:http';

/** A server that nobody has any business with. It lets every page read it, and notes whoever comes. */
export interface Stranger {
	url: string;
	port: number;
	/** Host and path of each request, also of those that wanted a WebSocket. */
	readonly seen: readonly string[];
	close: () => Promise<void>;
}

export async function startStranger(): Promise<Stranger> {
	const seen: string[] = [];
	const server = createServer((request, response) => {
		seen.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
		response.writeHead(200, {
			'Access-Control-Allow-Origin': '*',
			'Access-Control-Allow-Headers': '*',
			'Content-Type': 'text/javascript'
		});
		response.end('globalThis.strangerRan = true');
	});
	server.on('upgrade', (request, socket) => {
		seen.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
		socket.destroy();
	});
	const port = await new Promise<number>((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : 0);
		});
	});
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		seen,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}
