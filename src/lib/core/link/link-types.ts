import type { CancelData, ErrorData } from '#lib/protocol/service-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { RequestDraft } from '#lib/core/bus/request.ts';
import type { Clock, NewId, OpenSocket, Random } from '#lib/core/ports.ts';
import type { ChannelSnapshot } from './follow-channel.ts';
import type { LinkStatus } from './link-status.ts';

/** Who opens a link. Read anew for each connection. */
export interface LinkIdentity {
	/** The same over the reconnections and reloads of one tab. */
	session: () => string;
	token: () => string | undefined;
	/** What others on the channel may call this client. */
	label: () => string | undefined;
}

export interface LinkOptions {
	channel: string;
	client: { name: string; version: string };
	identity: LinkIdentity;
	openSocket: OpenSocket;
	clock: Clock;
	random: Random;
	newId: NewId;
	/** Calls `listener` when the page comes to the front, or is back online; returns the unsubscribe. */
	onWake?: (listener: () => void) => () => void;
}

/** Somebody who follows the channel. */
export interface ChannelMember {
	/** How their messages are marked. */
	from: string;
	label?: string | undefined;
}

/** What a link tells. Events and snapshots come in the order of the channel's log. */
export interface LinkEvents {
	status: (status: LinkStatus) => void;
	/** The channel's next event: each comes once. */
	event: (message: Message) => void;
	/** In place of events that are gone. */
	snapshot: (snapshot: ChannelSnapshot) => void;
	/** The relay has a message that was sent. */
	delivered: (id: string) => void;
	/** A message that was sent will not be acted on. */
	refused: (id: string, error: ErrorData) => void;
	presence: (members: readonly ChannelMember[], count: number) => void;
}

/** What goes to the relay, each with an id of its own by which it is known to have arrived. */
export type ClientMessage = RequestDraft | { type: 'cancel'; id: string; data: CancelData };

/** A connection to one channel of a relay that comes back by itself, and loses and doubles nothing. */
export interface Link {
	readonly channel: string;
	readonly status: LinkStatus;
	start: (events: LinkEvents) => void;
	/** Connects anew, now, whatever the state: by a person's wish, or to say hello by another name. */
	reconnect: () => void;
	/** Sends, and sends again after a loss until the relay has said that it has it. */
	send: (message: ClientMessage) => void;
	/** Takes back a message that cannot have arrived. */
	withdraw: (id: string) => boolean;
	/** The text that `request_started` named by its hash; `undefined` where the relay no longer has it. */
	fetchContent: (contentHash: string) => Promise<string | undefined>;
	close: () => void;
}
