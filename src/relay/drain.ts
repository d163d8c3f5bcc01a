import { CloseCode } from '#lib/protocol/link-schemas.ts';
import type { Rooms } from './rooms.ts';
import type { SocketServer } from './ws.ts';

/** Within this time after they were sent away, clients come back, each at a moment of its own. */
const RECONNECT_MS: [number, number] = [500, 5000];
/** How often is looked whether the last answer has ended. */
const LOOK_MS = 50;

/**
 * Takes no new requests, tells everybody, lets answers end for a while, ends the rest as interrupted, and sends everybody
 * away, so many a second that they do not all come back at once.
 */
export async function drainRelay(rooms: Rooms, { sockets }: SocketServer): Promise<void> {
	const { clock, limits } = rooms;
	if (rooms.isDraining) return;
	rooms.isDraining = true;
	for (const { connection } of sockets) {
		connection.drain({ reconnectMs: RECONNECT_MS, deadlineMs: limits.drainMs });
	}
	const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
	const deadline = clock.monotonic() + limits.drainMs;
	while (rooms.active() > 0 && clock.monotonic() < deadline) await pause(LOOK_MS);
	rooms.overruleAll({
		failure: {
			code: 'interrupted',
			message: 'The relay stopped before the answer ended.',
			suggestion: 'Run it again.',
			retryable: true
		},
		finish: 'interrupted'
	});
	while (rooms.active() > 0 && clock.monotonic() < deadline + 20 * LOOK_MS) await pause(LOOK_MS);
	// The last events leave at the end of this turn, and slow readers have the rest of the time.
	await pause(0);
	while ([...sockets].some(({ unwritten }) => unwritten() > 0) && clock.monotonic() < deadline) {
		await pause(LOOK_MS);
	}
	const atOnce = Math.max(1, Math.floor((limits.closesPerSecond * LOOK_MS) / 1000));
	for (const [at, socket] of [...sockets].entries()) {
		if (at > 0 && at % atOnce === 0) await pause(LOOK_MS);
		socket.close(CloseCode.restart, 'restart');
	}
	const goneBy = clock.monotonic() + 1000;
	while (sockets.size > 0 && clock.monotonic() < goneBy) await pause(LOOK_MS);
}
