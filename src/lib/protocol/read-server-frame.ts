import { ServerLinkMessage } from './link-schemas.ts';
import type { ErrorMessage, Message } from './message.ts';
import { JsonTextError, MESSAGE_LIMITS, readJson, type JsonLimits } from './read-json.ts';
import { readBySchema } from './read-by-schema.ts';
import { readMessage } from './read-message.ts';
import type { z } from './zod.ts';

/** The place of an event in a channel's log. `first` is less than `last` where pieces were joined into one frame. */
export interface EventPlace {
	channel: string | undefined;
	epoch: string;
	first: number;
	last: number;
}

/** What a relay sent, by what is done with it. */
export type ServerFrame =
	| { kind: 'link'; message: ServerLinkMessage }
	/** The next event of a channel; `undefined`: this version cannot read it, but its place is taken. */
	| { kind: 'event'; place: EventPlace; message: Message | undefined }
	/** Something went wrong on this connection, or with the message that `data.re` names. */
	| { kind: 'error'; message: z.infer<typeof ErrorMessage> }
	| { kind: 'unreadable'; reason: string };

const linkTypes: ReadonlySet<string> = new Set(
	ServerLinkMessage.def.options.map((option) => option.def.shape.type.def.values[0] ?? '')
);

/** Reads a frame from a relay, tolerantly: what a later version may add is passed over. Never throws. */
export function readServerFrame(text: string, limits: JsonLimits = MESSAGE_LIMITS): ServerFrame {
	let value: unknown;
	try {
		value = readJson(text, limits);
	} catch (error) {
		if (!(error instanceof JsonTextError)) throw error;
		return { kind: 'unreadable', reason: error.message };
	}
	const type = isRecord(value) ? value['type'] : undefined;
	// A position's `ack` from a client has the same type; only the relay's is expected here.
	if (typeof type === 'string' && linkTypes.has(type)) return readLinkMessage(type, value);
	const read = readMessage(value);
	const place = placeOf(value);
	if (place) {
		return { kind: 'event', place, message: read.ok && read.known ? read.message : undefined };
	}
	if (!read.ok) return { kind: 'unreadable', reason: read.message };
	if (read.known && read.message.type === 'error') return { kind: 'error', message: read.message };
	return {
		kind: 'unreadable',
		reason: `Expected a place in a channel's log beside '${read.message.type.slice(0, 64)}'`
	};
}

function readLinkMessage(type: string, value: unknown): ServerFrame {
	const result = readBySchema(ServerLinkMessage, value);
	if (result.success) return { kind: 'link', message: result.data };
	const paths = result.issues.slice(0, 3).map(({ path }) => path.map(String).join('.'));
	return {
		kind: 'unreadable',
		reason: `Expected a valid '${type}', got other ${paths.join(', ')}`
	};
}

/**
 * Where a frame stands, read apart from the message: one that this version cannot read still takes its place, or the
 * client would ask for it again for ever.
 */
function placeOf(value: unknown): EventPlace | undefined {
	if (!isRecord(value)) return undefined;
	const { seq, seq0 = seq, epoch, channel } = value;
	if (!isPlace(seq) || !isPlace(seq0) || seq0 > seq || typeof epoch !== 'string') return undefined;
	return {
		channel: typeof channel === 'string' ? channel : undefined,
		epoch,
		first: seq0,
		last: seq
	};
}

function isPlace(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
