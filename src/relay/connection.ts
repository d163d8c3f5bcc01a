import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { Identity } from './tokens.ts';
import type { Rooms } from './rooms.ts';

/** The socket below a connection. */
export interface Transport {
	/** Writes what the connection has, as far as the socket takes it. */
	flush: () => void;
	close: (code: number, reason: string) => void;
}

/**
 * One client, without its socket. There are thousands of them: what tells their state is a function and not a getter, since an
 * object with getters of its own has no shape in common with the others, and takes kilobytes.
 */
export interface Connection {
	/** Whether it has shown who it is. */
	isAuthenticated: () => boolean;
	/** Once, before anything else: lets it in that needs to say nothing for it. */
	start: () => void;
	/** A text frame came. */
	receive: (text: string) => void;
	/**
	 * What to write next, about `budget` bytes of it. `undefined`: nothing now.
	 *
	 * @param isBehind the socket could not keep up; it gets less detail
	 */
	take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	/** There is nothing to write next. It may be `false` where there is nothing either. */
	isEmpty: () => boolean;
	/**
	 * Since when its acknowledgements show that it gets nothing, though its socket takes everything, monotonic milliseconds;
	 * `undefined` where nothing shows that.
	 */
	stuckSince: () => number | undefined;
	/** A frame was refused for its size, of which nothing else is known. */
	refuseFrame: (error: ErrorData) => void;
	/** The relay will stop; come back within this window. */
	drain: (window: { reconnectMs: [number, number]; deadlineMs: number }) => void;
	/** The socket is gone. */
	closed: () => void;
}

export interface ConnectionOptions {
	rooms: Rooms;
	transport: Transport;
	/** The channel of the address. */
	channel: string;
	/** Who it is, where the address or a header told, or nobody needs to. */
	identity: Identity | undefined;
	/** Who a token belongs to. */
	identify: (token: string) => Identity | undefined;
	sessions: Sessions;
}

/** Which connection a session has now. */
export interface Sessions {
	/** Takes the session over; whoever had it is closed as replaced. */
	claim: (session: string, replace: () => void) => () => void;
}

export function createSessions(): Sessions {
	const holders = new Map<string, () => void>();
	return {
		claim(session, replace) {
			holders.get(session)?.();
			holders.set(session, replace);
			return () => {
				if (holders.get(session) === replace) holders.delete(session);
			};
		}
	};
}
