import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { LinkSocket } from '#lib/core/ports.ts';
import { backoffMs } from './backoff.ts';
import { afterClose, type StopReason } from './close-codes.ts';
import { followChannel } from './follow-channel.ts';
import { isOpen, type LinkStatus } from './link-status.ts';
import type { Link, LinkEvents, LinkOptions } from './link-types.ts';
import { createOutbox } from './outbox.ts';
import { createSession, type Session } from './session.ts';

/** From opening a socket to `welcome`. */
const GREETING_MS = 10_000;
/** A connection that has stood so long was well: its loss begins a new row of attempts. */
const HEALTHY_MS = 10_000;
/** So many closings in a row that blame us, and trying again is pointless. */
const MAX_FAULTS = 3;
/** The code of a connection that was lost without one. */
const LOST = 1006;

/** One socket and the conversation over it. After a loss another takes its place, and this one is heard no more. */
interface Connection {
	socket?: LinkSocket;
	session: Session;
	cancelGreeting: () => void;
	openSinceMs?: number;
}

/**
 * Makes a link to one channel of a relay: connects, says who it is and where it had been, and comes back by itself.
 * `docs/architecture.md`, "The link", tells why nothing is lost or doubled.
 */
export function createLink(options: LinkOptions): Link {
	const { clock, random, newId } = options;
	const follower = followChannel(options.channel);
	const outbox = createOutbox();
	const questions = new Map<string, (content: string | undefined) => void>();
	let status: LinkStatus = { state: 'idle' };
	let told: LinkEvents | undefined;
	let current: Connection | undefined;
	/** Attempts since the link last stood well. */
	let attempts = 0;
	let faults = 0;
	/** When the relay wants us back, where it said so before it closed. */
	let returnWindow: readonly [number, number] | undefined;
	let cancelWait = () => {};
	let stopListening = () => {};

	const events: LinkEvents = {
		status: (next) => told?.status(next),
		event: (message) => told?.event(message),
		snapshot: (snapshot) => told?.snapshot(snapshot),
		delivered: (id) => told?.delivered(id),
		refused(id, error) {
			if (questions.has(id)) answer(id, undefined);
			else told?.refused(id, error);
		},
		presence: (members, count) => told?.presence(members, count)
	};

	function set(next: LinkStatus) {
		status = next;
		events.status(next);
	}

	function connect() {
		cancelWait();
		attempts += 1;
		const attempt = attempts;
		outbox.forgetConnection();
		/** What a connection tells is heard only while it is the current one. */
		const heard =
			<Told extends unknown[]>(listener: (...told: Told) => void) =>
			(...args: Told) => {
				if (current === connection) listener(...args);
			};
		const session = createSession({
			...options,
			follower,
			outbox,
			events,
			sendText: heard((text) => connection.socket?.send(text)),
			onWelcome: heard(({ session, user, limits }) => {
				connection.cancelGreeting();
				connection.openSinceMs = clock.monotonic();
				set({ state: 'open', session, user, limits });
			}),
			onDrain: heard(({ reconnect_ms }) => {
				returnWindow = reconnect_ms;
				if (status.state === 'open') set({ ...status, state: 'draining' });
			}),
			onContent: answer,
			onDead: heard(() => lose(connection, LOST)),
			onExpelled: heard((message) => stop(4501, 'forbidden', message))
		});
		const connection: Connection = {
			session,
			cancelGreeting: clock.after(
				GREETING_MS,
				heard(() => lose(connection, LOST))
			)
		};
		current = connection;
		set({ state: 'connecting', attempt });
		connection.socket = options.openSocket({
			opened: heard(() => {
				set({ state: 'greeting', attempt });
				session.hello();
			}),
			received: heard(session.received),
			closed: heard((code, reason) => lose(connection, code, reason))
		});
	}

	/** Ends the current connection, if there is one. Whatever it still tells is not heard. */
	function disconnect() {
		const connection = current;
		current = undefined;
		connection?.cancelGreeting();
		connection?.session.stop();
		connection?.socket?.close();
	}

	function lose({ openSinceMs, session }: Connection, code: number, reason = '') {
		disconnect();
		if (openSinceMs !== undefined && clock.monotonic() - openSinceMs >= HEALTHY_MS) attempts = 0;
		const next = afterClose(code);
		faults = next.then === 'count_fault' ? faults + 1 : 0;
		if (next.then === 'stop') stop(code, next.reason, session.complaint || reason);
		else if (faults >= MAX_FAULTS) stop(code, 'faulty_client', session.complaint || reason);
		else wait(code);
	}

	function wait(code: number) {
		const attempt = attempts + 1;
		const delayMs = backoffMs(attempt, random, returnWindow);
		returnWindow = undefined;
		cancelWait = clock.after(delayMs, connect);
		set({ state: 'waiting', attempt, delayMs, code });
	}

	function stop(code: number, reason: StopReason, message: string) {
		disconnect();
		cancelWait();
		set({ state: 'stopped', code, reason, message });
		for (const { id } of outbox.clear()) events.refused(id, stoppedError(reason));
	}

	function wake() {
		if (status.state === 'waiting') connect();
		else current?.session.probe();
	}

	function answer(id: string, content: string | undefined) {
		questions.get(id)?.(content);
		questions.delete(id);
	}

	/** Into the outbox, and over the wire as soon as that is possible. */
	function post(id: string, type: string, data: object) {
		const message = { type, data, v: 1, id, channel: options.channel };
		if (status.state === 'stopped') events.refused(id, stoppedError(status.reason));
		else if (!outbox.add(id, type, message)) events.refused(id, OVERFULL);
		else if (isOpen(status)) current?.session.flush();
	}

	return {
		channel: options.channel,
		get status() {
			return status;
		},
		start(listener) {
			told = listener;
			stopListening = options.onWake?.(wake) ?? stopListening;
			connect();
		},
		reconnect() {
			disconnect();
			attempts = 0;
			faults = 0;
			connect();
		},
		send: ({ id, type, data }) => post(id, type, data),
		withdraw: (id) => outbox.withdraw(id),
		fetchContent: (contentHash) =>
			new Promise((resolve) => {
				const id = newId();
				questions.set(id, resolve);
				post(id, 'content_request', { content_hash: contentHash });
			}),
		close() {
			stopListening();
			cancelWait();
			disconnect();
			for (const id of [...questions.keys()]) answer(id, undefined);
			set({ state: 'idle' });
		}
	};
}

const OVERFULL: ErrorData = {
	code: 'busy',
	message: 'Too much waits for the relay already.',
	suggestion: 'Try again when the connection is back.',
	retryable: true
};

function stoppedError(reason: StopReason): ErrorData {
	return {
		code: reason === 'unauthorized' ? 'unauthorized' : 'unreachable',
		message: 'There is no connection to the relay.',
		suggestion: 'Open Connection help to see why.',
		retryable: true
	};
}
