import type { Message, MessageOf } from '#lib/protocol/message.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import { CLIENT_TYPES } from '#lib/protocol/speakers.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import type { User } from './users.ts';

/** Who says something, on which channel. */
export interface Speaker {
	/** The connection. */
	key: string;
	user: User;
	from: string;
}

export type Verdict =
	{ status: 'ok' | 'dup'; requestId: string | undefined } | { status: 'refused'; error: ErrorData };

type FromClient = MessageOf<(typeof CLIENT_TYPES)[number]>;

const FROM_CLIENT: ReadonlySet<Message['type']> = new Set(CLIENT_TYPES);

/**
 * Decides about a client's message for the bus, and acts on it if it is new: one step, so that the same message on two
 * connections at once is acted on once.
 */
export function acceptMessage(
	rooms: Rooms,
	room: Room,
	message: Message,
	id: string,
	speaker: Speaker
): Verdict {
	if (!isFromClient(message)) {
		return refused({
			code: 'forbidden',
			message: `A client cannot send '${message.type}': services do.`,
			retryable: false
		});
	}
	const requestId = message.type === 'cancel' ? undefined : id;
	const digest = rooms.digest(JSON.stringify([room.channel, message.type, message.data]));
	const isQuestion = requestId !== undefined;
	const before = speaker.user.ids.find(id);
	if (before) {
		if (before.digest === digest) return { status: 'dup', requestId: before.requestId };
		return refused(ID_CONFLICT);
	}
	if (isQuestion && room.requests.isUsed(requestId)) return refused(ID_CONFLICT);
	const obstacle = isQuestion ? obstacleOf(rooms, message, speaker.user) : undefined;
	if (obstacle) return refused(obstacle);

	speaker.user.ids.remember(id, { digest, requestId });
	if (isQuestion && message.type !== 'cancel') {
		room.accept({
			requestId,
			type: message.type,
			user: speaker.user.name,
			asker: speaker.key
		});
	}
	room.publish(draftOf(message, id, speaker.from), speaker.key);
	return { status: 'ok', requestId };
}

function isFromClient(message: Message): message is FromClient {
	return FROM_CLIENT.has(message.type);
}

/** Why a request cannot be taken now. Refused requests are not remembered, so the same may be sent again. */
function obstacleOf(rooms: Rooms, { type }: FromClient, user: User): ErrorData | undefined {
	if (rooms.isDraining) {
		return {
			code: 'draining',
			message: 'The relay is about to stop and takes no new requests.',
			suggestion: 'Try again in a moment.',
			retryable: true
		};
	}
	if (rooms.activeOf(user.name) >= rooms.limits.inflight) {
		return {
			code: 'busy',
			message: `${rooms.limits.inflight} requests are under way already, the most that one user may have.`,
			suggestion: 'Wait for one to end, or stop one.',
			retryable: true,
			retry_after_ms: 1000
		};
	}
	const wait = type === 'llm_request' || type === 'chat_message' ? user.questions.take() : 0;
	if (wait === 0) return undefined;
	return {
		code: 'rate_limited',
		message: 'Too many requests in a short time.',
		suggestion: 'Wait a little between requests.',
		retryable: true,
		retry_after_ms: wait
	};
}

/** What of a message is published: nothing that only a service may say, and who it is from. */
function draftOf(message: FromClient, id: string, from: string): MessageDraft {
	switch (message.type) {
		case 'chat_message': {
			const { is_final: _isFinal, ...data } = message.data;
			return { type: 'chat_message', data, id, from };
		}
		case 'cancel':
			return { type: 'cancel', data: message.data, from };
		default:
			return { type: message.type, data: message.data, id, from } as MessageDraft;
	}
}

const ID_CONFLICT: ErrorData = {
	code: 'id_conflict',
	message: 'This id was used for another message already.',
	suggestion: 'Give every message an id of its own.',
	retryable: false
};

function refused(error: ErrorData): Verdict {
	return { status: 'refused', error };
}
