import { z } from './zod.ts';

/** The id of a message, chosen by who sends it, and of the request that it starts. */
export const MessageId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** The name of a channel as it stands in `/ws/{channel}`. The page's own is `local`. */
export const ChannelName = z.string().check(z.regex(/^[a-z0-9][a-z0-9_.:-]{0,63}$/));

/** What stands beside `type` and `data`. A plain client sends none of it; ours always sets what applies. */
export const envelopeFields = {
	v: z.optional(z.literal(1)),
	/** Client → service: idempotency key, and the `request_id` of what it starts. */
	id: z.optional(MessageId),
	channel: z.optional(ChannelName),
	/** The request that this belongs to: the `id` of the message that started it. */
	request_id: z.optional(MessageId),
	/** Gapless place in the channel's log of this epoch, from 1. */
	seq: z.optional(z.int().check(z.minimum(1))),
	/** Over a relay, where pieces were joined for a slow reader: the place of the first of them; `seq` is that of the last. */
	seq0: z.optional(z.int().check(z.minimum(1))),
	/** Identity of that log; a new one whenever continuity cannot be proven. */
	epoch: z.optional(z.string().check(z.minLength(8), z.maxLength(32))),
	/** Epoch milliseconds of the sender; information only, never used for order. */
	ts: z.optional(z.int()),
	run_id: z.optional(z.string()),
	agent: z.optional(z.string()),
	parent_id: z.optional(z.string()),
	from: z.optional(z.string())
};
