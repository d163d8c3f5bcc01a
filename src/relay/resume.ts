import type { Subscribed, Subscription } from '#lib/protocol/link-schemas.ts';

/** Where a client goes on, and what it gets first. */
export interface Resumption {
	recovered: Subscribed['recovered'];
	reason: NonNullable<Subscribed['reason']>;
	/** Its place from here on. Without `exact` a snapshot of this place comes first. */
	from: number;
	/** The log has lost what the client has seen: its numbers would be given again, so it must begin anew for everybody. */
	mustRenew: boolean;
}

/** Decides how a client goes on, from what it holds and what the log holds. */
export function resume(
	{ epoch, seq, tail }: Pick<Subscription, 'epoch' | 'seq' | 'tail'>,
	log: { epoch: string; first: number; top: number }
): Resumption {
	const anew = (
		recovered: 'snapshot' | 'fresh',
		reason: Resumption['reason'],
		mustRenew = false
	): Resumption => ({ recovered, reason, from: log.top, mustRenew });

	if (epoch === undefined || seq === undefined) {
		if (tail === undefined) return anew('fresh', 'new');
		const from = Math.max(log.first - 1, log.top - tail);
		return { recovered: 'exact', reason: 'new', from, mustRenew: false };
	}
	if (epoch !== log.epoch) return anew('fresh', 'epoch_changed');
	if (seq > log.top) return anew('fresh', 'ahead', true);
	if (seq < log.first - 1) return anew('snapshot', 'trimmed');
	return { recovered: 'exact', reason: 'ok', from: seq, mustRenew: false };
}
