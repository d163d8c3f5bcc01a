import { CloseCode } from '#lib/protocol/link-schemas.ts';
import type { Clock } from '#lib/core/ports.ts';

/** A connection that is looked after. */
export interface Watched {
	ping: () => void;
	giveUp: (code: number, reason: string) => void;
	stuckSince: () => number | undefined;
}

export interface Heartbeat {
	/** `heard` is to be called whenever anything comes from the client. */
	watch: (watched: Watched) => { heard: () => void; stop: () => void };
	stop: () => void;
}

/**
 * Pings every connection in one sweep, and gives up on those that have been silent, or have taken nothing, for too long. A
 * sweep that comes late, since this process or computer stood still, forgives as much silence.
 */
export function createHeartbeat({
	clock,
	pingMs,
	deadMs,
	stuckMs
}: {
	clock: Clock;
	pingMs: number;
	deadMs: number;
	stuckMs: number;
}): Heartbeat {
	const all = new Map<Watched, { heardAt: number }>();
	/** Looked at more often than pinged, or a dead one would be found much later than `deadMs`. */
	const sweepMs = Math.min(pingMs, deadMs, stuckMs) / 5;
	let sweptAt = clock.monotonic();
	let pingedAt = sweptAt;
	let cancel = clock.after(sweepMs, sweep);

	function sweep() {
		const now = clock.monotonic();
		const late = Math.max(0, now - sweptAt - 2 * sweepMs);
		sweptAt = now;
		const isPingDue = now - pingedAt >= pingMs;
		if (isPingDue) pingedAt = now;
		for (const [watched, state] of all) {
			state.heardAt += late;
			const stuckSince = watched.stuckSince();
			if (now - state.heardAt > deadMs) watched.giveUp(CloseCode.noPong, 'no pong');
			else if (stuckSince !== undefined && now - stuckSince - late > stuckMs) {
				watched.giveUp(CloseCode.slowConsumer, 'takes nothing');
			} else if (isPingDue) watched.ping();
		}
		cancel = clock.after(sweepMs, sweep);
	}

	return {
		watch(watched) {
			const state = { heardAt: clock.monotonic() };
			all.set(watched, state);
			return {
				heard() {
					state.heardAt = clock.monotonic();
				},
				stop() {
					all.delete(watched);
				}
			};
		},
		stop() {
			cancel();
			all.clear();
		}
	};
}
