/**
 * The connection messages of `relay.v1`: how a client and a relay find out who is there, what was missed, and what is
 * still under way. They travel beside the bus's messages on one WebSocket and never reach a bus. A plain client sees none.
 */
import { ChannelName, MessageId } from './envelope.ts';
import { FinalMeta, FinishReason } from './chat-schemas.ts';
import { z } from './zod.ts';

/** The subprotocol by which a client asks for this dialect. */
export const LINK_PROTOCOL = 'relay.v1';

/** Identity of a channel's log; see the envelope. */
export const Epoch = z.string().check(z.minLength(8), z.maxLength(32));

/** A place in a channel's log, 0 before its first event. */
const Position = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));

/** A duration as it travels, in milliseconds. */
const Milliseconds = z.number().check(z.minimum(0));

/**
 * What a client wants of one channel. With `epoch` and `seq` it goes on behind the last event that it applied; without,
 * it gets the last `tail` events, or without that a snapshot of what there is.
 */
export const Subscription = z.object({
	channel: ChannelName,
	epoch: z.optional(Epoch),
	seq: z.optional(Position),
	tail: z.optional(z.int().check(z.minimum(0), z.maximum(1000)))
});
export type Subscription = z.infer<typeof Subscription>;

/** Whether a request waits for its turn, is being answered, or has ended. */
export const RequestState = z.enum(['queued', 'running', 'ended']);
export type RequestState = z.infer<typeof RequestState>;

/**
 * What a client is told of a channel that it follows now. `exact`: every event behind its position follows. `snapshot`:
 * some are gone, and a `snapshot` replaces what the client holds. `fresh`: another log, and a `snapshot` of what there is.
 */
export const Subscribed = z.object({
	channel: ChannelName,
	epoch: Epoch,
	/** The newest event's place; `first` is the oldest kept. */
	seq: Position,
	first: Position,
	/** The client's place from here on: the next event is the one behind it. */
	from: Position,
	recovered: z.enum(['exact', 'snapshot', 'fresh']),
	reason: z.optional(z.enum(['ok', 'new', 'trimmed', 'epoch_changed', 'ahead'])),
	/** Accepted requests that have not ended, those without a first token among them. */
	active: z.array(z.object({ request_id: MessageId, state: RequestState, off: Position }))
});
export type Subscribed = z.infer<typeof Subscribed>;

/** Client → relay, the first frame: who is there, what it may, and where it had been. */
export const Hello = z.object({
	type: z.literal('hello'),
	data: z.object({
		client: z.object({
			name: z.string().check(z.maxLength(64)),
			version: z.string().check(z.maxLength(32))
		}),
		token: z.optional(z.string().check(z.maxLength(1024))),
		/** The client's own identity over reconnections: a new connection of it replaces the old one. */
		session: z.optional(MessageId),
		/** What others on a channel may call this client. */
		label: z.optional(z.string().check(z.maxLength(64))),
		subs: z.array(Subscription).check(z.maxLength(16))
	})
});
/** Client → relay: another token for this connection. */
export const Auth = z.object({
	type: z.literal('auth'),
	id: z.optional(MessageId),
	data: z.object({ token: z.string().check(z.maxLength(1024)) })
});
export const Subscribe = z.object({
	type: z.literal('subscribe'),
	id: z.optional(MessageId),
	data: Subscription
});
export const Unsubscribe = z.object({
	type: z.literal('unsubscribe'),
	id: z.optional(MessageId),
	data: z.object({ channel: ChannelName })
});
/** Client → relay: everything up to `seq` was applied. Bounds what is on its way to a client that tells it. */
export const PositionAck = z.object({
	type: z.literal('ack'),
	data: z.object({ channel: ChannelName, epoch: Epoch, seq: Position })
});
export const Ping = z.object({ type: z.literal('ping'), data: z.object({ t: z.number() }) });
/** Client → relay: the text that `request_started` named by its hash. Answered by `content`, or `not_found`. */
export const ContentRequest = z.object({
	type: z.literal('content_request'),
	id: MessageId,
	channel: z.optional(ChannelName),
	data: z.object({ content_hash: z.string().check(z.maxLength(64)) })
});
/** Client → relay: which channels there are. Answered by `channels`. */
export const ChannelsRequest = z.object({
	type: z.literal('channels_request'),
	id: MessageId,
	data: z.object({})
});

