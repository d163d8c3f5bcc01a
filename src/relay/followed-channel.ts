import type { Subscribed, Subscription } from '#lib/protocol/link-schemas.ts';
import type { Frame } from './encode.ts';
import { resume, type Resumption } from './resume.ts';
import type { Member, Room } from './room.ts';

/** One channel that a connection follows: where it is, and what it gets next. */
export interface FollowedChannel {
	readonly room: Room;
	/**
	 * Decides where the client goes on, and puts it there: one step, after which what it is told and what it gets cannot
	 * come apart.
	 */
	subscribe: (wanted: Pick<Subscription, 'epoch' | 'seq' | 'tail'>) => Subscribed;
	/** What is to be told before the next event, where the client was put elsewhere unasked. */
	takeNotice: () => Subscribed | undefined;
	/** The next bytes; `undefined`: it has everything. */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** The log began anew. */
	onRenewed: () => void;
	onPresence: () => void;
	leave: () => void;
}

/** Makes `member` follow a room. */
export function followChannel(room: Room, member: Member, frame: Frame): FollowedChannel {
	const { log, channel } = room;
	/** The last event it has, or will have with the snapshot. */
	let place = log.top;
	let parts: (() => string)[] = [];
	let notice: Subscribed | undefined;
	/** Due at once: whoever comes wants to know who is there. */
	let isPresenceDue = true;

	function moveTo({ recovered, reason, from }: Resumption): Subscribed {
		place = from;
		parts = recovered === 'exact' ? [] : room.snapshot();
		return {
			channel,
			epoch: log.epoch,
			seq: log.top,
			first: log.first,
			from,
			recovered,
			reason,
			active: room.requests.active().map(({ requestId, state, text }) => ({
				request_id: requestId,
				state,
				off: text.length
			}))
		};
	}

	room.join(member);

	return {
		room,
		subscribe(wanted) {
			let found = resume(wanted, log);
			if (found.mustRenew) {
				room.renew();
				found = { ...found, from: log.top };
			}
			// What was to be told of an earlier place is overtaken.
			notice = undefined;
			return moveTo(found);
		},
		takeNotice() {
			if (parts.length === 0 && place < log.first - 1) {
				return moveTo({
					recovered: 'snapshot',
					reason: 'trimmed',
					from: log.top,
					mustRenew: false
				});
			}
			const told = notice;
			notice = undefined;
			return told;
		},
		take(budget, isBehind) {
			if (isPresenceDue) {
				isPresenceDue = false;
				return room.presence();
			}
			const part = parts.shift();
			if (part) return frame(part());
			if (place >= log.top) return undefined;
			const batch = isBehind
				? room.batches.takeJoined(place, budget)
				: room.batches.take(place, budget);
			place = batch.to;
			return batch.bytes;
		},
		onRenewed() {
			notice = moveTo({
				recovered: 'fresh',
				reason: 'epoch_changed',
				from: log.top,
				mustRenew: false
			});
		},
		onPresence() {
			isPresenceDue = true;
		},
		leave: () => room.leave(member)
	};
}
