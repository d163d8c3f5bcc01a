import type { Frame } from './encode.ts';
import type { FollowedChannel } from './followed-channel.ts';

/** The channels that one connection follows, nearly always one. */
export interface FollowedChannels {
	count: () => number;
	get: (channel: string) => FollowedChannel | undefined;
	add: (followed: FollowedChannel) => void;
	leave: (channel: string) => void;
	leaveAll: () => void;
	/** The newest place of each. */
	tops: () => { channel: string; epoch: string; seq: number }[];
	/** The next bytes of any of them. */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** None has anything to say. */
	isEmpty: () => boolean;
	stuckSince: () => number | undefined;
}

export function createFollowedChannels(frame: Frame): FollowedChannels {
	let all: FollowedChannel[] = [];
	const find = (channel: string) => all.find(({ room }) => room.channel === channel);

	return {
		count: () => all.length,
		get: find,
		add: (followed) => void all.push(followed),
		leave(channel) {
			find(channel)?.leave();
			all = all.filter(({ room }) => room.channel !== channel);
		},
		leaveAll() {
			for (const followed of all) followed.leave();
			all = [];
		},
		tops: () =>
			all.map(({ room: { channel, log } }) => ({ channel, epoch: log.epoch, seq: log.top })),
		take(budget, isBehind) {
			for (const followed of all) {
				const notice = followed.takeNotice();
				if (notice) return frame(JSON.stringify({ type: 'subscribed', data: notice }));
				const bytes = followed.take(budget, isBehind);
				if (bytes) return bytes;
			}
			return undefined;
		},
		isEmpty: () => all.every((followed) => followed.isEmpty()),
		stuckSince() {
			for (const followed of all) {
				const since = followed.stuckSince();
				if (since !== undefined) return since;
			}
			return undefined;
		}
	};
}
