import type { Message, MessageOf, MessageType } from '#lib/protocol/message.ts';
import type { Clock } from '#lib/core/ports.ts';
import { createJournal, type Journal, type JournalLimits } from './journal.ts';

type Stamped = 'v' | 'seq' | 'epoch' | 'ts';

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
	/** Told what a subscriber threw. The others have received the message all the same. */
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
	/** Calls `listener` for every later message that fits; returns the unsubscribe. */
	subscribe: <Type extends MessageType>(
		filter: MessageFilter<Type>,
		listener: (message: MessageOf<Type>) => void
	) => () => void;
}

interface Subscriber {
	filter: MessageFilter;
	listener: (message: Message) => void;
	isActive: boolean;
}

/** Makes the bus of one channel. */
export function createBus(options: BusOptions): Bus {
	const { channel, epoch, clock } = options;
	const journal = createJournal(options.journal);
	const byRequest = createSubscriberIndex();
	const byType = createSubscriberIndex();
	const others = createSubscriberIndex();
	const waiting: Message[] = [];
	let seq = 0;
	let isDelivering = false;

	function publish(draft: MessageDraft): Message {
		seq += 1;
		// A draft with its stamps is a message of the same type; the compiler does not follow that through a spread union.
		const message = {
			...draft,
			v: 1,
			channel: draft.channel ?? channel,
			seq,
			epoch,
			ts: clock.now()
		} as Message;
		journal.append(message);
		if (isDelivering) {
			waiting.push(message);
			return message;
		}
		isDelivering = true;
		deliver(message);
		for (let next = waiting.shift(); next; next = waiting.shift()) deliver(next);
		isDelivering = false;
		return message;
	}

	function deliver(message: Message) {
		if (message.request_id !== undefined) offer(byRequest.get(message.request_id), message);
		offer(byType.get(message.type), message);
		offer(others.get(''), message);
	}

	function offer(subscribers: readonly Subscriber[], message: Message) {
		for (const subscriber of subscribers) {
			if (!subscriber.isActive || !fits(message, subscriber.filter)) continue;
			try {
				subscriber.listener(message);
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
