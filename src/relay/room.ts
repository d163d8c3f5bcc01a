import type { ServerLinkMessage } from '#lib/protocol/link-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { CLIENT_TYPES } from '#lib/protocol/speakers.ts';
import { createBus, type Bus, type MessageDraft } from '#lib/core/bus/bus.ts';
import { isFinal, type RequestDraft } from '#lib/core/bus/request.ts';
import type { Clock } from '#lib/core/ports.ts';
import { createBatches, type Batches } from './batches.ts';
import type { ChannelLog, Engine, LogEntry } from './engine/channel-log.ts';
import type { Frame } from './encode.ts';
import type { Flushable, Flusher } from './flusher.ts';
import { createGatherer } from './gather-chunks.ts';
import type { RelayLimits } from './limits.ts';
import { loggedForm } from './logged-form.ts';
import { overruled } from './overrule.ts';
import { createPlainView, type PlainView } from './plain-view.ts';
import {
	createRequestStore,
	type Overrule,
	type RequestStore,
	type StoredRequest
} from './request-store.ts';
import { createRetainedEvents } from './retained-events.ts';
import { snapshotFrames } from './snapshot.ts';

type PresenceMessage = Extract<ServerLinkMessage, { type: 'presence' }>;

/** A connection as a room sees it. */
export interface Member extends Flushable {
	/** Of this connection alone. */
	readonly key: string;
	/** How others see who it is. */
	readonly from: string;
	readonly label: string | undefined;
	readonly isPlain: boolean;
	/** Up to where it has read of the plain view. */
	readonly plainPlace: (channel: string) => number;
	/** The log began anew: its place means nothing any more. */
	onRenewed: (channel: string) => void;
	/** Who is there has changed. */
	onPresence: (channel: string) => void;
}

export interface RoomOptions {
	channel: string;
	engine: Engine;
	/** Puts the services on the room's bus; returns what takes them off. */
	attach: (bus: Bus) => () => void;
	clock: Clock;
	flusher: Flusher;
	frame: Frame;
	limits: RelayLimits;
	newEpoch: () => string;
	/** How long the answers are, on all channels, that a user has under way. */
	charactersOf: (user: string) => number;
	onError: (error: unknown) => void;
}

/** One channel: a bus with its services, the log of what they say, and those who follow it. */
export interface Room {
	readonly channel: string;
	readonly log: ChannelLog;
	readonly plain: PlainView;
	readonly batches: Batches;
	readonly requests: RequestStore;
	readonly members: ReadonlySet<Member>;
	join: (member: Member) => void;
	leave: (member: Member) => void;
	/** Publishes a message of a client that was accepted. A request is to be in `requests` by then. */
	publish: (draft: MessageDraft, sender: string) => void;
	accept: (request: {
		requestId: string;
		type: RequestDraft['type'];
		user: string;
		asker: string;
	}) => void;
	/** Ends a request with a failure that is the relay's own. */
	overrule: (requestId: string, overrule: Overrule) => void;
	/** The frames of a snapshot of this moment. */
	snapshot: () => (() => string)[];
	/** Who is there, as a frame: made once for all that are told. */
	presence: () => Uint8Array;
	/** Begins a new epoch, and tells everybody. */
	renew: () => void;
	/** Lets go of what is old; `true` when nothing is left worth keeping. */
	expire: () => boolean;
	close: () => void;
}

/** Said by clients alone: it goes to the services and not into the log. */
const QUESTIONS: ReadonlySet<Message['type']> = new Set(
	CLIENT_TYPES.filter((type) => type !== 'chat_message')
);

/** How many members `presence` names. */
const NAMED_MEMBERS = 64;

