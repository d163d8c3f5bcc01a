import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import { attachServices } from '#lib/core/attach-services.ts';
import { createPrompts } from '#lib/core/analysis/library-prompts.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { ServicePorts } from '#lib/core/attach-services.ts';
import { createDoor } from './door.ts';
import { drainRelay } from './drain.ts';
import { createMemoryEngine } from './engine/memory-engine.ts';
import { frameText } from './frame-text.ts';
import { createGate, isLoopback } from './gate.ts';
import { createSite } from './http.ts';
import { DEFAULT_LIMITS, type RelayLimits } from './limits.ts';
import { nodeClock } from './node-clock.ts';
import { ownNames, urlHost } from './own-names.ts';
import { createRooms } from './rooms.ts';
import { createTokenCheck, readTokenLines, SHORTEST_TOKEN, type KnownToken } from './tokens.ts';
import { createUpstreamClient } from './upstream-client.ts';
import { createSocketServer } from './ws.ts';

export interface RelayOptions {
	/** 0 takes any free port. */
	port: number;
	/** `127.0.0.1`; anything but this computer's own addresses needs a token. */
	host?: string | undefined;
	/** The root of LM Studio's server. */
	upstream: string;
	upstreamToken?: string | undefined;
	/** Tokens that clients show; without any, whoever can connect may. */
	tokens?: readonly string[] | undefined;
	/** The text of a token file; see {@link readTokenLines}. */
	tokenLines?: string | undefined;
	/** Origins of pages, besides the relay's own, that may connect. */
	origins?: readonly string[] | undefined;
	/** Names, besides this computer's own, by which the relay may be addressed. */
	hosts?: readonly string[] | undefined;
	allowFileOrigin?: boolean | undefined;
	/** The folder that `npm run build` made. */
	site?: string | undefined;
	limits?: Partial<RelayLimits> | undefined;
	logger?: Logger | undefined;
	/** Puts the services on a channel's bus: all that there are. */
	attach?: ((bus: Bus, ports: ServicePorts) => () => void) | undefined;
}

export interface Relay {
	/** Without a slash at the end. */
	readonly url: string;
	readonly port: number;
	/** How many bytes are ready that clients have not taken, at the slowest of them. */
	unwritten: () => number;
	/** Lets answers end, sends everybody away, and frees the port. */
	drain: () => Promise<void>;
	/** Breaks everything off and frees the port. May be called again. */
	close: () => Promise<void>;
}

/** The page that `npm start` serves. */
const OWN_ORIGINS = ['http://localhost:4173', 'http://127.0.0.1:4173'];

/**
 * Starts a relay.
 *
 * @throws {RangeError} without a token on an address that others can reach, or for tokens that are too short
 * @throws what `listen` fails with, such as `EADDRINUSE`
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
	const host = options.host ?? '127.0.0.1';
	const limits = { ...DEFAULT_LIMITS, ...options.limits };
	const tokens = knownTokens(options);
	const asksForToken = tokens.length > 0;
	if (!asksForToken && !isLoopback(host)) {
		throw new RangeError(`Expected a token (--token or --token-file) to listen on ${host}`);
	}
	const upstream = createUpstreamClient({
		endpoint: options.upstream,
		token: options.upstreamToken,
		streams: limits.streams,
		clock: nodeClock,
		random: Math.random
	});
	const ports: ServicePorts = {
		client: upstream.client,
		prompts: createPrompts(),
		clock: nodeClock,
		newId: randomUUID,
		hashText: (text) => Promise.resolve(sha256(text).toString('hex'))
	};
	const attach = options.attach ?? attachServices;
	const secret = randomBytes(16).toString('hex');
	const rooms = createRooms({
		engine: createMemoryEngine({ ...limits, newEpoch, frame: frameText }),
		attach: (bus) => attach(bus, ports),
		clock: nodeClock,
		newId: randomUUID,
		newEpoch,
		digest: (text) => sha256(secret + text).toString('base64url'),
		frame: frameText,
		defer: (task) => void setImmediate(task),
		limits,
		onError: (error) => options.logger?.error({ err: error }, 'a subscriber failed')
	});
	const gate = createGate({
		origins: [...(isLoopback(host) ? OWN_ORIGINS : []), ...(options.origins ?? [])],
		hosts: [...ownNames(host, machineAddresses()), ...(options.hosts ?? [])],
		allowFileOrigin: options.allowFileOrigin ?? false,
		asksForToken
	});
	const socketServer = createSocketServer(rooms);
	const server = createServer(
		createSite({ gate, folder: options.site, asksForToken, isReady: () => !rooms.isDraining })
	);
	const door = createDoor({
		gate,
		rooms,
		socketServer,
		logger: options.logger,
		identify: createTokenCheck(tokens, {
			hash: sha256,
			isSame: timingSafeEqual,
			now: nodeClock.now
		}),
		asksForToken
	});
	server.on('upgrade', (request: IncomingMessage, socket, head) => door(request, socket, head));
	server.on('clientError', (_error, socket) => void socket.destroy());

	let closed: Promise<void> | undefined;
	async function shut() {
		for (const socket of socketServer.sockets) socket.destroy();
		socketServer.close();
		rooms.close();
		await stop(server);
		await upstream.close();
	}
	const close = () => (closed ??= shut());

	let port: number;
	try {
		port = await listen(server, options.port, host);
	} catch (error) {
		// What was started for it would keep the program alive.
		await close();
		throw error;
	}

	return {
		url: `http://${urlHost(host)}:${port}`,
		port,
		unwritten: () => Math.max(0, ...[...socketServer.sockets].map(({ unwritten }) => unwritten())),
		close,
		async drain() {
			await drainRelay(rooms, socketServer);
			await close();
		}
	};
}

function knownTokens({ tokens = [], tokenLines = '' }: RelayOptions): KnownToken[] {
	const given = tokens.map((token, at) => {
		if (token.length < SHORTEST_TOKEN) {
			throw new RangeError(`Expected a token of at least ${SHORTEST_TOKEN} characters`);
		}
		return { user: `user-${at + 1}`, hash: sha256(token), expiresAt: undefined };
	});
	return [...given, ...readTokenLines(tokenLines, sha256)];
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

function machineAddresses(): string[] {
	return Object.values(networkInterfaces()).flatMap((list) =>
		(list ?? []).map(({ address }) => address)
	);
}

/** 24 characters that nobody has had before. */
function newEpoch(): string {
	return randomBytes(18).toString('base64url');
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
