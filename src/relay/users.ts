import type { Clock } from '#lib/core/ports.ts';
import { createKnownIds, type KnownIds } from './known-ids.ts';
import type { RelayLimits } from './limits.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/** What is counted for each user, over all connections of it. */
export interface User {
	readonly name: string;
	readonly ids: KnownIds;
	/** Questions to a model. */
	readonly questions: TokenBucket;
	connections: number;
	leftAt: number;
}

export interface Users {
	enter: (name: string) => User;
	leave: (user: User) => void;
	/** Forgets those who left long ago. */
	expire: () => void;
}

/** Users outlive their connections for a while, so that a message sent again after a cut is known. */
export function createUsers(clock: Clock, limits: RelayLimits): Users {
	const users = new Map<string, User>();
	return {
		enter(name) {
			const user = users.get(name) ?? {
				name,
				ids: createKnownIds({ clock, ...limits }),
				questions: createTokenBucket(clock, {
					rate: limits.requestRate,
					burst: limits.requestBurst
				}),
				connections: 0,
				leftAt: 0
			};
			users.set(name, user);
			user.connections += 1;
			return user;
		},
		leave(user) {
			user.connections -= 1;
			user.leftAt = clock.monotonic();
		},
		expire() {
			const oldest = clock.monotonic() - limits.idKeptMs;
			for (const [name, { connections, leftAt }] of users) {
				if (connections === 0 && leftAt < oldest) users.delete(name);
			}
		}
	};
}
