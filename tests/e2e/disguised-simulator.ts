import { createServer, request as forward } from 'node:http';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';

/**
 * A simulator that does not say it is one, so that the page takes it for LM Studio. It stands behind a small server which
 * hands everything on and answers the greeting itself.
 */
export async function startDisguised(
	options: SimulatorOptions & { port?: number } = {}
): Promise<Simulator> {
	const { port = 0, ...others } = options;
	const simulator = await startSimulator({
		tokensPerSecond: Infinity,
		promptTokensPerSecond: Infinity,
		loadSeconds: 0,
		...others
	});
	const server = createServer((request, response) => {
		if (request.url === '/lmstudio-greeting') {
			response.writeHead(200, {
				'Content-Type': 'application/json',
				'Access-Control-Allow-Origin': '*'
			});
			response.end('{"lmstudio":true}');
			return;
		}
		const onward = forward(
			simulator.url + (request.url ?? '/'),
			{ method: request.method, headers: request.headers },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			}
		);
		onward.on('error', () => response.destroy());
		response.on('close', () => onward.destroy());
		request.pipe(onward);
	});
	const boundPort = await new Promise<number>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : port);
		});
	});
	return {
		...simulator,
		url: `http://127.0.0.1:${boundPort}`,
		port: boundPort,
		async close() {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
			await simulator.close();
		}
	};
}
