import type { Message } from '#lib/protocol/message.ts';

/** What happened on a channel, before it has a place. */
export interface ChannelEvent {
	message: Message;
	/** The connection whose own line this is; a plain client does not get its line back. */
	sender?: string | undefined;
}

/** An event in its place. Both encodings of it are made at most once, however many read it. */
export interface LogEntry extends ChannelEvent {
	readonly seq: number;
	/** The message as a client of `relay.v1` gets it. */
	readonly text: string;
	/** The same as a WebSocket frame. */
	readonly frame: () => Uint8Array;
}

/**
 * What is known of a channel, in order: one gapless counter from 1 and one random epoch. The epoch changes whenever
 * continuity cannot be proven.
 *
 * Reading is synchronous, because deciding where a client goes on and registering it must be one step. A log that is
 * shared by several relays keeps the newest entries here and is told of others'.
 */
export interface ChannelLog {
	readonly epoch: string;
	/** The oldest entry kept; one more than `top` where there is none. */
	readonly first: number;
	/** The newest entry, 0 before the first. */
	readonly top: number;
	/** Gives the event its place. The log's owner is told of the entry then, which may be at once. */
	append: (event: ChannelEvent) => void;
	/** Entries behind `seq`, oldest first, about as many as `characters` hold, and one at least. `seq` is `first - 1` or more. */
	after: (seq: number, characters: number) => readonly LogEntry[];
	/** Begins a new epoch with an empty log. */
	renew: () => void;
}

/** Where the logs of channels are kept: in this process, or in a store that several share. */
export interface Engine {
	/** @param onEntry told of every entry, in order, whoever appended it */
	open: (channel: string, onEntry: (entry: LogEntry) => void) => ChannelLog;
}