/** Relay → client: the answer to `hello`. */
export const Welcome = z.object({
	type: z.literal('welcome'),
	data: z.object({
		session: MessageId,
		server: z.string(),
		now: z.number(),
		/** How others see this client: the `from` of its messages. */
		user: z.optional(z.string()),
		/** When the token runs out, epoch milliseconds. */
		token_exp: z.optional(z.number()),
		/** After this long without a frame the client pings. */
		ping_ms: Milliseconds,
		limits: z.object({
			max_frame: z.int(),
			max_answer: z.int(),
			rate: z.number(),
			burst: z.number(),
			inflight: z.int(),
			channels: z.int()
		}),
		subs: z.array(Subscribed)
	})
});
export const SubscribedMessage = z.object({
	type: z.literal('subscribed'),
	re: z.optional(MessageId),
	data: Subscribed
});
export const Unsubscribed = z.object({
	type: z.literal('unsubscribed'),
	re: z.optional(MessageId),
	data: z.object({ channel: ChannelName, code: z.optional(z.string()) })
});
/**
 * Relay → client: what a channel holds at `seq`, in place of the events up to there. Sent in `parts` frames, numbered from
 * 1; the client's place moves with the last of them.
 */
export const Snapshot = z.object({
	type: z.literal('snapshot'),
	data: z.object({
		channel: ChannelName,
		epoch: Epoch,
		seq: Position,
		part: z.int().check(z.minimum(1)),
		parts: z.int().check(z.minimum(1)),
		requests: z.array(
			z.object({
				request_id: MessageId,
				/** What it is, and so how it ends: the events that would tell may be gone. */
				type: z.enum(['llm_request', 'chat_message']),
				state: RequestState,
				/** The answer and the thoughts so far. Long ones come in pieces, each with its place in the whole. */
				text: z.string(),
				reasoning: z.string(),
				text_off: z.optional(Position),
				reasoning_off: z.optional(Position),
				finish: z.optional(FinishReason),
				/** What stood beside the final message. */
				meta: z.optional(FinalMeta)
			})
		),
		/** Kept events that are no pieces of an answer, as they were sent, oldest first. */
		events: z.array(z.unknown()),
		/** Older events or texts are gone for good. */
		truncated: z.boolean()
	})
});
/** Relay → client: a message with an `id` has arrived, once (`ok`) or again (`dup`), or was refused by an `error`. */
export const DeliveryAck = z.object({
	type: z.literal('ack'),
	data: z.object({
		re: MessageId,
		status: z.enum(['ok', 'dup']),
		request_id: z.optional(MessageId)
	})
});
export const Pong = z.object({
	type: z.literal('pong'),
	data: z.object({
		t: z.number(),
		now: z.number(),
		/** The newest event of each channel that this connection follows: shows a lost last event. */
		tops: z.array(z.object({ channel: ChannelName, epoch: Epoch, seq: Position }))
	})
});
/** Relay → client: it will close soon; come back within this window, drawn at random. */
export const Drain = z.object({
	type: z.literal('drain'),
	data: z.object({
		reason: z.enum(['shutdown', 'rebalance']),
		reconnect_ms: z.tuple([Milliseconds, Milliseconds]),
		deadline_ms: Milliseconds
	})
});
/** Relay → client: who follows a channel, whenever that changes. */
export const Presence = z.object({
	type: z.literal('presence'),
	data: z.object({
		channel: ChannelName,
		/** At most 64 are named; `count` has all. */
		members: z.array(z.object({ from: z.string(), label: z.optional(z.string()) })),
		count: z.int()
	})
});
export const Content = z.object({
	type: z.literal('content'),
	re: MessageId,
	data: z.object({ content_hash: z.string(), content: z.string() })
});
export const Channels = z.object({
	type: z.literal('channels'),
	re: MessageId,
	data: z.object({
		channels: z.array(z.object({ channel: ChannelName, members: z.int(), active: z.int() }))
	})
});

/** Connection messages from a client. What is none of them is a message of the bus. */
export const ClientLinkMessage = z.discriminatedUnion('type', [
	Hello,
	Auth,
	Subscribe,
	Unsubscribe,
	PositionAck,
	Ping,
	ContentRequest,
	ChannelsRequest
]);
export type ClientLinkMessage = z.infer<typeof ClientLinkMessage>;

/** Connection messages from a relay. What is none of them is an event of a channel, or an `error`. */
export const ServerLinkMessage = z.discriminatedUnion('type', [
	Welcome,
	SubscribedMessage,
	Unsubscribed,
	Snapshot,
	DeliveryAck,
	Pong,
	Drain,
	Presence,
	Content,
	Channels
]);
export type ServerLinkMessage = z.infer<typeof ServerLinkMessage>;

/** Why a connection was closed, as the close code names it. Other codes say nothing reliable: reconnect. */
export const CloseCode = {
	restart: 1012,
	slowConsumer: 4000,
	noPong: 4001,
	tokenExpired: 4004,
	unauthorized: 4500,
	forbidden: 4501,
	replaced: 4502,
	abuse: 4503,
	helloTimeout: 4504,
	version: 4505,
	limit: 4506
} as const;
