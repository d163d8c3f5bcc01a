import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { LINK_PROTOCOL } from '#lib/protocol/link-schemas.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { createLinkConnection } from './link-connection.ts';
import { createPacedInput } from './paced-input.ts';
import { createPlainConnection } from './plain-connection.ts';
import type { Rooms } from './rooms.ts';
import { createSocketWriter } from './socket-writer.ts';

/** An open WebSocket of the relay. */
export interface OpenSocket {
	readonly connection: Connection;
	close: (code: number, reason: string) => void;
	/** Without a farewell. */
	destroy: () => void;
	/** How many bytes the client has not taken yet. */
	unwritten: () => number;
}

export interface SocketServer {
	readonly sockets: ReadonlySet<OpenSocket>;
	upgrade: (
		request: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		options: Omit<ConnectionOptions, 'transport' | 'rooms'>,
		onAuthenticated: () => void
	) => void;
	close: () => void;
}

/** What the largest frame may need beyond its text before it is looked at. */
const MASKED_HEAD_BYTES = 14;
const MOST_FRAGMENTS = 1024;
/** What `ws` takes and its types do not list: how long the other side may take to say goodbye, too. */
const unlistedOptions = { closeTimeout: 5000 };

/** Puts connections on WebSockets: as little as can be, for what is here is tested with real sockets only. */
export function createSocketServer(rooms: Rooms): SocketServer {
	const { limits, clock } = rooms;
	const sockets = new Set<OpenSocket>();
	const heartbeat = createHeartbeat({ clock, ...limits });

	/** A frame that is too large closes the connection inside of `ws`; this says why before it does. */
	class TellingWebSocket extends WebSocket {
		tellTooLarge = () => {};

		override close(code?: number, reason?: string | Buffer) {
			if (code === TOO_LARGE) this.tellTooLarge();
			super.close(code, reason);
		}
	}

	const server = new WebSocketServer({
		noServer: true,
		WebSocket: TellingWebSocket,
		clientTracking: false,
		perMessageDeflate: false,
		maxPayload: limits.frameBytes,
		maxFragments: MOST_FRAGMENTS,
		maxBufferedChunks: 8 * MOST_FRAGMENTS,
		...unlistedOptions,
		// Without this `ws` repeats the first protocol offered, and that may be a token.
		handleProtocols: (offered) => (offered.has(LINK_PROTOCOL) ? LINK_PROTOCOL : false)
	});

	return {
		sockets,
		upgrade(request, duplex, head, options, onAuthenticated) {
			server.handleUpgrade(request, duplex, head, (client) => {
				// We listen on TCP and nothing else.
				if (!(duplex instanceof Socket)) throw new TypeError('Expected a TCP socket');
				const isLink = client.protocol === LINK_PROTOCOL;
				const create = isLink ? createLinkConnection : createPlainConnection;
				const open = serveSocket({
					client,
					socket: duplex,
					create,
					rooms,
					heartbeat,
					options,
					onAuthenticated
				});
				sockets.add(open);
				client.once('close', () => sockets.delete(open));
			});
		},
		close() {
			heartbeat.stop();
			server.close();
		}
	};
}

interface Serving {
	client: WebSocket & { tellTooLarge?: () => void };
	socket: Socket;
	create: (options: ConnectionOptions) => Connection;
	rooms: Rooms;
	heartbeat: Heartbeat;
	options: Omit<ConnectionOptions, 'transport' | 'rooms'>;
	onAuthenticated: () => void;
}

function serveSocket(serving: Serving): OpenSocket {
	const { client, socket, create, rooms, heartbeat, options } = serving;
	const { limits, clock } = rooms;
	let isClosing = false;

	function close(code: number, reason: string) {
		if (isClosing) return;
		// What was said before goes out first.
		writer.flush();
		leave();
		client.close(code, reason);
	}

	/** It follows nothing any more, however long its socket takes to close. */
	function leave() {
		if (isClosing) return;
		isClosing = true;
		input.stop();
		watch.stop();
		writer.stop();
		connection.closed();
		// Its goodbye is still to be read.
		client.resume();
	}

	const writer = createSocketWriter({
		socket,
		limit: limits.unwrittenBytes,
		clock,
		source: {
			take: (budget, isBehind) => (isClosing ? undefined : connection.take(budget, isBehind)),
			isEmpty: () => connection.isEmpty()
		},
		// While the client does not read, it is not read from: its questions would only pile up answers.
		onFull: () => client.pause(),
		onWritable() {
			// Its side has taken something, so it is there, though its pongs are not read meanwhile.
			watch.heard();
			if (!isPaced) client.resume();
		}
	});
	const connection = create({ ...options, rooms, transport: { flush: writer.flush, close } });

	let isPaced = false;
	let isKnown = false;
	function lookWhoItIs() {
		if (isKnown || !connection.isAuthenticated()) return;
		isKnown = true;
		serving.onAuthenticated();
	}
	const input = createPacedInput({
		clock,
		rate: limits.rate,
		burst: limits.burst,
		act(text) {
			if (isClosing) return;
			connection.receive(text);
			lookWhoItIs();
		},
		pause() {
			isPaced = true;
			client.pause();
		},
		resume() {
			isPaced = false;
			if (!writer.isFull()) client.resume();
		}
	});

	/** Until it is known who it is, all it sends together may be no more than one small frame. */
	let received = 0;
	function countBeforeAuth(chunk: Buffer) {
		if (isKnown) {
			socket.off('data', countBeforeAuth);
			return;
		}
		received += chunk.length;
		if (received > limits.frameBytesBeforeAuth + MASKED_HEAD_BYTES) {
			close(TOO_LARGE, 'too large before the token');
		}
	}
	socket.on('data', countBeforeAuth);

	const watch = heartbeat.watch({
		ping: () => client.ping(),
		giveUp(code, reason) {
			close(code, reason);
			// It will not answer the farewell either.
			client.terminate();
		},
		stuckSince: () => writer.stuckSince() ?? connection.stuckSince()
	});
	client.on('pong', watch.heard);
	client.on('ping', watch.heard);
	client.on('message', (data, isBinary) => {
		watch.heard();
		if (isBinary) {
			close(BINARY, 'text frames only');
			return;
		}
		input.push(textOf(data));
	});
	// The close that follows tells all there is to tell: bad UTF-8, a frame too large, a connection that broke.
	client.on('error', () => {});
	client.tellTooLarge = () => {
		connection.refuseFrame({
			code: 'too_large',
			message: `A frame may be at most ${limits.frameBytes} bytes.`,
			suggestion: 'Send a shorter text.',
			retryable: false
		});
		writer.flush();
		leave();
	};
	client.once('close', leave);
	connection.start();
	lookWhoItIs();

	return {
		connection,
		close,
		destroy: () => client.terminate(),
		unwritten: () => socket.writableLength
	};
}

const TOO_LARGE = 1009;
const BINARY = 1003;

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
	if (Array.isArray(data)) return Buffer.concat(data).toString();
	return Buffer.from(data as Buffer).toString();
}
