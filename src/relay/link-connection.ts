import {
	CloseCode,
	type ClientLinkMessage,
	type ServerLinkMessage,
	type Subscribed,
	type Subscription
} from '#lib/protocol/link-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { acceptMessage } from './accept-message.ts';
import type { Connection, ConnectionOptions } from './connection.ts';
import { followChannel } from './followed-channel.ts';
import { createFollowedChannels } from './followed-channels.ts';
import { readClientFrame } from './read-frame.ts';
import type { Member } from './room.ts';
import {
	BAD_REQUEST,
	CHANNEL_LIMIT,
	FORBIDDEN_CHANNEL,
	HELLO_FIRST,
	NO_CONTENT,
	NOT_FOLLOWED,
	TOKEN_EXPIRED,
	UNAUTHORIZED
} from './refusals.ts';
import { createStrikes } from './strikes.ts';
import { mayFollow, type Identity } from './tokens.ts';
import { watchExpiry } from './watch-expiry.ts';
import type { User } from './users.ts';

type Of<Type extends ClientLinkMessage['type']> = Extract<ClientLinkMessage, { type: Type }>;

/** Who it turned out to be. */
interface Guest {
	user: User;
	/** What its token says; a new token must be of the same user. */
	identity: Identity;
	session: string;
	member: Member;
	release: () => void;
	stopExpiry: () => void;
}

/** What this server calls itself. */
const SERVER_NAME = 'assay';

