import type { Message, MessageOf, MessageType } from '#lib/protocol/message.ts';
import type { Clock } from '#lib/core/ports.ts';
import { createJournal, type Journal, type JournalLimits } from './journal.ts';

type Stamped = 'v' | 'seq' | 'seq0' | 'epoch' | 'ts';

/** A message as it is handed to the bus, which stamps the rest. */
export type MessageDraft = { [Type in MessageType]: Omit<MessageOf<Type>, Stamped> }[MessageType];

/** Which messages a subscriber wants; what is absent does not matter. */
export interface MessageFilter<Type extends MessageType = MessageType> {
	type?: Type;
	channel?: string;
	request_id?: string;
}

export interface BusOptions {
	/** The page has one channel, `local`; the relay has one bus for each of its channels. */
	channel: string;
	/** 8 to 32 characters, new with every page load or relay start. */
	epoch: string;
	clock: Clock;
	journal?: Partial<JournalLimits>;
	/** Told what a subscriber threw; the others receive the message all the same. */
	onSubscriberError: (error: unknown, message: Message) => void;
}

/** Carries typed messages between those who ask, those who answer and those who watch. */
export interface Bus {
	readonly channel: string;
	readonly epoch: string;
	/** The latest messages, for the inspector and for late subscribers. */
	readonly journal: Journal;
	/**
	 * Stamps a message and delivers it before returning, except when called by a subscriber: then it is delivered right
	 * after the one in hand, so that everybody sees messages in the order of `seq`.
	 */
	publish: (draft: MessageDraft) => Message;
	/** Calls `listener` for every message published from now on that fits; returns the unsubscribe. */
	subscribe: <Type extends MessageType>(
		filter: MessageFilter<Type>,
		listener: (message: MessageOf<Type>) => void
	) => () => void;
}

interface Subscriber {
	filter: MessageFilter;
	listener: (message: Message) => void;
	/** The last `seq` at the time of subscribing: what is still being delivered then is not for this one. */
	since: number;
	isActive: boolean;
}

type StampedMessage = Message & { seq: number };

/** Makes the bus of one channel. */
export function createBus(options: BusOptions): Bus {
	const { channel, epoch, clock } = options;
	const journal = createJournal(options.journal);
	const byRequest = createSubscriberIndex();
	const byType = createSubscriberIndex();
	const others = createSubscriberIndex();
	const waiting: StampedMessage[] = [];
	let seq = 0;
	let isDelivering = false;

	function publish(draft: MessageDraft): Message {
		seq += 1;
		const message = stamp(draft, draft.channel ?? channel, seq, epoch, clock.now());
		journal.append(message);
		// Some wait outside of a delivery only where the last one broke off; they come first.
		if (isDelivering || waiting.length > 0) waiting.push(message);
		if (!isDelivering) deliverWithFollowers(waiting.shift() ?? message);
		return message;
	}

	/** Delivers a message, and then what its subscribers published meanwhile. */
	function deliverWithFollowers(first: StampedMessage) {
		isDelivering = true;
		try {
			deliver(first);
			for (let next = waiting.shift(); next; next = waiting.shift()) deliver(next);
		} finally {
			isDelivering = false;
		}
	}

	function deliver(message: StampedMessage) {
		if (message.request_id !== undefined) offer(byRequest.get(message.request_id), message);
		offer(byType.get(message.type), message);
		offer(others.get(''), message);
	}

	function offer(subscribers: readonly Subscriber[], message: StampedMessage) {
		for (const subscriber of subscribers) {
			const { filter, listener, since, isActive } = subscriber;
			if (!isActive || message.seq <= since || !fits(message, filter)) continue;
			try {
				listener(message);
			} catch (error) {
				options.onSubscriberError(error, message);
			}
		}
	}

	function subscribe<Type extends MessageType>(
		filter: MessageFilter<Type>,
		listener: (message: MessageOf<Type>) => void
	): () => void {
		const subscriber: Subscriber = {
			filter,
			// `fits` lets through what the filter's type names, and nothing else.
			listener: listener as (message: Message) => void,
			since: seq,
			isActive: true
		};
		const [index, key] =
			filter.request_id !== undefined
				? [byRequest, filter.request_id]
				: filter.type !== undefined
					? [byType, filter.type]
					: [others, ''];
		index.add(key, subscriber);
		return () => {
			subscriber.isActive = false;
			index.remove(key, subscriber);
		};
	}

	return { channel, epoch, journal, publish, subscribe };
}

function stamp(
	draft: MessageDraft,
	channel: string,
	seq: number,
	epoch: string,
	ts: number
): StampedMessage {
	if (draft.type === 'llm_chunk' && draft.meta === undefined && draft.id === undefined) {
		const { type, data, request_id, kind, off, run_id, agent, parent_id, from } = draft;
		if (
			request_id !== undefined &&
			kind !== undefined &&
			off !== undefined &&
			run_id === undefined &&
			agent === undefined &&
			parent_id === undefined &&
			from === undefined
		) {
			// Nearly every message is one of these. Spreading a draft and adding to it makes an object that grows three times.
			return { type, data, v: 1, channel, request_id, seq, epoch, ts, kind, off };
		}
	}
	return { ...draft, v: 1, channel, seq, epoch, ts };
}

function fits(message: Message, filter: MessageFilter): boolean {
	return (
		(filter.type === undefined || message.type === filter.type) &&
		(filter.channel === undefined || message.channel === filter.channel)
	);
}

/** Subscribers by key. Lists are replaced, not changed, so that one being delivered to may be changed meanwhile. */
function createSubscriberIndex() {
	const lists = new Map<string, readonly Subscriber[]>();
	const none: readonly Subscriber[] = [];
	return {
		get: (key: string): readonly Subscriber[] => lists.get(key) ?? none,
		add(key: string, subscriber: Subscriber) {
			lists.set(key, [...(lists.get(key) ?? none), subscriber]);
		},
		remove(key: string, subscriber: Subscriber) {
			const rest = (lists.get(key) ?? none).filter((other) => other !== subscriber);
			if (rest.length > 0) lists.set(key, rest);
			else lists.delete(key);
		}
	};
}
