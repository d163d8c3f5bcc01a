import type { Clock, Random } from '#lib/core/ports.ts';
import { createConnection, type Fetch } from './connection.ts';
import type { Server } from './server.ts';

/** What a client is told of its server. */
export interface LmStudioServerOptions {
	/** The root of the server, for example `http://127.0.0.1:1234`. */
	endpoint: string;
	/** Read anew for each request, and sent to the exact origin of `endpoint` only. An empty text is no token. */
	token?: (() => string | undefined) | undefined;
	/**
	 * By default the one of the page. Node's own gives up on a response that brings no byte for 300 seconds, which a
	 * model that loads or a long prompt can take: there, pass one without time limits.
	 */
	fetch?: Fetch | undefined;
	clock: Clock;
	random: Random;
	/**
	 * Whether the browser lets the page reach servers on this computer. It must answer `undefined` where it does not ask
	 * for that: on pages from disk and from this computer, for which browsers claim `prompt` all the same.
	 */
	permission?: (() => Promise<PermissionState | undefined>) | undefined;
}

/** What every call to a server needs, made from the options of a client. */
export function createServer(options: LmStudioServerOptions): Server {
	const { clock, random } = options;
	// Called as a method of something else, a browser's own fetch throws.
	const pageFetch = options.fetch ?? fetch;
	const send: Fetch = (address, init) => pageFetch(address, init);
	return {
		connection: createConnection(options.endpoint, send, options.token ?? (() => undefined)),
		clock,
		random,
		permission: async () => options.permission?.().catch(() => undefined),
		memory: { lacksNativeChat: false, models: [] }
	};
}
