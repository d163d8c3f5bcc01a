import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { ChannelName } from '#lib/protocol/envelope.ts';
import { createSessions } from './connection.ts';
import { isLoopback, type Gate } from './gate.ts';
import type { Rooms } from './rooms.ts';
import type { Identity } from './tokens.ts';
import type { SocketServer } from './ws.ts';

export interface DoorOptions {
	gate: Gate;
	rooms: Rooms;
	socketServer: SocketServer;
	logger: Logger | undefined;
	identify: (token: string) => Identity | undefined;
	asksForToken: boolean;
}

/** Everybody on a relay that asks for no token. */
const ANYBODY: Identity = { user: undefined, expiresAt: undefined };
const CHANNEL_PATH = '/ws/';

/** Handles what wants to become a WebSocket: lets it in, or says no before the upgrade. */
export function createDoor({
	gate,
	rooms,
	socketServer,
	logger,
	identify,
	asksForToken
}: DoorOptions): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
	const { limits } = rooms;
	const sessions = createSessions();
	/** By address: how many are here, and how many of them are not authenticated. */
	const all = createCounter();
	const waiting = createCounter();

	function reasonAgainst(request: IncomingMessage, address: string): [number, string] | undefined {
		const { host, origin } = request.headers;
		if (!gate.allowsHost(host)) return [403, 'unknown host name'];
		if (!gate.allowsOrigin(origin, host)) return [403, 'origin not allowed'];
		if (rooms.isDraining) return [503, 'draining'];
		if (socketServer.sockets.size >= limits.connections) return [503, 'full'];
		if (waiting.of(address) >= limits.waitingOfAddress) return [429, 'too many connections'];
		if (!isLoopback(address) && all.of(address) >= limits.connectionsOfAddress) {
			return [429, 'too many connections'];
		}
		return undefined;
	}

	return (request, socket, head) => {
		const address = addressOf(request);
		const channel = channelOf(request);
		const refusal = reasonAgainst(request, address);
		if (refusal || channel === undefined) {
			const [status, reason] = refusal ?? [400, 'bad channel'];
			logger?.info({ status, reason }, 'refused');
			refuse(socket, status, reason);
			return;
		}
		all.add(address, 1);
		waiting.add(address, 1);
		let isWaiting = true;
		const endWaiting = () => {
			if (isWaiting) waiting.add(address, -1);
			isWaiting = false;
		};
		const gone = () => {
			endWaiting();
			all.add(address, -1);
			logger?.debug({ channel }, 'left');
		};
		// Of the socket itself: a handshake that fails never becomes a WebSocket.
		socket.once('close', gone);
		socketServer.upgrade(
			request,
			socket,
			head,
			{
				channel,
				identity: asksForToken ? identityInHeaders(request, identify) : ANYBODY,
				identify: (token) => (asksForToken ? identify(token) : ANYBODY),
				sessions
			},
			endWaiting
		);
		logger?.debug({ channel }, 'came');
	};
}

/** The channel in an address, if it is one. */
function channelOf({ url = '' }: IncomingMessage): string | undefined {
	const path = url.split('?')[0] ?? '';
	if (!path.startsWith(CHANNEL_PATH)) return undefined;
	return ChannelName.safeParse(path.slice(CHANNEL_PATH.length)).data;
}

/** A token that came with the upgrade: programs send a header; gateways read an offered subprotocol. */
function identityInHeaders(
	{ headers }: IncomingMessage,
	identify: DoorOptions['identify']
): Identity | undefined {
	const inHeader = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
	if (inHeader !== undefined) return identify(inHeader);
	const offered = /(?:^|,)\s*bearer\.([A-Za-z0-9_-]+)/.exec(
		headers['sec-websocket-protocol'] ?? ''
	)?.[1];
	return offered === undefined
		? undefined
		: identify(Buffer.from(offered, 'base64url').toString('utf8'));
}

function addressOf({ socket }: IncomingMessage): string {
	return (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function refuse(socket: Duplex, status: number, reason: string) {
	socket.on('error', () => {});
	const retry = status === 429 || status === 503 ? 'Retry-After: 5\r\n' : '';
	socket.end(
		`HTTP/1.1 ${status} ${STATUS_WORDS[status] ?? ''}\r\nConnection: close\r\n` +
			`Content-Type: text/plain\r\n${retry}Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`
	);
}

const STATUS_WORDS: Record<number, string> = {
	400: 'Bad Request',
	403: 'Forbidden',
	429: 'Too Many Requests',
	503: 'Service Unavailable'
};

function createCounter() {
	const counts = new Map<string, number>();
	return {
		of: (key: string) => counts.get(key) ?? 0,
		add(key: string, by: number) {
			const next = (counts.get(key) ?? 0) + by;
			if (next > 0) counts.set(key, next);
			else counts.delete(key);
		}
	};
}
