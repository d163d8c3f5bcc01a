/**
 * Defects that the model must find, each put around the real code from outside. A model that finds none of them proves
 * nothing about the code without them.
 */
import type { ServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { Rooms } from '../../../src/relay/rooms.ts';

export type Mutation =
	| 'position_off_by_one'
	| 'no_server_dedupe'
	| 'same_epoch_after_restart'
	| 'no_gap_check'
	| 'no_duplicate_check';

/** The relay's rooms, which forget what they have acted on already. */
export function withoutDedupe(rooms: Rooms): Rooms {
	return {
		...rooms,
		users: {
			...rooms.users,
			enter: (name) => ({
				...rooms.users.enter(name),
				ids: { find: () => undefined, remember: () => {} }
			})
		},
		open(channel) {
			const room = rooms.open(channel);
			return room && { ...room, requests: { ...room.requests, isUsed: () => false } };
		}
	};
}

/** A client's frame that claims one event more than the client has. */
export function claimingOneMore(text: string): string {
	return text.replace(
		/("(?:hello|subscribe)".*"seq":)(\d+)/,
		(_all, head: string, seq: string) => `${head}${Number(seq) + 1}`
	);
}

/** An event that seems to be the next one, however many are missing before it. */
export function closingGaps(frame: ServerFrame): ServerFrame {
	return frame.kind === 'event' ? { ...frame, place: { ...frame.place, first: 1 } } : frame;
}

/** Hands on what a client has had before, as one would that does not look. */
export function createRepeater(apply: (message: Message) => void): (frame: ServerFrame) => void {
	const newest = new Map<string, number>();
	return (frame) => {
		if (frame.kind !== 'event') return;
		const { epoch, last } = frame.place;
		if (last <= (newest.get(epoch) ?? 0)) {
			if (frame.message) apply(frame.message);
		} else newest.set(epoch, last);
	};
}
