import type { Message } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { Clock, NewId } from '#lib/core/ports.ts';
import { createContents, type Contents } from './contents.ts';
import type { Frame } from './encode.ts';
import type { Engine } from './engine/channel-log.ts';
import { createFlusher, type Flusher } from './flusher.ts';
import type { RelayLimits } from './limits.ts';
import type { Overrule } from './request-store.ts';
import { createRoom, type Room } from './room.ts';
import { createUsers, type Users } from './users.ts';

export interface RoomsOptions {
	engine: Engine;
	/** Puts the services on a room's bus; returns what takes them off. */
	attach: (bus: Bus) => () => void;
	clock: Clock;
	newId: NewId;
	newEpoch: () => string;
	/** Tells texts apart, and hides them. At once, not later: deciding about a message is one step. */
	digest: (text: string) => string;
	frame: Frame;
	/** Runs a task at the end of this turn of the event loop. */
	defer: (task: () => void) => void;
	limits: RelayLimits;
	/** A defect of ours, not of a client's. */
	onError: (error: unknown) => void;
}

/** Everything that all connections share. */
export interface Rooms {
	readonly clock: Clock;
	readonly limits: RelayLimits;
	readonly newId: NewId;
	readonly digest: (text: string) => string;
	readonly frame: Frame;
	readonly flusher: Flusher;
	readonly contents: Contents;
	readonly users: Users;
	/** New requests are refused: the relay is about to stop. */
	isDraining: boolean;
	/** The channel's room, opened if need be; `undefined` when there are too many. */
	open: (channel: string) => Room | undefined;
	find: (channel: string) => Room | undefined;
	list: () => Room[];
	/** How many requests of a user are under way. */
	activeOf: (user: string) => number;
	active: () => number;
	/** Ends whatever is under way. */
	overruleAll: (overrule: Overrule) => void;
	close: () => void;
}

/** How often what is old is looked for, as a part of the time after which it is old. */
const SWEEPS = 4;

export function createRooms(options: RoomsOptions): Rooms {
	const { clock, limits, newId, digest, frame } = options;
	const rooms = new Map<string, Room>();
	const flusher = createFlusher(options.defer);
	const contents = createContents(limits.contentCharacters);
	const users = createUsers(clock, limits);
	const list = () => [...rooms.values()];

	function open(channel: string): Room | undefined {
		const known = rooms.get(channel);
		if (known) return known;
		if (rooms.size >= limits.channels) return undefined;
		const room = createRoom({
			...options,
			channel,
			flusher,
			attach: attachWithContents,
			charactersOf
		});
		rooms.set(channel, room);
		return room;
	}

	/** The text is known when the request arrives, its hash when the service tells of it. */
	function attachWithContents(bus: Bus): () => void {
		const asked = new Map<string, string>();
		const stop = [
			bus.subscribe({ type: 'llm_request' }, ({ id, data }) => {
				if (id !== undefined) asked.set(id, data.content);
			}),
			bus.subscribe({ type: 'request_started' }, ({ data }) => {
				const content = asked.get(data.request_id);
				if (content !== undefined) contents.keep(bus.channel, data.content_hash, content);
				asked.delete(data.request_id);
			}),
			bus.subscribe({ type: 'llm_chunk' }, (message: Message) => {
				const isEnd = message.type === 'llm_chunk' && message.data.is_final;
				if (isEnd && message.request_id !== undefined) asked.delete(message.request_id);
			}),
			options.attach(bus)
		];
		return () => {
			for (const each of stop) each();
		};
	}

	function sweep() {
		for (const room of list()) {
			if (!room.expire()) continue;
			room.close();
			rooms.delete(room.channel);
			contents.forget(room.channel);
		}
		users.expire();
		cancelSweep = clock.after(sweepMs, sweep);
	}
	const sweepMs = Math.max(1, Math.min(limits.logIdleMs, limits.requestKeptMs) / SWEEPS);
	let cancelSweep = clock.after(sweepMs, sweep);

	const underWay = (user?: string) =>
		list()
			.flatMap((room) => room.requests.active())
			.filter((request) => user === undefined || request.user === user);
	const activeOf = (user?: string) => underWay(user).length;

	function charactersOf(user: string): number {
		return underWay(user).reduce(
			(sum, { text, reasoning }) => sum + text.length + reasoning.length,
			0
		);
	}

	return {
		clock,
		limits,
		newId,
		digest,
		frame,
		flusher,
		contents,
		users,
		isDraining: false,
		open,
		find: (channel) => rooms.get(channel),
		list,
		activeOf,
		active: () => activeOf(),
		overruleAll(overrule) {
			for (const room of list()) {
				for (const { requestId } of room.requests.active()) room.overrule(requestId, overrule);
			}
		},
		close() {
			cancelSweep();
			for (const room of list()) room.close();
			rooms.clear();
		}
	};
}