/** A client that speaks `relay.v1`: it says hello, and goes on in its channels where it had been. */
export function createLinkConnection(options: ConnectionOptions): Connection {
	const { rooms, transport } = options;
	const { clock, limits, frame } = rooms;
	const key = rooms.newId();
	/** Written when the socket takes them; the long ones are made only then. */
	const replies: (() => string)[] = [];
	const channels = createFollowedChannels(frame);
	const strikes = createStrikes(limits.strikes, () =>
		transport.close(CloseCode.abuse, 'too many refused messages')
	);
	let guest: Guest | undefined;
	let isClosed = false;

	const cancelDeadline = clock.after(limits.helloMs, () => {
		if (!guest) transport.close(CloseCode.helloTimeout, 'no hello in time');
	});

	function reply(message: ServerLinkMessage) {
		replies.push(() => JSON.stringify(message));
		rooms.flusher.mark(transport);
	}

	function tellError(error: ErrorData, re?: string) {
		const data = re === undefined ? error : { ...error, re };
		replies.push(() => JSON.stringify({ type: 'error', data }));
		rooms.flusher.mark(transport);
	}

	function refuse(error: ErrorData, re?: string) {
		strikes.refuse();
		tellError(error, re);
	}

	/** @returns what it is told about it, or why it cannot follow */
	function follow(who: Guest, wanted: Subscription): { told: Subscribed } | { error: ErrorData } {
		const known = channels.get(wanted.channel);
		if (known) return { told: known.subscribe(wanted) };
		if (!mayFollow(who.identity, wanted.channel)) return { error: FORBIDDEN_CHANNEL };
		const room =
			channels.count() < limits.channelsFollowed ? rooms.open(wanted.channel) : undefined;
		if (!room) return { error: CHANNEL_LIMIT };
		const followed = followChannel({
			room,
			member: who.member,
			frame,
			clock,
			unacknowledgedBytes: limits.unacknowledgedBytes
		});
		channels.add(followed);
		return { told: followed.subscribe(wanted) };
	}

	function greet({ data }: Of<'hello'>) {
		const identity = options.identity ?? options.identify(data.token ?? '');
		if (!identity) {
			tellError(UNAUTHORIZED);
			transport.close(CloseCode.unauthorized, 'unauthorized');
			return;
		}
		cancelDeadline();
		const session = data.session ?? rooms.newId();
		const owner = identity.user ?? session;
		const who: Guest = {
			user: rooms.users.enter(owner),
			identity,
			session,
			member: createMember(rooms.digest(`from ${owner} ${session}`).slice(0, 12), data.label),
			release: options.sessions.claim(`${owner} ${session}`, () =>
				transport.close(CloseCode.replaced, 'replaced by the same session')
			),
			stopExpiry: watchExpiry(clock, identity.expiresAt, expire)
		};
		guest = who;
		const wanted = new Map(data.subs.map((each) => [each.channel, each]));
		const subs = [...wanted.values()].flatMap((each) => {
			const answer = follow(who, each);
			if ('told' in answer) return [answer.told];
			tellError(answer.error);
			return [];
		});
		reply({
			type: 'welcome',
			data: {
				session,
				server: SERVER_NAME,
				now: clock.now(),
				user: who.member.from,
				...(identity.expiresAt === undefined ? {} : { token_exp: identity.expiresAt }),
				ping_ms: limits.clientPingMs,
				limits: {
					max_frame: limits.frameBytes,
					max_answer: limits.answerCharacters,
					rate: limits.rate,
					burst: limits.burst,
					inflight: limits.inflight,
					channels: limits.channelsFollowed
				},
				subs
			}
		});
	}

	function createMember(from: string, label: string | undefined): Member {
		return {
			key,
			from,
			label,
			isPlain: false,
			plainPlace: () => Infinity,
			onRenewed(channel) {
				channels.get(channel)?.onRenewed();
				rooms.flusher.mark(transport);
			},
			onPresence(channel) {
				channels.get(channel)?.onPresence();
				rooms.flusher.mark(transport);
			},
			flush: transport.flush
		};
	}

	function expire() {
		tellError(TOKEN_EXPIRED);
		transport.close(CloseCode.tokenExpired, 'token expired');
	}

	function renewToken(who: Guest, { id, data }: Of<'auth'>) {
		const identity = options.identify(data.token);
		if (!identity || identity.user !== who.identity.user) {
			refuse(UNAUTHORIZED, id);
			return;
		}
		who.identity = identity;
		who.stopExpiry();
		who.stopExpiry = watchExpiry(clock, identity.expiresAt, expire);
		if (id !== undefined) reply({ type: 'ack', data: { re: id, status: 'ok' } });
	}

	function subscribe(who: Guest, { id, data }: Of<'subscribe'>) {
		const answer = follow(who, data);
		const re = id === undefined ? {} : { re: id };
		if ('told' in answer) reply({ type: 'subscribed', ...re, data: answer.told });
		else refuse(answer.error, id);
	}

	function unsubscribe({ id, data: { channel } }: Of<'unsubscribe'>) {
		channels.leave(channel);
		reply({ type: 'unsubscribed', ...(id === undefined ? {} : { re: id }), data: { channel } });
	}

	function tellContent({ id, channel = options.channel, data }: Of<'content_request'>) {
		const { content_hash } = data;
		const content = channels.get(channel) ? rooms.contents.find(channel, content_hash) : undefined;
		if (content === undefined) tellError(NO_CONTENT, id);
		else reply({ type: 'content', re: id, data: { content_hash, content } });
	}

	function tellChannels({ identity }: Guest, id: string) {
		const seen = rooms.list().filter(({ channel }) => mayFollow(identity, channel));
		const list = seen.map((room) => ({
			channel: room.channel,
			members: room.members.size,
			active: room.requests.active().length
		}));
		reply({ type: 'channels', re: id, data: { channels: list } });
	}

	function onLink(who: Guest, message: ClientLinkMessage) {
		switch (message.type) {
			case 'hello':
				refuse({ ...BAD_REQUEST, message: 'This connection has said hello already.' });
				break;
			case 'auth':
				renewToken(who, message);
				break;
			case 'subscribe':
				subscribe(who, message);
				break;
			case 'unsubscribe':
				unsubscribe(message);
				break;
			case 'ack': {
				const { channel, epoch, seq } = message.data;
				if (channels.get(channel)?.acknowledge(epoch, seq)) rooms.flusher.mark(transport);
				break;
			}
			case 'ping': {
				const tops = channels.tops();
				reply({ type: 'pong', data: { t: message.data.t, now: clock.now(), tops } });
				break;
			}
			case 'content_request':
				tellContent(message);
				break;
			case 'channels_request':
				tellChannels(who, message.id);
				break;
		}
	}

	function onMessage({ user, member }: Guest, message: Message) {
		const { id, channel = options.channel } = message;
		if (id === undefined) {
			refuse({ ...BAD_REQUEST, message: `Expected an id beside '${message.type}', got none.` });
			return;
		}
		const room = channels.get(channel)?.room;
		if (!room) {
			refuse(NOT_FOLLOWED, id);
			return;
		}
		const verdict = acceptMessage(rooms, room, message, id, { key, user, from: member.from });
		if (verdict.status === 'refused') {
			refuse(verdict.error, id);
			return;
		}
		strikes.clear();
		const { status, requestId } = verdict;
		const request = requestId === undefined ? {} : { request_id: requestId };
		reply({ type: 'ack', data: { re: id, status, ...request } });
	}

	return {
		isAuthenticated: () => guest !== undefined,
		start: () => {},
		receive(text) {
			if (isClosed) return;
			const maxLength = guest ? limits.frameBytes : limits.frameBytesBeforeAuth;
			const read = readClientFrame(text, maxLength);
			if (!guest) {
				if (read.kind === 'link' && read.message.type === 'hello') greet(read.message);
				else {
					const isVersion = read.kind === 'refused' && read.error.code === 'unsupported_version';
					tellError(read.kind === 'refused' ? read.error : HELLO_FIRST);
					transport.close(isVersion ? CloseCode.version : CloseCode.unauthorized, 'hello first');
				}
				return;
			}
			if (read.kind === 'refused') refuse(read.error, read.id);
			else if (read.kind === 'link') onLink(guest, read.message);
			else onMessage(guest, read.message);
		},
		isEmpty: () => replies.length === 0 && channels.isEmpty(),
		take(budget, isBehind) {
			const answer = replies.length === 0 ? undefined : replies.shift();
			return answer ? frame(answer()) : channels.take(budget, isBehind);
		},
		stuckSince: channels.stuckSince,
		refuseFrame: (error) => refuse(error),
		drain({ reconnectMs, deadlineMs }) {
			reply({
				type: 'drain',
				data: { reason: 'shutdown', reconnect_ms: reconnectMs, deadline_ms: deadlineMs }
			});
		},
		closed() {
			isClosed = true;
			cancelDeadline();
			channels.leaveAll();
			guest?.stopExpiry();
			guest?.release();
			if (guest) rooms.users.leave(guest.user);
		}
	};
}
