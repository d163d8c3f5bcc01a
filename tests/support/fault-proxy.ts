import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What the proxy does to connections; each may be changed while they are open. */
export interface Faults {
	/** Breaks a connection off after this many bytes from the server, counted for each. */
	cutAfterBytes?: number | undefined;
	/** Takes bytes of both sides and passes none on; the connections stay open. */
	blackhole?: boolean | undefined;
	/** Passes every byte on by a write of its own. */
	slice?: boolean | undefined;
	/** Delays what comes from the server, keeping its order. */
	latencyMs?: number | undefined;
	/** Passes on no more than this from the server, and reads no more from it either. */
	bytesPerSecond?: number | undefined;
	/** Ends a connection that neither side has used for so long, as a reverse proxy does. */
	idleMs?: number | undefined;
}

/** A TCP proxy before a server, which does to connections what networks do. */
export interface FaultProxy {
	readonly port: number;
	/** How many connections are open. */
	readonly open: number;
	set: (faults: Faults) => void;
	/** Ends all connections: with a reset, with a proper end of both sides, or of the server's side only. */
	cut: (how: 'reset' | 'end' | 'half-close') => void;
	close: () => Promise<void>;
}

/** How often a second the slow way passes bytes on. */
const SLOW_STEPS = 20;

/** Starts a proxy before a server on this computer. */
export async function startFaultProxy(
	targetPort: number,
	faults: Faults = {}
): Promise<FaultProxy> {
	let current = faults;
	const pairs = new Set<{ client: Socket; server: Socket }>();

	const listener = createServer((client) => {
		const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
		client.setNoDelay(true);
		const pair = { client, server };
		pairs.add(pair);
		const end = () => {
			pairs.delete(pair);
			client.destroy();
			server.destroy();
		};
		for (const socket of [client, server]) {
			socket.on('error', end);
			socket.on('close', end);
			if (current.idleMs !== undefined) socket.setTimeout(current.idleMs, end);
		}
		client.on('data', (bytes) => {
			if (!current.blackhole && server.writable) server.write(bytes);
		});
		client.on('end', () => server.end());
		passOn(pair, () => current, end);
	});
	listener.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const address = listener.address();

	return {
		port: typeof address === 'object' && address ? address.port : 0,
		get open() {
			return pairs.size;
		},
		set(next) {
			current = next;
		},
		cut(how) {
			for (const { client, server } of [...pairs]) {
				if (how === 'half-close') {
					client.end();
				} else if (how === 'end') {
					client.end();
					server.end();
				} else {
					client.resetAndDestroy();
					server.resetAndDestroy();
				}
			}
		},
		async close() {
			for (const { client, server } of pairs) {
				client.destroy();
				server.destroy();
			}
			listener.close();
			await once(listener, 'close');
		}
	};
}

/** Passes on what comes from the server, with the faults of the moment. */
function passOn(
	{ client, server }: { client: Socket; server: Socket },
	faults: () => Faults,
	cut: () => void
) {
	let passed = 0;

	function write(bytes: Buffer) {
		const { cutAfterBytes = Infinity, slice } = faults();
		const rest = bytes.subarray(0, Math.max(0, cutAfterBytes - passed));
		passed += rest.length;
		if (!client.writable) return;
		if (slice) for (const byte of rest) client.write(Uint8Array.of(byte));
		else client.write(rest);
		if (passed >= cutAfterBytes) client.end(cut);
	}

	/** Stops reading until as much time has gone by as the bytes take. */
	function writeSlowly(bytes: Buffer, bytesPerSecond: number) {
		server.pause();
		const step = Math.max(1, Math.floor(bytesPerSecond / SLOW_STEPS));
		let at = 0;
		const timer = setInterval(() => {
			write(bytes.subarray(at, at + step));
			at += step;
			if (at < bytes.length && client.writable) return;
			clearInterval(timer);
			server.resume();
		}, 1000 / SLOW_STEPS);
	}

	server.on('data', (bytes: Buffer) => {
		const { blackhole, latencyMs, bytesPerSecond } = faults();
		if (blackhole) return;
		if (bytesPerSecond !== undefined) writeSlowly(bytes, bytesPerSecond);
		else if (latencyMs === undefined) write(bytes);
		// Timers of one duration fire in the order in which they were set.
		else setTimeout(() => write(bytes), latencyMs);
	});
	server.on('end', () => client.end());
}
