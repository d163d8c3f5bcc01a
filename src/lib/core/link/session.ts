import type { ServerLinkMessage, Subscribed } from '#lib/protocol/link-schemas.ts';
import type { ServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { z } from '#lib/protocol/zod.ts';
import type { ClientLinkMessage, Drain, Welcome } from '#lib/protocol/link-schemas.ts';
import type { ChannelFollower, Position } from './follow-channel.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { LinkEvents, LinkOptions } from './link-types.ts';
import type { Outbox } from './outbox.ts';
import { createPositionAcks } from './position-acks.ts';

export type WelcomeData = z.infer<typeof Welcome>['data'];
export type DrainData = z.infer<typeof Drain>['data'];

/** What outlives a connection, and who is told of what comes over it. */
export interface SessionOptions extends Pick<
	LinkOptions,
	'clock' | 'newId' | 'client' | 'identity'
> {
	follower: ChannelFollower;
	outbox: Outbox;
	events: LinkEvents;
	sendText: (text: string) => void;
	onWelcome: (data: WelcomeData) => void;
	onDrain: (data: DrainData) => void;
	/** The text that was asked for by `id`. */
	onContent: (id: string, content: string) => void;
	/** The relay does not answer, or does not make sense. */
	onDead: () => void;
	/** The relay will not let us follow the channel. */
	onExpelled: (message: string) => void;
}

/** The conversation over one socket, from `hello` on. */
export interface Session {
	hello: () => void;
	received: (frame: ServerFrame) => void;
	/** Sends what waits in the outbox, as far as it may be sent now. */
	flush: () => void;
	/** Asks whether the relay is still there, for a short answer. */
	probe: () => void;
	stop: () => void;
	/** What the relay last complained of, in its own words. */
	readonly complaint: string;
}

/** The number of a newest event that we do not have may overtake the event itself. */
const BEHIND_MS = 1_000;
/** So many subscriptions in a row without progress, and the connection is no good. */
const MAX_IDLE_SUBSCRIPTIONS = 3;
/** Before subscribing again where the relay said no for now. */
const RETRY_SUBSCRIBE_MS = 1_000;

/** Makes the conversation over a socket that is not open yet. */
export function createSession(options: SessionOptions): Session {
	const { clock, newId, follower, outbox, events } = options;
	let heartbeat: Heartbeat | undefined;
	let maxFrame = 0;
	let isDraining = false;
	let complaint = '';
	/** The subscription that is being answered; there is at most one. */
	let subscribing: string | undefined;
	let idleSubscriptions = 0;
	let cancelLater = () => {};
	const acks = createPositionAcks(clock, () => {
		if (follower.position)
			send({ type: 'ack', data: { channel: follower.channel, ...follower.position } });
	});

	function send(message: ClientLinkMessage) {
		options.sendText(JSON.stringify(message));
	}

	function welcome(data: WelcomeData) {
		if (heartbeat) return;
		maxFrame = data.limits.max_frame;
		heartbeat = startHeartbeat({
			clock,
			pingMs: data.ping_ms,
			ping: () => send({ type: 'ping', data: { t: clock.monotonic() } }),
			onSilent: options.onDead
		});
		const ours = data.subs.find(({ channel }) => channel === follower.channel);
		if (!ours) {
			options.onExpelled(complaint);
			return;
		}
		follower.subscribed(ours);
		options.onWelcome(data);
		flush();
	}

	function subscribe() {
		if (!heartbeat || subscribing !== undefined) return;
		idleSubscriptions += 1;
		if (idleSubscriptions > MAX_IDLE_SUBSCRIPTIONS) {
			options.onDead();
			return;
		}
		subscribing = newId();
		send({ type: 'subscribe', id: subscribing, data: follower.subscription() });
	}

	function subscribed(told: Subscribed) {
		if (told.channel !== follower.channel) return;
		subscribing = undefined;
		follower.subscribed(told);
	}

	/** What the newest event's number says is missing: at once where the log is another, else if it does not come. */
	function compareTop(top: Position) {
		if (!follower.isBehind(top)) return;
		if (top.epoch !== follower.position?.epoch) {
			subscribe();
			return;
		}
		const { seq } = follower.position;
		cancelLater();
		cancelLater = clock.after(BEHIND_MS, () => {
			if (follower.position?.seq === seq) subscribe();
		});
	}

	/** Whoever tells of a message has it. Its acknowledgement may be lost, and after a restart nobody would know it again. */
	function arrived(id: string | undefined) {
		if (id !== undefined && outbox.remove(id)) events.delivered(id);
	}

	function takeEvent(frame: Extract<ServerFrame, { kind: 'event' }>) {
		const { channel } = frame.place;
		if (channel !== undefined && channel !== follower.channel) return;
		switch (follower.take(frame.place)) {
			case 'next':
				idleSubscriptions = 0;
				acks.note();
				arrived(frame.message?.request_id);
				arrived(frame.message?.id);
				if (frame.message) events.event(frame.message);
				return;
			case 'gap':
				subscribe();
				return;
			case 'known':
				return;
		}
	}

	function takeError(error: ErrorData) {
		complaint = error.message;
		if (error.re === undefined) return;
		if (error.re === subscribing) {
			subscribing = undefined;
			if (error.retryable === true) cancelLater = clock.after(RETRY_SUBSCRIBE_MS, subscribe);
			else options.onExpelled(error.message);
			return;
		}
		// A relay that is about to go refuses what is new; it stays in the outbox for the next connection.
		if (error.code === 'draining') return;
		outbox.remove(error.re);
		events.refused(error.re, error);
	}

	function takeLinkMessage(message: ServerLinkMessage) {
		switch (message.type) {
			case 'welcome':
				welcome(message.data);
				return;
			case 'subscribed':
				subscribed(message.data);
				return;
			case 'unsubscribed':
				if (message.data.channel === follower.channel) options.onExpelled(complaint);
				return;
			case 'snapshot': {
				if (message.data.channel !== follower.channel) return;
				const whole = follower.takeSnapshot(message.data);
				if (!whole) return;
				idleSubscriptions = 0;
				for (const { request_id } of whole.requests) arrived(request_id);
				events.snapshot(whole);
				return;
			}
			case 'ack':
				arrived(message.data.re);
				return;
			case 'pong': {
				const top = message.data.tops.find(({ channel }) => channel === follower.channel);
				if (top) compareTop(top);
				return;
			}
			case 'drain':
				isDraining = true;
				options.onDrain(message.data);
				return;
			case 'presence':
				if (message.data.channel !== follower.channel) return;
				events.presence(message.data.members, message.data.count);
				return;
			case 'content':
				outbox.remove(message.re);
				options.onContent(message.re, message.data.content);
				return;
			case 'channels':
				return;
		}
	}

	function flush() {
		if (!heartbeat) return;
		for (const entry of outbox.unsent()) {
			if (isDraining && entry.type !== 'cancel') continue;
			if (entry.bytes > maxFrame) {
				outbox.remove(entry.id);
				events.refused(entry.id, tooLarge(entry.bytes, maxFrame));
				continue;
			}
			entry.isSent = true;
			entry.wasSent = true;
			options.sendText(entry.text);
		}
	}

	return {
		hello() {
			const { identity, client } = options;
			const token = identity.token();
			const label = identity.label();
			send({
				type: 'hello',
				data: {
					client,
					session: identity.session(),
					...(token === undefined ? {} : { token }),
					...(label === undefined ? {} : { label }),
					subs: [follower.subscription()]
				}
			});
		},
		received(frame) {
			heartbeat?.heard();
			switch (frame.kind) {
				case 'link':
					takeLinkMessage(frame.message);
					return;
				case 'event':
					takeEvent(frame);
					return;
				case 'error':
					takeError(frame.message.data);
					return;
				case 'unreadable':
					complaint = frame.reason;
					return;
			}
		},
		flush,
		probe: () => heartbeat?.probe(),
		stop() {
			heartbeat?.stop();
			acks.stop();
			cancelLater();
		},
		get complaint() {
			return complaint;
		}
	};
}

function tooLarge(bytes: number, most: number): ErrorData {
	const inMiB = (size: number) => (size / 1024 / 1024).toFixed(1);
	return {
		code: 'too_large',
		message: `This is ${inMiB(bytes)} MiB; the relay takes ${inMiB(most)} MiB at once.`,
		suggestion: 'Analyse a part of the text.',
		retryable: false
	};
}
