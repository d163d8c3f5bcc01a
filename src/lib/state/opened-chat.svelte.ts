import { isAnswering, type ChatTurn } from '#lib/core/agents/chat-fold.ts';
import { ChatLog } from '#lib/core/chats/chat-log.ts';
import { ChatTabMessage, type StoredChat } from '#lib/core/chats/chat-records.ts';
import { createChatKeeper, type ChatKeeper } from '#lib/core/chats/keep-chats.ts';
import { readTurn, readTurns } from '#lib/core/chats/read-chats.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type {
	Clock,
	FrameScheduler,
	Locks,
	NewId,
	RecordStore,
	TabChannel
} from '#lib/core/ports.ts';
import { SpokenTurns } from './spoken-turns.svelte.ts';

export interface OpenedChatPorts {
	bus: Bus;
	newId: NewId;
	clock: Clock;
	frames: FrameScheduler;
	/** For what comes of an answer while it is written. */
	growth: FrameScheduler;
	store: RecordStore;
	locks: Locks;
	/** What the other tabs store arrives here. */
	tabs: TabChannel;
	/** How the relay marks what this page sends; see `RelayState.self`. */
	self: () => string | undefined;
	/** Told when an answer to this page begins and ends, so that closing it can be warned of. */
	onActive: (isActive: boolean) => void;
	/** Told once why a chat cannot be stored; it goes on. */
	onRefused: (error: unknown) => void;
	/** Told why a chat cannot be read; nothing of it is lost by that. */
	onUnreadable: (error: unknown) => void;
}

/** Whether a page that answers in another tab is still there is looked at so often. */
const LOOK_AGAIN_MS = 5000;

/** The chat that is shown, kept in step with the store, the bus and the other tabs. */
export class OpenedChat {
	readonly log: ChatLog;
	readonly keeper: ChatKeeper;
	readonly #ports: OpenedChatPorts;
	readonly #spoken: SpokenTurns;
	#chat: StoredChat;
	#turns = $state.raw<readonly ChatTurn[]>([]);
	#isReading = $state(false);
	#unreadable = $state(0);
	#wasRefused = false;
	#cancelLook = () => {};

	/** A question of this browser's which is being answered. */
	readonly running: ChatTurn | undefined = $derived(
		this.#turns.find((turn) => isAnswering(turn.status) && this.log.isOwn(turn))
	);

	constructor(ports: OpenedChatPorts, first: StoredChat) {
		const { bus, store, clock, locks, newId, self } = ports;
		this.#ports = ports;
		this.#spoken = new SpokenTurns(clock);
		this.#chat = $state.raw(first);
		this.keeper = createChatKeeper({
			store,
			clock,
			locks,
			onKept: (chat, turn) => {
				this.log.stored(turn);
				this.#tell({ type: 'chat_changed', chat, turn });
			},
			onRefused: (error, turn) => {
				this.log.refused(turn);
				if (!this.#wasRefused) ports.onRefused(error);
				this.#wasRefused = true;
			}
		});
		this.log = new ChatLog({
			bus,
			clock,
			newId,
			store,
			locks,
			keeper: this.keeper,
			shown: () => this.#chat,
			self,
			onChange: () => ports.frames.schedule(this.show),
			onGrowth: () => ports.growth.schedule(this.show),
			onActive: ports.onActive
		});
		ports.tabs.subscribe((outside) => {
			const told = ChatTabMessage.safeParse(outside).data;
			if (told?.type === 'stop_chat' && this.log.isAsked(told.turn)) this.stop(told.turn);
			const isOfTurn = told?.type === 'chat_changed' && told.chat === this.#chat.id;
			if (isOfTurn && told.turn !== undefined) void this.#readAgain(told.turn, true);
		});
	}

	get chat(): StoredChat {
		return this.#chat;
	}

	/** Oldest first. */
	get turns(): readonly ChatTurn[] {
		return this.#turns;
	}

	/** What is read aloud of it while it is answered. */
	get spoken(): string {
		return this.#spoken.text;
	}

	/** It is being read from the store. */
	get isReading(): boolean {
		return this.#isReading;
	}

	/** How many of its questions could not be read. */
	get unreadable(): number {
		return this.#unreadable;
	}

	/** Shows what is known of another chat. What is being answered in this one goes on. */
	place(chat: StoredChat): void {
		this.log.leave(this.#chat.id);
		this.#chat = chat;
		this.#unreadable = 0;
		this.#spoken.enter();
		this.show();
	}

	/** The same chat with another name. */
	rename(chat: StoredChat): void {
		this.#chat = chat;
	}

	/** Reads it from the store. Never rejects. */
	async read(): Promise<void> {
		const chat = this.#chat;
		this.#isReading = true;
		try {
			await this.keeper.settled(chat.id);
			const { turns, unreadable } = await readTurns(this.#ports, chat.id);
			if (chat.id !== this.#chat.id) return;
			for (const kept of turns) this.log.adopt(chat, kept);
			this.#unreadable = unreadable;
			this.show();
			this.#lookAgain();
		} catch (error) {
			this.#ports.onUnreadable(error);
		} finally {
			if (chat.id === this.#chat.id) this.#isReading = false;
		}
	}

	/** Ends an answer, in whatever tab it is asked for. */
	stop(turn: string): void {
		const isAsked = this.log.isAsked(turn);
		if (isAsked || this.#ports.self() !== undefined) {
			this.#ports.bus.publish({ type: 'cancel', data: { request_id: turn } });
		}
		if (!isAsked) this.#tell({ type: 'stop_chat', turn });
	}

	readonly show = (): void => {
		this.#turns = this.log.turnsOf(this.#chat.id);
		this.#spoken.read(this.#turns, this.running);
	};

	#tell(message: ChatTabMessage) {
		this.#ports.tabs.post(message);
	}

	/** Reads one turn, which another tab has asked. */
	async #readAgain(turn: string, isHeardOf: boolean) {
		const chat = this.#chat;
		if (this.log.isAsked(turn)) return;
		const known = this.#turns.find(({ requestId }) => requestId === turn)?.asked?.context;
		const kept = await readTurn(this.#ports, chat.id, turn, known, isHeardOf);
		if (chat.id !== this.#chat.id) return;
		if (kept) this.log.adopt(chat, kept);
		else this.log.drop(turn);
		if (kept && isAnswering(kept.turn.status)) this.#ports.growth.schedule(this.#showOthers);
		else this.#showOthers();
	}

	/** Shows what another tab has told of. */
	readonly #showOthers = (): void => {
		this.show();
		this.#lookAgain();
	};

	/** The tab that answers may go away without a word. */
	#lookAgain() {
		this.#cancelLook();
		const { running } = this;
		if (!running || this.log.isTold(running.requestId)) return;
		this.#cancelLook = this.#ports.clock.after(
			LOOK_AGAIN_MS,
			() => void this.#readAgain(running.requestId, false)
		);
	}
}
