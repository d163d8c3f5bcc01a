import { createServer, type Server } from 'node:http';
import { createRequestLog, type RequestRecord } from './http/request-log.ts';
import { serveRequest } from './http/serve-request.ts';
import type { SimulatorChanges, SimulatorOptions } from './options.ts';
import { createWorld } from './world.ts';

/** A running simulator of LM Studio's HTTP server. */
export interface Simulator {
	/** Without a slash at the end. */
	readonly url: string;
	readonly port: number;
	/** What came in, oldest first; the last thousand. Always the same list object. */
	readonly requests: readonly RequestRecord[];
	/**
	 * Takes effect with the next request. Counts of "once" start anew.
	 *
	 * @throws {RangeError} for a name that is not in the table
	 */
	setScenario: (name: string | undefined) => void;
	/** Takes effect with the next request. What is set to undefined goes back to its default. */
	setOptions: (changes: SimulatorChanges) => void;
	/** Back to the options and models it was started with, without records, stored answers and downloads. */
	reset: () => void;
	/** Ends what is under way and frees the port. May be called again. */
	close: () => Promise<void>;
}

/**
 * Starts a simulator.
 *
 * @throws {RangeError} for an unknown scenario
 * @throws what `listen` fails with, such as `EADDRINUSE`
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const closing = new AbortController();
	const world = createWorld(options, closing.signal);
	const log = createRequestLog();
	const server = createServer((request, response) => {
		void serveRequest(world, log, request, response);
	});
	// What is no HTTP at all is hung up on; Node would otherwise answer in its own words.
	server.on('clientError', (_error, socket) => void socket.destroy());
	const port = await listen(server, world.settings.port, world.settings.host);

	return {
		url: `http://${urlHost(world.settings.host)}:${port}`,
		port,
		requests: log.records,
		setScenario: (name) => world.setScenario(name),
		setOptions: (changes) => world.setOptions(changes),
		reset() {
			world.reset();
			log.clear();
		},
		close() {
			closing.abort();
			return stop(server);
		}
	};
}

function listen(server: Server, port: number, host: string): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			const address = server.address();
			resolve(typeof address === 'object' && address ? address.port : port);
		});
	});
}

function stop(server: Server): Promise<void> {
	return new Promise((resolve) => {
		// The only error here is that it was closed before, which is what was wanted.
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

/** The host as an address has it: IPv6 in brackets, and "all interfaces" as this machine. */
function urlHost(host: string): string {
	if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
	return host.includes(':') ? `[${host}]` : host;
}
