import type { Snapshot, Subscribed, Subscription } from '#lib/protocol/link-schemas.ts';
import type { EventPlace } from '#lib/protocol/read-server-frame.ts';
import type { z } from '#lib/protocol/zod.ts';

export type SnapshotPart = z.infer<typeof Snapshot>['data'];

/** What a channel holds, whole: the parts of one `snapshot` joined. */
export type ChannelSnapshot = Pick<
	SnapshotPart,
	'epoch' | 'seq' | 'requests' | 'events' | 'truncated'
> & {
	/** Where the client was, in this log or an earlier one; `undefined`: it knew nothing. */
	previous: Position | undefined;
};

/** The place of the last event that was applied. */
export interface Position {
	epoch: string;
	seq: number;
}

/** Whether an event is the next one, known already, or ahead of ones that are missing. */
export type Judgement = 'next' | 'known' | 'gap';

/**
 * Where a client is in a channel's log. It is always the fold of a beginning of that log: only the event right behind the
 * position is taken, and only a whole snapshot moves the position otherwise.
 */
export interface ChannelFollower {
	readonly channel: string;
	/** `undefined` before anything was applied. */
	readonly position: Position | undefined;
	subscription: () => Subscription;
	subscribed: (told: Subscribed) => void;
	/** Judges an event, and moves on where it is the next. */
	take: (place: EventPlace) => Judgement;
	/** @returns the whole snapshot with its last part */
	takeSnapshot: (part: SnapshotPart) => ChannelSnapshot | undefined;
	/** Whether the log has gone on to `top` without us. */
	isBehind: (top: Position) => boolean;
}

/** Follows one channel from wherever it is now. */
export function followChannel(channel: string): ChannelFollower {
	let position: Position | undefined;
	let parts: SnapshotPart[] = [];

	return {
		channel,
		get position() {
			return position;
		},
		// Without a place the relay begins with a snapshot of what there is.
		subscription: () => ({ channel, ...position }),
		subscribed(told) {
			// A snapshot that broke off with its connection is sent anew, whole.
			parts = [];
			// With `exact` the log is ours and what is missing follows. Otherwise a snapshot does, and moves the position.
			if (told.recovered === 'exact') position ??= { epoch: told.epoch, seq: told.from };
		},
		take({ epoch, first, last }) {
			if (position?.epoch !== epoch) return 'gap';
			if (last <= position.seq) return 'known';
			if (first > position.seq + 1) return 'gap';
			position = { epoch, seq: last };
			return 'next';
		},
		takeSnapshot(part) {
			const before = parts.at(-1);
			const isNext = before
				? part.part === before.part + 1 && part.epoch === before.epoch && part.seq === before.seq
				: part.part === 1;
			parts = isNext ? [...parts, part] : [];
			if (!isNext || part.part < part.parts) return undefined;
			const whole = joinParts(parts, position);
			position = { epoch: part.epoch, seq: part.seq };
			parts = [];
			return whole;
		},
		isBehind: ({ epoch, seq }) => position?.epoch !== epoch || position.seq < seq
	};
}

function joinParts(
	parts: readonly SnapshotPart[],
	previous: Position | undefined
): ChannelSnapshot {
	const last = parts.at(-1);
	return {
		epoch: last?.epoch ?? '',
		seq: last?.seq ?? 0,
		requests: parts.flatMap(({ requests }) => requests),
		events: parts.flatMap(({ events }) => events),
		truncated: parts.some(({ truncated }) => truncated),
		previous
	};
}
