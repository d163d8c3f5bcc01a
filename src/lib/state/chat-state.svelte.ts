import { z } from '#lib/protocol/zod.ts';
import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import { isAnswering, type ChatTurn } from '#lib/core/agents/chat-fold.ts';
import { ChatId, ChatTabMessage, type StoredChat } from '#lib/core/chats/chat-records.ts';
import { deleteChat, deleteTurn } from '#lib/core/chats/delete-chat.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { TabMemory } from '#lib/core/ports.ts';
import { ChatList } from './chat-list.svelte.ts';
import type { DraftState } from './draft-state.svelte.ts';
import type { ModelChoice } from './model-choice.svelte.ts';
import { OpenedChat, type OpenedChatPorts } from './opened-chat.svelte.ts';

export interface ChatParts extends OpenedChatPorts {
	/** What this tab keeps over a reload: another one may show another chat. */
	tab: TabMemory;
	/** What is being written, kept until it is asked. */
	draft: DraftState;
	/** The text on the Analyse page, which a question may be about. */
	source: DraftState;
	models: ModelChoice;
	/** Whether the page shows the workspace that a chat belongs to. */
	isShown: (workspace: string) => boolean;
	/** Resolves once the services listen; has them loaded. It rejects where they cannot be, and has said so. */
	ready: () => Promise<void>;
}

/** The record of the specialist that was picked. */
const PICKED = 'chat:template';

/** The Chat page: one of the chats that are kept, with what others on the channel ask meanwhile. */
export class ChatState {
	readonly draft: DraftState;
	readonly list: ChatList;
	readonly #parts: ChatParts;
	readonly #opened: OpenedChat;
	#home: WorkspaceId = FIRST_WORKSPACE;
	/** What New chat has left. */
	#before = $state.raw<StoredChat | undefined>();
	#template = $state<string | undefined>();
	/** The text of the Analyse page goes along with the next question. */
	usesSource = $state(false);
	/** The latest of the openings: settles when the chat is shown; never rejects. */
	#opening: Promise<void> = Promise.resolve();

