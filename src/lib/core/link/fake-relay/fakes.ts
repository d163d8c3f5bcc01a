/**
 * A relay and a network under the test's hand, written from the protocol's text and not from the relay's code: what is
 * sent waits until the test lets it arrive, and a cut loses what is under way.
 */
import {
	ClientLinkMessage,
	type Subscribed,
	type Subscription
} from '#lib/protocol/link-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import { readMessage } from '#lib/protocol/read-message.ts';
import { readServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import type { SocketEvents } from '#lib/core/ports.ts';
import type { ClientFrame, FakeRelay, FakeRequest, FakeSocket } from './fake-relay.ts';

export const CHANNEL = 'harbour';

export function createFakeRelay(): FakeRelay {
	let epoch = 'epoch-0001';
	let epochs = 1;
	/** Events from `first` on; the place of an event is its index + `first`. */
	let events: Message[] = [];
	let first = 1;
	/** Events that are no pieces of an answer; trimming leaves them. */
	let retained: Message[] = [];
	let requests = new Map<string, FakeRequest>();
	let acted = new Set<string>();
	const sockets: (FakeSocket & { events: SocketEvents; subscribed: boolean })[] = [];

	/** Sockets that have not heard yet what becomes of them. */
	const pending: (() => void)[] = [];
	const top = () => first + events.length - 1;

	function beginLog() {
		epochs += 1;
		epoch = `epoch-${String(epochs).padStart(4, '0')}`;
		events = [];
		first = 1;
	}

	function publish(draft: MessageDraft) {
		const seq = top() + 1;
		const event: Message = { ...draft, v: 1, channel: CHANNEL, seq, epoch, ts: 1 };
		events.push(event);
		if (event.type !== 'llm_chunk') retained.push(event);
		for (const socket of sockets) if (socket.subscribed) socket.send(event);
	}

	function subscribe(socket: (typeof sockets)[number], { epoch: known, seq }: Subscription) {
		const isKnown = known === epoch && seq !== undefined && seq >= first - 1 && seq <= top();
		const from = isKnown ? seq : top();
		const told: Subscribed = {
			channel: CHANNEL,
			epoch,
			seq: top(),
			first,
			from,
			recovered: isKnown ? 'exact' : known === epoch ? 'snapshot' : 'fresh',
			active: []
		};
		const missed = isKnown ? events.slice(seq - first + 1) : [];
		const frames = isKnown ? missed : snapshotParts();
		socket.subscribed = true;
		return { told, frames };
	}

	/** Two parts, so that one can be lost. */
	function snapshotParts(): object[] {
		const place = { channel: CHANNEL, epoch, seq: top(), parts: 2, truncated: first > 1 };
		const texts = [...requests.values()].map(({ id, isAgentRun, text, isEnded }) => ({
			request_id: id,
			type: isAgentRun ? 'chat_message' : 'llm_request',
			state: isEnded ? 'ended' : 'running',
			text,
			reasoning: '',
			...(isEnded ? { finish: 'stop' } : {})
		}));
		return [
			{ type: 'snapshot', data: { ...place, part: 1, requests: [], events: [...retained] } },
			{ type: 'snapshot', data: { ...place, part: 2, requests: texts, events: [] } }
		];
	}

	function take(socket: (typeof sockets)[number], frame: ClientFrame) {
		switch (frame.type) {
			case 'hello': {
				if (relay.isMute) return;
				const [subscription = { channel: CHANNEL }] = frame.data.subs;
				const { told, frames } = subscribe(socket, subscription);
				socket.send({
					type: 'welcome',
					data: {
						session: frame.data.session ?? 'session-1',
						server: 'fake',
						now: 1,
						user: 'me',
						ping_ms: 20_000,
						limits: {
							max_frame: relay.maxFrame,
							max_answer: 2_000_000,
							rate: 20,
							burst: 40,
							inflight: 10,
							channels: 16
						},
						subs: [told]
					}
				});
				for (const each of frames) socket.send(each);
				return;
			}
			case 'subscribe': {
				const { told, frames } = subscribe(socket, frame.data);
				socket.send({ type: 'subscribed', re: frame.id, data: told });
				for (const each of frames) socket.send(each);
				return;
			}
			case 'ping': {
				const tops = [{ channel: CHANNEL, epoch, seq: top() }];
				socket.send({ type: 'pong', data: { t: frame.data.t, now: 1, tops } });
				return;
			}
			case 'content_request': {
				const content = relay.contents.get(frame.data.content_hash);
				socket.send(
					content === undefined
						? { type: 'error', data: { code: 'not_found', message: 'Gone.', re: frame.id } }
						: {
								type: 'content',
								re: frame.id,
								data: { content_hash: frame.data.content_hash, content }
							}
				);
				return;
			}
			case 'ack':
				return;
			default:
				if ('id' in frame && frame.id !== undefined) act(socket, frame, frame.id);
		}
	}

	function act(socket: FakeSocket, frame: ClientFrame, id: string) {
		const isNew = !acted.has(id);
		acted.add(id);
		socket.send({ type: 'ack', data: { re: id, status: isNew ? 'ok' : 'dup' } });
		if (!isNew) return;
		relay.executed.push(id);
		if (frame.type === 'llm_request') {
			requests.set(id, { id, isAgentRun: false, text: '', isEnded: false });
			publish({
				type: 'request_started',
				request_id: id,
				data: { request_id: id, template: frame.data.template, content_hash: 'hash' }
			});
		} else if (frame.type === 'chat_message') {
			requests.set(id, { id, isAgentRun: true, text: '', isEnded: false });
			publish({ type: 'chat_message', id, from: 'me', data: frame.data });
		} else if (frame.type === 'cancel') {
			relay.finish(frame.data.request_id);
		}
	}

	function pump(socket: (typeof sockets)[number], to: 'client' | 'relay'): boolean {
		if (!socket.isOpen) return false;
		if (to === 'client') {
			const frame = socket.toClient.shift();
			if (frame) socket.events.received(readServerFrame(JSON.stringify(frame)));
			return frame !== undefined;
		}
		const frame = socket.toRelay.shift();
		if (!frame) return false;
		socket.taken.push(frame);
		take(socket, frame);
		return true;
	}

	const relay: FakeRelay = {
		sockets,
		get socket() {
			const newest = sockets.at(-1);
			if (!newest) throw new Error('Expected a socket, got none');
			return newest;
		},
		accepts: 'all',
		isMute: false,
		maxFrame: 8 * 1024 * 1024,
		executed: [],
		contents: new Map(),
		get requests() {
			return requests;
		},
		get log() {
			return { epoch, events };
		},
		openSocket(told) {
			const fate = relay.accepts;
			let isAnnounced = false;
			const socket: (typeof sockets)[number] = {
				events: told,
				subscribed: false,
				isOpen: fate !== 'none',
				taken: [],
				toClient: [],
				toRelay: [],
				close(code, reason = '') {
					if (!socket.isOpen) return;
					socket.isOpen = false;
					socket.subscribed = false;
					told.closed(code, reason);
				},
				send: (frame) => {
					if (socket.isOpen) socket.toClient.push(frame);
				}
			};
			sockets.push(socket);
			pending.push(() => {
				if (isAnnounced || fate === 'hang') return;
				isAnnounced = true;
				if (fate === 'none') told.closed(1006, '');
				else if (socket.isOpen) told.opened();
			});
			return {
				send: (text) => {
					if (socket.isOpen) socket.toRelay.push(readClientFrame(text));
				},
				close() {
					socket.isOpen = false;
					socket.subscribed = false;
				}
			};
		},
		publish,
		write(requestId, text) {
			const request = requests.get(requestId);
			if (!request || request.isEnded) return;
			const off = request.text.length;
			request.text += text;
			publish({
				type: 'llm_chunk',
				request_id: requestId,
				kind: 'text',
				off,
				data: { chunk: text, is_final: false }
			});
		},
		finish(requestId) {
			const request = requests.get(requestId);
			if (!request || request.isEnded) return;
			request.isEnded = true;
			if (request.isAgentRun) {
				const data = { content: request.text, is_final: true };
				publish({ type: 'chat_message', request_id: requestId, data });
				return;
			}
			publish({
				type: 'llm_chunk',
				request_id: requestId,
				kind: 'text',
				off: request.text.length,
				data: { chunk: '', is_final: true },
				meta: { finish_reason: 'stop' }
			});
		},
		trim(count) {
			const dropped = Math.max(0, events.length - count);
			events = events.slice(dropped);
			first += dropped;
		},
		forgetRetained() {
			retained = [];
		},
		renew: beginLog,
		restart() {
			beginLog();
			retained = [];
			requests = new Map();
			acted = new Set();
			for (const socket of sockets) socket.close(1006);
		},
		flush() {
			for (let quiet = false; !quiet;) {
				quiet = pending.length === 0;
				for (const announce of pending.splice(0)) announce();
				for (const socket of sockets) {
					while (pump(socket, 'relay') || pump(socket, 'client')) quiet = false;
				}
			}
		},
		step(to) {
			for (const announce of pending.splice(0)) announce();
			const newest = sockets.at(-1);
			if (newest) pump(newest, to);
		}
	};
	return relay;
}

function readClientFrame(text: string): ClientFrame {
	const value: unknown = JSON.parse(text);
	const link = ClientLinkMessage.safeParse(value);
	if (link.success) return link.data;
	const read = readMessage(value);
	if (!read.ok || !read.known) throw new Error(`Expected a frame of a client, got ${text}`);
	return read.message;
}
