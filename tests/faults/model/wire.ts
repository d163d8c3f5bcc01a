import { readServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { LinkSocket, OpenSocket, SocketEvents } from '#lib/core/ports.ts';
import type { Connection, Transport } from '../../../src/relay/connection.ts';
import { textsOf } from './frames.ts';
import { claimingOneMore, closingGaps, type Mutation } from './mutations.ts';

const LOST = 1006;
/** What the network holds for a client that does not read. Little, so that clients fall behind often. */
const BUFFER_BYTES = 1500;

type Arrival = { opened: true } | { text: string } | { closed: number };

/** One TCP connection between a client and the relay, with what is under way in it. Nothing arrives by itself. */
export interface Wire {
	/** Frames that the relay has written, and the client has not read. */
	readonly toClient: Arrival[];
	readonly toRelay: string[];
	/** Both ends are told that it broke. */
	cut: () => void;
	/** Only the client is told; the relay goes on writing until `reap`. */
	cutAtClient: () => void;
	reap: () => void;
	/** The relay's process is gone. */
	crash: () => void;
	deliverToClient: () => boolean;
	deliverToRelay: () => boolean;
	/** Loses an event, as a relay might. */
	lose: () => void;
	/** Repeats an event. */
	repeat: () => void;
}

/** Opens connections of one client, the newest last. */
export function createWires(
	connect: (transport: Transport) => {
		connection: Connection;
		take: (budget: number, isBehind: boolean) => Uint8Array | undefined;
	},
	mutation: Mutation | undefined,
	onFrame: (frame: ReturnType<typeof readServerFrame>) => void
): { openSocket: OpenSocket; wires: Wire[] } {
	const wires: Wire[] = [];

	function openSocket(client: SocketEvents): LinkSocket {
		const toClient: Arrival[] = [{ opened: true }];
		const toRelay: string[] = [];
		/** The newest events, to be repeated. */
		const seen: string[] = [];
		let clientIsOpen = true;
		let relayIsOpen = true;
		let wasFull = false;

		const unread = () =>
			toClient.reduce((sum, each) => sum + ('text' in each ? each.text.length : 0), 0);

		function flush() {
			while (relayIsOpen) {
				const room = BUFFER_BYTES - unread();
				if (room <= 0) {
					wasFull = true;
					return;
				}
				const bytes = served.take(room, wasFull);
				if (!bytes) {
					if (unread() === 0) wasFull = false;
					return;
				}
				// What is written to a client that is gone goes nowhere.
				if (clientIsOpen) toClient.push(...textsOf(bytes).map((text) => ({ text })));
			}
		}

		function endAtRelay() {
			if (!relayIsOpen) return;
			relayIsOpen = false;
			served.connection.closed();
		}

		function endAtClient(code: number) {
			if (!clientIsOpen) return;
			clientIsOpen = false;
			toClient.length = 0;
			client.closed(code, '');
		}

		const served = connect({
			flush,
			close(code) {
				if (!relayIsOpen) return;
				flush();
				endAtRelay();
				if (clientIsOpen) toClient.push({ closed: code });
			}
		});
		served.connection.start();

		const wire: Wire = {
			toClient,
			toRelay,
			cut() {
				endAtRelay();
				endAtClient(LOST);
			},
			cutAtClient: () => endAtClient(LOST),
			reap() {
				if (!clientIsOpen) endAtRelay();
			},
			crash() {
				relayIsOpen = false;
				endAtClient(LOST);
			},
			deliverToClient() {
				const arrival = clientIsOpen ? toClient.shift() : undefined;
				if (!arrival) return false;
				if ('opened' in arrival) client.opened();
				else if ('closed' in arrival) endAtClient(arrival.closed);
				else {
					if (isEvent(arrival.text)) seen.push(arrival.text);
					const frame = readServerFrame(arrival.text);
					onFrame(frame);
					client.received(mutation === 'no_gap_check' ? closingGaps(frame) : frame);
				}
				flush();
				return true;
			},
			deliverToRelay() {
				const text = relayIsOpen ? toRelay.shift() : undefined;
				if (text === undefined) return false;
				served.connection.receive(text);
				return true;
			},
			lose() {
				const at = toClient.findIndex((each) => 'text' in each && isEvent(each.text));
				if (at !== -1) toClient.splice(at, 1);
			},
			repeat() {
				const text = seen.at(-1 - (seen.length % 3));
				if (text !== undefined && clientIsOpen) toClient.push({ text });
			}
		};
		wires.push(wire);
		return {
			send(text) {
				const said = mutation === 'position_off_by_one' ? claimingOneMore(text) : text;
				if (clientIsOpen) toRelay.push(said);
			},
			close() {
				clientIsOpen = false;
				toClient.length = 0;
			}
		};
	}
	return { openSocket, wires };
}

function isEvent(text: string): boolean {
	return text.includes('"seq":') && text.includes('"ts":');
}
