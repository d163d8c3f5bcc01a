import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import type { MessageOf } from '#lib/protocol/message.ts';
import {
	createChatFold,
	isAnswering,
	type ChatFold,
	type ChatTurn
} from '#lib/core/agents/chat-fold.ts';
import { splitQuestion } from '#lib/core/agents/split-question.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { Clock, NewId } from '#lib/core/ports.ts';
import { titleFor } from '#lib/core/runs/run-records.ts';
import { chatOf, conversationOf, type ChatId, type StoredChat } from './chat-records.ts';
import type { ChatKeeper } from './keep-chats.ts';
import { findChatOf, readChat, readTurn, type ChatReading } from './read-chats.ts';
import type { KeptTurn } from './turn-form.ts';

export interface ChatLogPorts extends ChatReading {
	bus: Bus;
	clock: Clock;
	newId: NewId;
	keeper: ChatKeeper;
	/** The chat that is shown: what others ask is shown in it. */
	shown: () => StoredChat;
	/** How the relay marks what this page sends. */
	self: () => string | undefined;
	/** Something of some chat is not as it was. */
	onChange: () => void;
	/** More of what is being answered has come: that can be shown at a pace. */
	onGrowth: () => void;
	/** Told when the answers to this page begin and when all of them have ended. */
	onActive: (isActive: boolean) => void;
}

/** A request that is followed. */
interface Followed {
	fold: ChatFold;
	chat: StoredChat;
	askedAt: number;
	textOf: string | undefined;
	isStored: boolean;
	/** The store has refused the latest of it: what is here is all there is. */
	isRefused: boolean;
	/** Asked in this browser: it is stored. */
	isKept: boolean;
	/** The whole question is here: a relay gives it back without the text that it was about. */
	isWhole: boolean;
	/** Something of it was told on the bus since this page is there: that is newer than what is stored. */
	isTold: boolean;
	/** What is told of it is listened to. */
	isHeard: boolean;
}

/** Others' questions that are remembered at most, the newest: how many there are is for them to say. */
const OTHERS = 200;

/** What is asked on the bus and answered, by this page and by others; what this browser asks is stored as it comes. */
export class ChatLog {
	readonly #ports: ChatLogPorts;
	readonly #followed = new Map<string, Followed>();
	/** What this page has asked since it was loaded. */
	readonly #asked = new Set<string>();

