import type { Frame } from './encode.ts';
import type { FollowedChannel } from './followed-channel.ts';

/** The channels that one connection follows, nearly always one. */
export interface FollowedChannels {
	readonly size: number;
	get: (channel: string) => FollowedChannel | undefined;
	add: (channel: string, followed: FollowedChannel) => void;
	leave: (channel: string) => void;
	leaveAll: () => void;
	/** The newest place of each. */
	tops: () => { channel: string; epoch: string; seq: number }[];
	/** The next bytes of any of them. */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** None has anything to say. It may be `false` where that is so, too. */
	readonly isEmpty: boolean;
	stuckSince: () => number | undefined;
}

export function createFollowedChannels(frame: Frame): FollowedChannels {
	const all = new Map<string, FollowedChannel>();
	/** The one that there is, where there is one only: this is asked for each write to each connection. */
	let only: FollowedChannel | undefined;

	function changed() {
		only = all.size === 1 ? [...all.values()][0] : undefined;
	}

	function takeOf(followed: FollowedChannel, budget: number, isBehind: boolean) {
		const notice = followed.takeNotice();
		if (notice) return frame(JSON.stringify({ type: 'subscribed', data: notice }));
		return followed.take(budget, isBehind);
	}

	return {
		get size() {
			return all.size;
		},
		get: (channel) => all.get(channel),
		add(channel, followed) {
			all.set(channel, followed);
			changed();
		},
		leave(channel) {
			all.get(channel)?.leave();
			all.delete(channel);
			changed();
		},
		leaveAll() {
			for (const followed of all.values()) followed.leave();
			all.clear();
			changed();
		},
		tops: () =>
			[...all].map(([channel, { room }]) => ({
				channel,
				epoch: room.log.epoch,
				seq: room.log.top
			})),
		take(budget, isBehind) {
			if (only) return takeOf(only, budget, isBehind);
			for (const followed of all.values()) {
				const bytes = takeOf(followed, budget, isBehind);
				if (bytes) return bytes;
			}
			return undefined;
		},
		get isEmpty() {
			return only?.isEmpty ?? false;
		},
		stuckSince: () =>
			[...all.values()].find(({ stuckSince }) => stuckSince !== undefined)?.stuckSince
	};
}
