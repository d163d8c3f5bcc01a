/** The shapes of the relay under the test's hand. */
import type { ClientLinkMessage } from '#lib/protocol/link-schemas.ts';
import type { Message } from '#lib/protocol/message.ts';
import type { MessageDraft } from '#lib/core/bus/bus.ts';
import type { OpenSocket } from '#lib/core/ports.ts';

/** An answer as the relay keeps it. */
export interface FakeRequest {
	id: string;
	isAgentRun: boolean;
	text: string;
	isEnded: boolean;
}

/** One socket, with what is under way in both directions. */
export interface FakeSocket {
	/** What the client has sent and the relay has taken, oldest first. */
	readonly taken: ClientFrame[];
	/** Frames that have not arrived. */
	readonly toClient: object[];
	readonly toRelay: ClientFrame[];
	isOpen: boolean;
	/** The relay or the network ends it. */
	close: (code: number, reason?: string) => void;
	/** Puts a frame on its way to the client, whatever the relay thinks. */
	send: (frame: object) => void;
}

export type ClientFrame = ClientLinkMessage | Message;

export interface FakeRelay {
	openSocket: OpenSocket;
	/** Every socket that was ever opened, oldest first. */
	readonly sockets: FakeSocket[];
	/** The newest of them. */
	readonly socket: FakeSocket;
	/** What happens to a new connection. `hang`: nothing is ever heard. */
	accepts: 'all' | 'none' | 'hang';
	/** A socket is opened, and `hello` is not answered. */
	isMute: boolean;
	maxFrame: number;
	readonly log: { readonly epoch: string; readonly events: readonly Message[] };
	readonly requests: ReadonlyMap<string, FakeRequest>;
	/** Messages that were acted on, each once whatever came twice. */
	readonly executed: string[];
	publish: (draft: MessageDraft) => void;
	/** Goes on with an answer: it grows, or ends. */
	write: (requestId: string, text: string) => void;
	finish: (requestId: string) => void;
	/** Forgets the log but for the newest `count` events. */
	trim: (count: number) => void;
	/** Lets go of every kept event that is no piece of an answer. */
	forgetRetained: () => void;
	/** Begins another log, and keeps what is no piece of an answer. */
	renew: () => void;
	/** Another process in its place, which knows nothing of what was. */
	restart: () => void;
	/** Lets everything that is under way arrive, and what follows from it. */
	flush: () => void;
	/** Lets one frame arrive. */
	step: (to: 'client' | 'relay') => void;
	contents: Map<string, string>;
}