export function createRoom(options: RoomOptions): Room {
	const { channel, clock, limits, flusher } = options;
	const members = new Set<Member>();
	const requests = createRequestStore({ clock, ...limits });
	const retained = createRetainedEvents({ clock, ...limits });
	const plain = createPlainView({
		requestOf: requests.get,
		frame: options.frame,
		maxCharacters: 4 * limits.answerCharacters
	});
	/** Lines of clients on their way over the bus, by id: whose they are. */
	const senders = new Map<string, string>();
	const log = options.engine.open(channel, onEntry);
	const gatherer = createGatherer(record, { clock, ...limits });
	const bus = createBus({
		channel,
		epoch: options.newEpoch(),
		clock,
		// The log is what is read again.
		journal: { messages: 1 },
		onSubscriberError: options.onError
	});
	bus.subscribe({}, (message) => {
		if (!QUESTIONS.has(message.type)) gatherer.push(message);
	});

	let detach: (() => void) | undefined;
	let cancelUnwatched = () => {};
	let cancelPresence = () => {};
	let isPresenceDue = false;
	let presenceFrame: Uint8Array | undefined;
	let presenceToldAt = -Infinity;
	let lastUsed = clock.monotonic();
	let markedTurn = -1;

	/** What goes into the log for a message: as it is, nothing, or another ending. */
	function record(message: Message) {
		const request = message.request_id === undefined ? undefined : requests.get(message.request_id);
		if (request?.state === 'ended') return;
		if (request?.overrule && message.type !== 'request_started') {
			if (!isFinal(request.type, message)) return;
			for (const told of overruled(message, request.overrule, request))
				log.append({ message: told });
			return;
		}
		if (request && message.type === 'llm_chunk') {
			if (isTooLong(request, message.data.chunk.length)) {
				endTooLong(request.requestId);
				return;
			}
		}
		const sender = message.id === undefined ? undefined : senders.get(message.id);
		log.append({ message: loggedForm(message), sender });
	}

	/** Counted over all that its user has under way; if that is too much, one that grows beyond its own share is too long. */
	function isTooLong({ user, text, reasoning }: StoredRequest, more: number): boolean {
		const most = limits.answerCharacters;
		const length = text.length + reasoning.length + more;
		return length > most / limits.inflight && options.charactersOf(user) + more > most;
	}

	function endTooLong(requestId: string) {
		room.overrule(requestId, {
			failure: {
				code: 'too_large',
				message: `The answers grew beyond ${limits.answerCharacters} characters, the most that this relay keeps for one user.`,
				suggestion: 'Set a limit for the answer, or ask about a part of the text.',
				retryable: false
			},
			finish: 'error'
		});
	}

	function onEntry(entry: LogEntry) {
		lastUsed = clock.monotonic();
		const { message, sender } = entry;
		requests.fold(message);
		retained.keep(entry);
		if (hasPlainMembers()) plain.push(message, sender);
		markMembers();
	}

	function markMembers() {
		if (markedTurn === flusher.turn) return;
		markedTurn = flusher.turn;
		trimPlain();
		for (const member of members) flusher.mark(member);
	}

	let plainMembers = 0;
	const hasPlainMembers = () => plainMembers > 0;

	function trimPlain() {
		if (!hasPlainMembers()) return;
		let slowest = plain.top;
		for (const member of members) {
			if (member.isPlain) slowest = Math.min(slowest, member.plainPlace(channel));
		}
		plain.trim(slowest);
	}

	function tellPresence() {
		presenceFrame = undefined;
		if (isPresenceDue) return;
		isPresenceDue = true;
		const wait = Math.max(0, presenceToldAt + limits.presenceMs - clock.monotonic());
		const tell = () => {
			isPresenceDue = false;
			presenceToldAt = clock.monotonic();
			for (const member of members) member.onPresence(channel);
		};
		if (wait === 0) tell();
		else cancelPresence = clock.after(wait, tell);
	}

	function presenceMessage(): PresenceMessage {
		const named = [...members].slice(0, NAMED_MEMBERS).map(({ from, label }) => ({
			from,
			...(label === undefined ? {} : { label })
		}));
		return { type: 'presence', data: { channel, members: named, count: members.size } };
	}

	function cancelAll() {
		for (const { requestId } of requests.active()) cancel(requestId);
	}

	function cancel(requestId: string) {
		bus.publish({ type: 'cancel', data: { request_id: requestId } });
	}

	const room: Room = {
		channel,
		log,
		plain,
		batches: createBatches(log, channel, options.frame),
		requests,
		members,
		join(member) {
			cancelUnwatched();
			lastUsed = clock.monotonic();
			members.add(member);
			if (member.isPlain) plainMembers += 1;
			detach ??= options.attach(bus);
			tellPresence();
		},
		leave(member) {
			if (!members.delete(member)) return;
			lastUsed = clock.monotonic();
			if (member.isPlain) plainMembers -= 1;
			if (!hasPlainMembers()) plain.clear();
			tellPresence();
			if (members.size === 0) cancelUnwatched = clock.after(limits.unwatchedMs, cancelAll);
		},
		accept: (request) => requests.add(request),
		publish(draft, sender) {
			const { id } = draft;
			if (id !== undefined) senders.set(id, sender);
			try {
				bus.publish(draft);
			} finally {
				if (id !== undefined) senders.delete(id);
			}
		},
		overrule(requestId, overrule) {
			const request = requests.get(requestId);
			if (!request || request.state === 'ended') return;
			request.overrule ??= overrule;
			cancel(requestId);
		},
		snapshot: () =>
			snapshotFrames(
				{ channel, epoch: log.epoch, seq: log.top },
				requests.list(),
				retained.list(),
				retained.isTruncated
			),
		presence: () => (presenceFrame ??= options.frame(JSON.stringify(presenceMessage()))),
		renew() {
			log.renew();
			for (const member of members) member.onRenewed(channel);
		},
		expire() {
			if (members.size > 0 || requests.active().length > 0) return false;
			const idleMs = clock.monotonic() - lastUsed;
			if (idleMs < limits.logIdleMs) return false;
			detach?.();
			detach = undefined;
			if (log.top > 0) log.renew();
			return idleMs >= limits.requestKeptMs;
		},
		close() {
			cancelUnwatched();
			cancelPresence();
			detach?.();
			detach = undefined;
			gatherer.flush();
		}
	};
	return room;
}
