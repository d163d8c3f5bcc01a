import type { Subscribed, Subscription } from '#lib/protocol/link-schemas.ts';
import type { Clock } from '#lib/core/ports.ts';
import { createAckWindow } from './ack-window.ts';
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
	/** It has everything, and nothing is to be told. */
	isEmpty: () => boolean;
	/** The next bytes; `undefined`: it has everything. */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** The client has applied everything up to here. @returns whether it gets more now */
	acknowledge: (epoch: string, seq: number) => boolean;
	/** Since when it acknowledges nothing, though as much as may be is on its way. */
	stuckSince: () => number | undefined;
	/** The log began anew. */
	onRenewed: () => void;
	onPresence: () => void;
	leave: () => void;
}

export interface FollowOptions {
	room: Room;
	member: Member;
	frame: Frame;
	clock: Pick<Clock, 'monotonic'>;
	/** The most that may be on its way to a client that acknowledges. */
	unacknowledgedBytes: number;
}

/** What a client that is late gets at a time: it shows sooner that something arrives. */
const SMALL_BUDGET = 16 * 1024;

/** Makes `member` follow a room. */
export function followChannel(options: FollowOptions): FollowedChannel {
	const { room, member, frame } = options;
	const { log, channel } = room;
	const onItsWay = createAckWindow(options.unacknowledgedBytes, options.clock);
	/** As much as may be was on its way since it last had everything. */
	let isLate = false;
	/** The last event it has, or will have with the snapshot. */
	let place = log.top;
	let parts: (() => string)[] = [];
	let notice: Subscribed | undefined;
	/** Due at once: whoever comes wants to know who is there. */
	let isPresenceDue = true;

	function moveTo({ recovered, reason, from }: Resumption): Subscribed {
		place = from;
		onItsWay.reset();
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
		isEmpty: () => place === log.top && !isPresenceDue && !notice && parts.length === 0,
		takeNotice() {
			if (parts.length === 0 && place < log.first - 1 && onItsWay.room() > 0) {
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
			const part = parts.length === 0 ? undefined : parts.shift();
			if (part) return frame(part());
			if (place >= log.top) {
				isLate = false;
				return undefined;
			}
			if (onItsWay.room() === 0) {
				isLate = true;
				return undefined;
			}
			const most = Math.min(budget, onItsWay.room(), isLate ? SMALL_BUDGET : Infinity);
			const batch =
				isBehind || isLate ? room.batches.takeJoined(place, most) : room.batches.take(place, most);
			place = batch.to;
			onItsWay.sent(place, batch.bytes.length);
			return batch.bytes;
		},
		acknowledge(epoch, seq) {
			if (epoch !== log.epoch) return false;
			const wasFull = onItsWay.room() === 0;
			onItsWay.acknowledge(seq);
			return wasFull && onItsWay.room() > 0;
		},
		stuckSince: onItsWay.stuckSince,
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