	readonly hasSource: boolean = $derived.by(() => this.#parts.source.content.trim() !== '');

	constructor(parts: ChatParts) {
		this.#parts = parts;
		this.draft = parts.draft;
		this.list = new ChatList(parts.store, parts.isShown);
		this.#opened = new OpenedChat(parts, this.#newChat());
		parts.tabs.subscribe((outside) => {
			const told = ChatTabMessage.safeParse(outside).data;
			const isOfChat = told?.type === 'chat_changed' && told.turn === undefined;
			if (isOfChat) void this.#chatChanged(told.chat);
		});
	}

	/** Brings back what was being written, the specialist that was picked, and the chat that was shown. */
	async restore(): Promise<void> {
		const [picked] = await Promise.all([
			this.#parts.store.get('choices', PICKED),
			this.draft.restore(),
			this.#opening
		]);
		const template = z.string().safeParse(picked);
		if (template.success && template.data !== '') this.#template ??= template.data;
	}

	/** Of the chat that is shown, oldest first. */
	get turns(): readonly ChatTurn[] {
		return this.#opened.turns;
	}

	/** This browser's question in it which is being answered. */
	get running(): ChatTurn | undefined {
		return this.#opened.running;
	}

	/** What is read aloud of an answer in it while it is written. */
	get spoken(): string {
		return this.#opened.spoken;
	}

	/** The name of the chat that is shown; empty before its first question. */
	get title(): string {
		return this.#opened.chat.title;
	}

	/** The chat is being read from the store. */
	get isReading(): boolean {
		return this.#opened.isReading;
	}

	/** How many questions of the chat could not be read. */
	get unreadable(): number {
		return this.#opened.unreadable;
	}

	/** The specialist that is asked; `undefined`: the service chooses. */
	get template(): string | undefined {
		return this.#template;
	}

	/** The name of the text that can go along with a question. */
	get sourceName(): string | undefined {
		return this.#parts.source.name;
	}

	get sourceTokens(): number {
		return this.#parts.source.tokens;
	}

	/** Whether New chat has left one in this workspace that `goBack` comes back to. */
	get canGoBack(): boolean {
		return this.#before !== undefined;
	}

	/** Whether this browser asked it. */
	isOwn(turn: ChatTurn): boolean {
		return this.#opened.log.isOwn(turn);
	}

	/** Whether the chat is the one that is shown. */
	isCurrent({ id }: StoredChat): boolean {
		return id === this.#opened.chat.id;
	}

	/** Whether the whole question is here: a relay gives it back without the text that it was about. */
	canRetry({ requestId }: ChatTurn): boolean {
		return this.#opened.log.isWhole(requestId);
	}

	choose(template: string | undefined): void {
		this.#template = template;
		void this.#parts.store.put('choices', PICKED, template ?? '');
	}

	/** Asks what was written. Nothing happens while it is empty, or another answer is under way. */
	readonly ask = async (): Promise<void> => {
		await this.#parts.ready();
		// What it belongs to is known then.
		await this.#opening;
		const content = this.draft.content.trim();
		if (content === '' || this.running) return;
		this.draft.clear();
		this.draft.flush();
		this.#send({ content, ...this.#beside() });
	};

	/** Asks the same once more, in place of the answer that failed. */
	readonly retry = async (turn: ChatTurn): Promise<void> => {
		await this.#parts.ready();
		if (!turn.asked || this.running) return;
		const { log, chat } = this.#opened;
		const { workspace: _, ...asked } = turn.asked;
		// Before the other is let go: it may have brought the text that both are about.
		this.#send(asked);
		log.drop(turn.requestId);
		this.#opened.show();
		await deleteTurn(this.#parts.store, chat.id, turn.requestId).catch(this.#parts.onRefused);
		this.#tell({ type: 'chat_changed', chat: chat.id, turn: turn.requestId });
	};

	/** Ends the answer that is under way, in whatever tab, and keeps what came. */
	readonly stop = (): void => {
		if (this.running) this.#opened.stop(this.running.requestId);
	};

	/** An empty chat that knows nothing of this one, which stays in the list. */
	readonly startAnew = (): void => {
		this.stop();
		if (this.turns.length > 0) this.#before = this.#opened.chat;
		this.#enter(this.#newChat());
	};

	/** Goes back to the chat that New chat left last. */
	readonly goBack = async (): Promise<void> => {
		if (this.#before) await this.open(this.#before);
	};

	/** Shows a chat of the list. What is being answered in this one goes on. */
	readonly open = async (chat: StoredChat): Promise<void> => {
		if (this.isCurrent(chat)) return;
		this.#before = undefined;
		this.#enter(chat);
		this.#opening = this.#opened.read();
		await this.#opening;
	};

	/**
	 * Deletes a chat with all that was said in it.
	 *
	 * @returns what brings it back
	 */
	readonly remove = async (chat: StoredChat): Promise<() => Promise<void>> => {
		const { store } = this.#parts;
		const { log, keeper } = this.#opened;
		for (const { requestId, status } of log.turnsOf(chat.id)) {
			if (isAnswering(status)) this.#opened.stop(requestId);
		}
		await keeper.letGo(chat.id);
		const lost = await deleteChat(store, chat.id);
		log.forget(chat.id);
		if (chat.id === this.#before?.id) this.#before = undefined;
		const wasShown = this.isCurrent(chat);
		if (wasShown) this.#enter(this.#newChat());
		await this.#listChanged(chat.id);
		return async () => {
			await store.write(lost);
			await this.#listChanged(chat.id);
			if (wasShown) await this.open(chat);
		};
	};

	/** Shows the chats of another workspace. What is being answered in this one goes on. */
	readonly enter = (home: WorkspaceId): void => {
		this.#home = home;
		this.#before = undefined;
		this.#opening = this.#openLast();
	};

	/** Much has come or gone at once: reads anew what is shown. */
	readonly reload = async (): Promise<void> => {
		await Promise.all([this.list.reload(), this.#opened.read()]);
	};

	/** Begins to store at once what waits to be stored. */
	readonly flush = (): void => {
		this.draft.flush();
		this.#opened.keeper.flush();
	};

	/** The chat that this tab, or else this browser, showed last. */
	async #openLast() {
		const known = ChatId.safeParse(this.#parts.tab.get(tabKey(this.#home))).data;
		const fresh = this.#newChat(known);
		this.#opened.place(fresh);
		await this.list.reload();
		// Somebody may have gone elsewhere meanwhile.
		if (!this.isCurrent(fresh)) return;
		const { all } = this.list;
		const found = known === undefined ? all[0] : all.find((chat) => chat.id === known);
		if (!found) return;
		this.#opened.place(found);
		await this.#opened.read();
	}

	/** Goes to a chat, and comes back to it when the tab is loaded anew. */
	#enter(chat: StoredChat) {
		this.#parts.tab.set(tabKey(this.#home), chat.id);
		this.#opened.place(chat);
	}

	#newChat(known?: ChatId): StoredChat {
		const { newId, clock } = this.#parts;
		const now = clock.now();
		const id = known ?? ChatId.parse(newId());
		const workspace = this.#home;
		return { type: 'chat', id, workspace, title: '', created_at: now, updated_at: now };
	}

	#beside(): Omit<ChatMessageData, 'content' | 'workspace'> {
		const { source, models } = this.#parts;
		const withSource = this.usesSource && this.hasSource;
		return {
			...(this.#template === undefined ? {} : { template: this.#template }),
			...(models.chat === undefined ? {} : { model: models.chat.key }),
			...(withSource ? { context: source.content } : {}),
			...(withSource && source.name !== undefined ? { context_name: source.name } : {})
		};
	}

	#send(data: ChatMessageData) {
		const { log, chat } = this.#opened;
		this.#opened.rename(log.ask(chat, data));
		this.#parts.tab.set(tabKey(this.#home), chat.id);
	}

	async #listChanged(chat: ChatId) {
		this.#tell({ type: 'chat_changed', chat });
		await this.list.reload();
	}

	#tell(message: ChatTabMessage) {
		this.#parts.tabs.post(message);
	}

	/** Another tab has deleted a chat, or brought it back. */
	async #chatChanged(id: ChatId) {
		await this.list.reload();
		if (id !== this.#opened.chat.id) return;
		const isThere = this.list.all.some((chat) => chat.id === id);
		if (isThere) await this.#opened.read();
		else if (!this.running) {
			this.#opened.log.forget(id);
			this.#enter(this.#newChat());
		}
	}
}

function tabKey(home: WorkspaceId): string {
	return `chat:${home}`;
}
