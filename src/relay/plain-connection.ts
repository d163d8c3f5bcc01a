import type { Message } from '#lib/protocol/message.ts';
import { CloseCode } from '#lib/protocol/link-schemas.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { acceptMessage } from './accept-message.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { encodePlain, joinBytes } from './encode.ts';
import { readClientFrame } from './read-frame.ts';
import type { Member, Room } from './room.ts';
import { CHANNEL_LIMIT, FORBIDDEN_CHANNEL, TOKEN_EXPIRED, UNAUTHORIZED } from './refusals.ts';
import { createStrikes } from './strikes.ts';
import { mayFollow, type Identity } from './tokens.ts';
import { watchExpiry } from './watch-expiry.ts';
import type { User } from './users.ts';

/** A client that is in the channel of its address. */
interface Seat {
	room: Room;
	user: User;
	/** Up to where it has read of the room's plain view. */
	place: number;
	stopExpiry: () => void;
}

/**
 * A client that knows the four given types and no envelope: in its channel at once, and from now on. Where a token is asked
 * for, its first message is an `auth`.
 */
export function createPlainConnection(options: ConnectionOptions): Connection {
	const { rooms, transport } = options;
	const { clock, limits, frame } = rooms;
	const key = rooms.newId();
	const replies: Uint8Array[] = [];
	const strikes = createStrikes(limits.strikes, () =>
		transport.close(CloseCode.abuse, 'too many refused messages')
	);
	let seat: Seat | undefined;
	let isClosed = false;

	const member: Member = {
		key,
		from: rooms.digest(key).slice(0, 12),
		label: undefined,
		isPlain: true,
		plainPlace: () => seat?.place ?? Infinity,
		onRenewed: () => {},
		onPresence: () => {},
		flush: transport.flush
	};

	const cancelDeadline = clock.after(limits.helloMs, () => {
		if (!seat) close(CloseCode.helloTimeout, 'no token in time');
	});

	function close(code: number, reason: string) {
		transport.close(code, reason);
	}

	function reply(message: Message) {
		const text = encodePlain(message);
		if (text !== undefined) replies.push(frame(text));
		rooms.flusher.mark(transport);
	}

	function enter(identity: Identity) {
		if (!mayFollow(identity, options.channel)) {
			reply({ type: 'error', data: FORBIDDEN_CHANNEL });
			close(CloseCode.forbidden, 'forbidden');
			return;
		}
		const room = rooms.open(options.channel);
		if (!room) {
			reply({ type: 'error', data: CHANNEL_LIMIT });
			close(CloseCode.limit, 'too many channels');
			return;
		}
		cancelDeadline();
		seat = {
			room,
			user: rooms.users.enter(identity.user ?? key),
			place: room.plain.top,
			stopExpiry: watchExpiry(clock, identity.expiresAt, () => {
				reply({ type: 'error', data: TOKEN_EXPIRED });
				close(CloseCode.tokenExpired, 'token expired');
			})
		};
		room.join(member);
	}

	function authenticate(text: string) {
		const read = readClientFrame(text, limits.frameBytesBeforeAuth);
		const token =
			read.kind === 'link' && read.message.type === 'auth' ? read.message.data.token : undefined;
		const identity = token === undefined ? undefined : options.identify(token);
		if (identity) {
			enter(identity);
			return;
		}
		reply({ type: 'error', data: UNAUTHORIZED });
		close(CloseCode.unauthorized, 'unauthorized');
	}

	function refuse(type: string | undefined, error: ErrorData) {
		strikes.refuse();
		const told: Message = { type: 'error', data: error };
		const end = endOf(type);
		if (end && seat) {
			seat.room.plain.refuse(key, [told, end]);
			rooms.flusher.mark(transport);
		} else {
			reply(told);
		}
	}

	return {
		isAuthenticated: () => seat !== undefined,
		start() {
			if (options.identity) enter(options.identity);
		},
		receive(text) {
			if (isClosed) return;
			if (!seat) {
				authenticate(text);
				return;
			}
			const read = readClientFrame(text, limits.frameBytes);
			if (read.kind === 'refused') {
				refuse(read.type, read.error);
				return;
			}
			if (read.kind === 'link') {
				// A second token changes nothing; the rest is said in the other dialect only.
				if (read.message.type !== 'auth') refuse(undefined, unknownType(read.message.type));
				return;
			}
			const { room, user } = seat;
			const id = read.message.id ?? rooms.newId();
			const speaker = { key, user, from: member.from };
			const verdict = acceptMessage(rooms, room, read.message, id, speaker);
			if (verdict.status === 'refused') refuse(read.message.type, verdict.error);
			else strikes.clear();
		},
		isEmpty: () => replies.length === 0 && seat?.place === seat?.room.plain.top,
		take(budget) {
			if (replies.length > 0) return joinBytes(replies.splice(0));
			if (!seat || seat.place === seat.room.plain.top) return undefined;
			const { plain } = seat.room;
			if (seat.place < plain.first - 1) {
				close(CloseCode.slowConsumer, 'too far behind');
				return undefined;
			}
			const frames: Uint8Array[] = [];
			let size = 0;
			for (const entry of plain.after(seat.place)) {
				if (size >= budget) break;
				seat.place += 1;
				if (entry.except === key || (entry.only !== undefined && entry.only !== key)) continue;
				frames.push(entry.frame());
				size += entry.size;
			}
			return frames.length === 0 ? undefined : joinBytes(frames);
		},
		// It acknowledges nothing.
		stuckSince: () => undefined,
		refuseFrame(error) {
			reply({ type: 'error', data: error });
		},
		// Nothing that it knows says so; it is closed at the end.
		drain: () => {},
		closed() {
			isClosed = true;
			cancelDeadline();
			if (!seat) return;
			seat.stopExpiry();
			seat.room.leave(member);
			rooms.users.leave(seat.user);
			seat = undefined;
		}
	};
}

/** What a client waits for that asked for this. */
function endOf(type: string | undefined): Message | undefined {
	if (type === 'llm_request') return { type: 'llm_chunk', data: { chunk: '', is_final: true } };
	if (type === 'chat_message')
		return { type: 'chat_message', data: { content: '', is_final: true } };
	return undefined;
}

function unknownType(type: string): ErrorData {
	return { code: 'unknown_type', message: `There is no type '${type}'.`, retryable: false };
}