	constructor(ports: ChatLogPorts) {
		this.#ports = ports;
		ports.bus.subscribe({ type: 'chat_message' }, (message) => this.#hear(message));
		ports.bus.subscribe({ type: 'agent_action' }, (message) => this.#hear(message));
	}

	/** The turns of a chat, in the order of asking. */
	turnsOf(chat: ChatId): ChatTurn[] {
		return [...this.#followed.values()]
			.filter((followed) => followed.chat.id === chat)
			.sort((one, other) => one.askedAt - other.askedAt)
			.map(({ fold }) => fold.view());
	}

	/** Whether this browser asked it. */
	isOwn({ requestId, from }: ChatTurn): boolean {
		const isKept = this.#followed.get(requestId)?.isKept === true;
		return isKept || (from !== undefined && from === this.#ports.self());
	}

	/** Whether this page asked it, since it was loaded. */
	isAsked(requestId: string): boolean {
		return this.#asked.has(requestId);
	}

	/** Whether what is known of it was told on the bus, and not read from the store alone. */
	isTold(requestId: string): boolean {
		return this.#followed.get(requestId)?.isTold === true;
	}

	/** Whether the whole question is here, with the text that it is about. */
	isWhole(requestId: string): boolean {
		return this.#followed.get(requestId)?.isWhole === true;
	}

	/** Asks something in a chat, which is named by its first question. */
	ask(chat: StoredChat, data: ChatMessageData): StoredChat {
		const id = this.#ports.newId();
		const title = chat.title || titleFor(splitQuestion(data.content).question, 'Chat');
		const titled = { ...chat, title };
		this.#asked.add(id);
		this.#ports.onActive(true);
		const { context } = data;
		const followed: Followed = {
			fold: createChatFold(id, data, undefined),
			chat: titled,
			askedAt: this.#ports.clock.now(),
			textOf: context === undefined ? undefined : (this.#bringerOf(chat.id, context) ?? id),
			isStored: false,
			isRefused: false,
			isKept: true,
			isWhole: true,
			isTold: true,
			isHeard: false
		};
		this.#listen(id, followed);
		const asked = { ...data, workspace: conversationOf(chat) };
		this.#ports.bus.publish({ type: 'chat_message', id, data: asked });
		return titled;
	}

	/** Takes in what is stored of a turn. What this page was told of it is newer. */
	adopt(chat: StoredChat, kept: KeptTurn): void {
		const { requestId: id, status } = kept.turn;
		const known = this.#followed.get(id);
		if (known && this.#asked.has(id)) return;
		if (known?.isTold) {
			this.#know(known, chat, kept);
			return;
		}
		const followed: Followed = {
			isTold: false,
			isHeard: false,
			isRefused: false,
			...known,
			fold: createChatFold(id, undefined, undefined, kept.turn),
			chat,
			askedAt: kept.askedAt,
			textOf: kept.textOf,
			isStored: true,
			isKept: true,
			isWhole: true
		};
		// One listener for each: it is told the object that it knows.
		const place = known ? Object.assign(known, followed) : followed;
		this.#followed.set(id, place);
		// A relay may go on with what a page before this one has asked.
		if (isAnswering(status) || status === 'interrupted') this.#listen(id, place);
	}

	/** Lets go of one turn. */
	drop(requestId: string): void {
		this.#followed.delete(requestId);
	}

	/** Lets go of what is stored of a chat and has ended: answers, and the texts that they are about, are long. */
	leave(chat: ChatId): void {
		for (const [id, followed] of this.#followed) {
			const isThere = followed.isStored && !followed.isRefused;
			const isOfChat = followed.chat.id === chat;
			if (isOfChat && isThere && !isAnswering(followed.fold.view().status))
				this.#followed.delete(id);
		}
	}

	/** Lets go of a chat that was deleted. What is still told of it is not stored. */
	forget(chat: ChatId): void {
		for (const [id, followed] of this.#followed) {
			if (followed.chat.id !== chat) continue;
			followed.isKept = false;
			this.#followed.delete(id);
		}
	}

	/** The turn is stored as it is now. */
	stored(requestId: string): void {
		const followed = this.#followed.get(requestId);
		if (followed) Object.assign(followed, { isStored: true, isRefused: false });
	}

	/** The store would not take the turn as it is now. */
	refused(requestId: string): void {
		const followed = this.#followed.get(requestId);
		if (followed) followed.isRefused = true;
	}

	/** A question of anybody on the channel, or what is told of one. */
	#hear(message: MessageOf<'chat_message'> | MessageOf<'agent_action'>) {
		const requestId = message.request_id ?? message.id;
		if (requestId === undefined) return;
		const isEnd = message.type === 'chat_message' && message.data.is_final === true;
		const known = this.#followed.get(requestId);
		if (!known && isEnd) {
			// The last word of something that is not shown: perhaps of what a page before this one has asked.
			void this.#takeEnd(requestId, message);
			return;
		}
		const followed = known ?? this.#begin(requestId, message);
		followed.isTold = true;
		if (!isEnd) this.#listen(requestId, followed);
		followed.fold.apply(message, this.#ports.clock.monotonic());
		this.#keep(followed);
		if (isEnd && this.#asked.has(requestId)) {
			this.#ports.onActive(this.#isAnsweringOwn());
		}
		if (message.type === 'agent_action') this.#ports.onGrowth();
		else this.#ports.onChange();
	}

	/** Begins to follow a request: from its question, or from the middle, where that was not heard. */
	#begin(
		requestId: string,
		message: MessageOf<'chat_message'> | MessageOf<'agent_action'>
	): Followed {
		const isQuestion = message.type === 'chat_message' && message.request_id === undefined;
		const asked = isQuestion ? message.data : undefined;
		const { clock, shown, self } = this.#ports;
		const isOwn = asked !== undefined && message.from !== undefined && message.from === self();
		const findPlace = (chat: ChatId | undefined) => this.#findPlace(followed, chat);
		const followed: Followed = {
			fold: createChatFold(requestId, asked, message.from),
			chat: shown(),
			askedAt: clock.now(),
			textOf: undefined,
			isStored: false,
			isRefused: false,
			isKept: false,
			isWhole: false,
			isTold: true,
			isHeard: false
		};
		this.#listen(requestId, followed);
		if (isOwn) void this.#findPlace(followed, chatOf(asked.workspace));
		else if (!asked) void findChatOf(this.#ports.store, requestId).then(findPlace, () => {});
		if (!isOwn) this.#forgetOthers();
		return followed;
	}

	#listen(requestId: string, followed: Followed) {
		this.#followed.set(requestId, followed);
		if (followed.isHeard) return;
		followed.isHeard = true;
		const unsubscribe = this.#ports.bus.subscribe({ request_id: requestId }, (told) => {
			if (told.type === 'chat_message' && told.data.is_final) {
				followed.isHeard = false;
				unsubscribe();
			}
			// These two are heard by their type.
			if (told.type === 'chat_message' || told.type === 'agent_action') return;
			followed.isTold = true;
			followed.fold.apply(told, this.#ports.clock.monotonic());
			this.#keep(followed);
			this.#ports.onGrowth();
		});
	}

	/** A page before this one asked it, over a relay that goes on: it belongs to the chat that it was asked in. */
	async #findPlace(followed: Followed, id: ChatId | undefined) {
		if (id === undefined) return;
		// Until its record is read, it is not known whether it is of the chat that is shown.
		followed.chat = { ...followed.chat, id };
		const chat = await readChat(this.#ports.store, id);
		// One that was deleted is not made anew.
		if (!chat) return;
		const kept = await readTurn(this.#ports, id, followed.fold.view().requestId);
		if (kept) this.#know(followed, chat, kept);
		else Object.assign(followed, { chat, isKept: true });
		this.#keep(followed);
		this.#ports.onChange();
	}

	async #takeEnd(requestId: string, message: MessageOf<'chat_message'>) {
		const { store } = this.#ports;
		const id = await findChatOf(store, requestId).catch(() => undefined);
		const chat = id && (await readChat(store, id));
		const kept = chat && (await readTurn(this.#ports, chat.id, requestId));
		if (!kept) return;
		this.adopt(chat, kept);
		this.#hear(message);
	}

	#know(followed: Followed, chat: StoredChat, kept: KeptTurn) {
		followed.fold.know(kept.turn);
		followed.chat = chat;
		followed.askedAt = kept.askedAt;
		followed.textOf = kept.textOf;
		followed.isStored = true;
		followed.isKept = true;
		followed.isWhole = true;
	}

	#keep({ fold, chat, askedAt, textOf, isStored, isKept }: Followed) {
		if (!isKept) return;
		this.#ports.keeper.keep(chat, { askedAt, textOf, isStored, turn: fold.view() });
	}

	/** The turn of the chat that brought the same text. */
	#bringerOf(chat: ChatId, context: string): string | undefined {
		for (const followed of this.#followed.values()) {
			const isSame = followed.fold.view().asked?.context === context;
			if (followed.chat.id === chat && isSame && followed.textOf !== undefined) {
				return followed.textOf;
			}
		}
		return undefined;
	}

	#isAnsweringOwn(): boolean {
		return [...this.#asked].some((id) => {
			const status = this.#followed.get(id)?.fold.view().status;
			return status !== undefined && isAnswering(status);
		});
	}

	#forgetOthers() {
		const others = [...this.#followed].filter(([, { isKept }]) => !isKept);
		for (const [id] of others.slice(0, -OTHERS)) this.#followed.delete(id);
	}
}
