/**
 * The relay without sockets, for tests: connections whose frames are texts, and turns of the event loop under the test's
 * hand.
 */
import { serveAnalysis } from '#lib/core/analysis/serve-analysis.ts';
import {
	createFakeClock,
	createFakeIds,
	createFakeModelClient,
	createFakePrompts,
	fakeHashText,
	settle,
	type FakeClock,
	type FakeGeneration
} from '#lib/core/fakes.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import { createSessions, type Connection, type ConnectionOptions } from './connection.ts';
import { createMemoryEngine } from './engine/memory-engine.ts';
import { DEFAULT_LIMITS, type RelayLimits } from './limits.ts';
import { createLinkConnection } from './link-connection.ts';
import { createPlainConnection } from './plain-connection.ts';
import { createRooms, type Rooms } from './rooms.ts';
import type { Identity } from './tokens.ts';

/** What a frame holds, where a test looks at a few of its fields only. */
export interface SentFrame {
	type: string;
	re?: string;
	id?: string;
	seq?: number;
	seq0?: number;
	epoch?: string;
	off?: number;
	kind?: string;
	request_id?: string;
	from?: string;
	meta?: { finish_reason: string };
	data: Record<string, unknown>;
}

export interface FakeSocket {
	readonly connection: Connection;
	/** Hands a message, or a text as it is, to the relay. */
	say: (message: unknown) => void;
	/** The frames that were written and not looked at yet. */
	frames: () => SentFrame[];
	/** The same as texts. */
	texts: () => string[];
	/** From here on it takes nothing, until `resume`. */
	stall: () => void;
	/** Takes again what there is, as a reader that was behind. */
	resume: () => void;
	/** The connection breaks: nothing that was not written yet arrives. */
	cut: () => void;
	readonly closedWith: { code: number; reason: string } | undefined;
}

export interface FakeRelay {
	readonly rooms: Rooms;
	readonly clock: FakeClock;
	/** The bus of a channel that somebody is on. */
	bus: (channel: string) => Bus;
	/** Lets this turn of the event loop end, and what waits for promises come to rest. */
	turn: () => Promise<void>;
	link: (channel: string, options?: Partial<ConnectionOptions>) => FakeSocket;
	plain: (channel: string, options?: Partial<ConnectionOptions>) => FakeSocket;
	readonly errors: unknown[];
}

export const ANYBODY: Identity = { user: undefined, expiresAt: undefined };

/** Frames are the texts themselves, each followed by a byte that no text holds. */
const END = 0xff;
const frame = (text: string) => new Uint8Array([...new TextEncoder().encode(text), END]);

function textsOf(bytes: Uint8Array): string[] {
	const texts: string[] = [];
	let from = 0;
	for (let at = bytes.indexOf(END); at !== -1; at = bytes.indexOf(END, from)) {
		texts.push(new TextDecoder().decode(bytes.subarray(from, at)));
		from = at + 1;
	}
	return texts;
}

export function createFakeRelay({
	limits = {},
	attach = () => () => {}
}: { limits?: Partial<RelayLimits>; attach?: (bus: Bus) => () => void } = {}): FakeRelay {
	const clock = createFakeClock();
	const newId = createFakeIds();
	const buses = new Map<string, Bus>();
	const errors: unknown[] = [];
	let deferred: (() => void)[] = [];
	let epochs = 0;
	const newEpoch = () => {
		epochs += 1;
		return `epoch-${String(epochs).padStart(4, '0')}`;
	};
	const all = { ...DEFAULT_LIMITS, ...limits };
	const rooms = createRooms({
		engine: createMemoryEngine({ ...all, newEpoch, frame }),
		attach(bus) {
			buses.set(bus.channel, bus);
			return attach(bus);
		},
		clock,
		newId,
		newEpoch: () => 'epoch-of-bus',
		digest: (text) => text,
		frame,
		defer: (task) => void deferred.push(task),
		limits: all,
		onError: (error) => errors.push(error)
	});
	const sessions = createSessions();

	function endTurn() {
		while (deferred.length > 0) {
			const tasks = deferred;
			deferred = [];
			for (const task of tasks) task();
		}
	}

	function open(
		create: (options: ConnectionOptions) => Connection,
		channel: string,
		options: Partial<ConnectionOptions> = {}
	): FakeSocket {
		let written: string[] = [];
		let isStalled = false;
		let closedWith: FakeSocket['closedWith'];
		const flush = (isBehind: boolean) => {
			while (!isStalled && !closedWith) {
				const bytes = connection.take(all.unwrittenBytes, isBehind);
				if (!bytes) return;
				written.push(...textsOf(bytes));
			}
		};
		const transport = {
			flush: () => flush(false),
			close(code: number, reason: string) {
				flush(false);
				closedWith ??= { code, reason };
				connection.closed();
			}
		};
		const connection = create({
			rooms,
			transport,
			channel,
			identity: ANYBODY,
			identify: () => ANYBODY,
			sessions,
			...options
		});
		connection.start();
		const texts = () => {
			const seen = written;
			written = [];
			return seen;
		};
		return {
			connection,
			say: (message) =>
				connection.receive(typeof message === 'string' ? message : JSON.stringify(message)),
			texts,
			frames: () => texts().map((text) => JSON.parse(text) as SentFrame),
			stall() {
				isStalled = true;
			},
			resume() {
				isStalled = false;
				flush(true);
			},
			cut() {
				isStalled = true;
				connection.closed();
			},
			get closedWith() {
				return closedWith;
			}
		};
	}

	return {
		rooms,
		clock,
		errors,
		bus(channel) {
			const bus = buses.get(channel);
			if (!bus) throw new Error(`Expected somebody on '${channel}'`);
			return bus;
		},
		async turn() {
			await settle();
			endTurn();
			await settle();
			endTurn();
		},
		link: (channel, options) => open(createLinkConnection, channel, options),
		plain: (channel, options) => open(createPlainConnection, channel, options)
	};
}

/** A hello for these channels; a channel is its name, or its name and where the client had been. */
export function hello(
	subs: readonly (string | Record<string, unknown>)[],
	fields: Record<string, unknown> = {}
): unknown {
	return {
		type: 'hello',
		data: {
			client: { name: 'test', version: '1' },
			subs: subs.map((sub) => (typeof sub === 'string' ? { channel: sub } : sub)),
			...fields
		}
	};
}

/** A question in the shape that clients send. */
export function question(id: string, content = 'A text.'): object {
	return { type: 'llm_request', id, data: { content, template: 'parsing_analysis' } };
}

/** The same with channels that analyse texts, by a model under the test's hand. */
export function createAnalysingRelay(
	generations: readonly FakeGeneration[],
	limits: Partial<RelayLimits> = {}
) {
	const client = createFakeModelClient({ generations });
	const attach = (bus: Bus) =>
		serveAnalysis(bus, {
			client,
			prompts: createFakePrompts(),
			clock: createFakeClock(),
			newId: createFakeIds(),
			hashText: fakeHashText
		});
	return { client, ...createFakeRelay({ attach, limits }) };
}
