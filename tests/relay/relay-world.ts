import { once } from 'node:events';
import { afterEach } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { startRelay, type Relay, type RelayOptions } from '../../src/relay/start-relay.ts';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';

/** What a test has opened; it is closed after the test, the latest first. */
const opened: (() => unknown)[] = [];

afterEach(async () => {
	for (const close of opened.splice(0).toReversed()) await close();
});

/** Closes something after the test. */
export function closeAfterTest(close: () => unknown) {
	opened.push(close);
}

export async function openSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const simulator = await startSimulator({
		tokensPerSecond: Infinity,
		promptTokensPerSecond: Infinity,
		loadSeconds: 0,
		...options
	});
	closeAfterTest(() => simulator.close());
	return simulator;
}

/** A relay on a free port, before a simulator of its own unless `upstream` says otherwise. */
export async function openRelay(options: Partial<RelayOptions> = {}): Promise<Relay> {
	const upstream = options.upstream ?? (await openSimulator()).url;
	const relay = await startRelay({ port: 0, ...options, upstream });
	closeAfterTest(() => relay.close());
	return relay;
}

/** A WebSocket under a test's hand: frames as text, in the order in which they came. */
export interface Client {
	readonly socket: WebSocket;
	/** All frames that have come. */
	readonly frames: string[];
	send: (message: unknown) => void;
	/** The next frame that was not taken yet. */
	next: () => Promise<string>;
	/** Takes frames up to the first that fits, and returns them all. */
	until: (fits: (frame: string) => boolean) => Promise<string[]>;
	/** The code and reason with which it was closed. */
	readonly closed: Promise<{ code: number; reason: string }>;
}

export async function openClient(
	relay: Pick<Relay, 'port'>,
	channel: string,
	{ protocols = [], ...options }: ClientOptions & { protocols?: string[] } = {}
): Promise<Client> {
	const client = createClient(relay, channel, { protocols, ...options });
	await once(client.socket, 'open');
	return client;
}

/** The same, without waiting for it to open. */
export function createClient(
	{ port }: Pick<Relay, 'port'>,
	channel: string,
	{ protocols = [], ...options }: ClientOptions & { protocols?: string[] } = {}
): Client {
	const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/${channel}`, protocols, options);
	closeAfterTest(() => socket.terminate());
	const frames: string[] = [];
	let taken = 0;
	let wake = () => {};
	socket.on('message', (data: Buffer) => {
		frames.push(data.toString());
		wake();
	});
	// A refused upgrade is an error and then a close; a test that wants it looks at `closed`.
	socket.on('error', () => {});
	const closed = new Promise<{ code: number; reason: string }>((resolve) => {
		socket.once('close', (code, reason) => {
			resolve({ code, reason: reason.toString() });
			wake();
		});
	});
	async function next(): Promise<string> {
		while (taken >= frames.length) {
			if (socket.readyState === WebSocket.CLOSED) {
				throw new Error(`closed before the next frame; there were ${frames.length}`);
			}
			await new Promise<void>((resolve) => (wake = resolve));
		}
		taken += 1;
		return frames[taken - 1] ?? '';
	}
	return {
		socket,
		frames,
		send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
		next,
		async until(fits) {
			const found: string[] = [];
			for (;;) {
				const frame = await next();
				found.push(frame);
				if (fits(frame)) return found;
			}
		},
		closed
	};
}

/** What a frame holds, where a test looks at a few of its fields only. */
export interface Frame {
	type: string;
	re?: string;
	seq?: number;
	seq0?: number;
	epoch?: string;
	off?: number;
	kind?: string;
	request_id?: string;
	id?: string;
	from?: string;
	meta?: { finish_reason: string };
	data: Record<string, unknown>;
}

export function parse(frame: string): Frame {
	return JSON.parse(frame) as Frame;
}

/** Whether a frame is of this type. */
export const isType = (type: string) => (frame: string) => parse(frame).type === type;

/** A client of `relay.v1` that has said hello. */
export async function openLink(
	relay: Pick<Relay, 'port'>,
	channel: string,
	hello: Record<string, unknown> = {},
	options: ClientOptions = {}
): Promise<Client & { welcome: Frame }> {
	const client = await openClient(relay, channel, { protocols: ['relay.v1'], ...options });
	client.send({
		type: 'hello',
		data: { client: { name: 'test', version: '1' }, subs: [{ channel }], ...hello }
	});
	const [welcome = ''] = (await client.until(isType('welcome'))).slice(-1);
	return { ...client, welcome: parse(welcome) };
}
