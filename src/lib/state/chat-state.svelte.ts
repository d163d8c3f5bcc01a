import { z } from '#lib/protocol/zod.ts';
import type { ChatMessageData } from '#lib/protocol/chat-schemas.ts';
import type { MessageOf } from '#lib/protocol/message.ts';
import {
	createChatFold,
	isAnswering,
	type ChatFold,
	type ChatTurn
} from '#lib/core/agents/chat-fold.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { FrameScheduler, NewId, RecordStore } from '#lib/core/ports.ts';
import type { DraftState } from './draft-state.svelte.ts';
import type { ModelChoice } from './model-choice.svelte.ts';

export interface ChatParts {
	bus: Bus;
	newId: NewId;
	frames: FrameScheduler;
	store: RecordStore;
	/** What is being written, kept until it is asked. */
	draft: DraftState;
	/** The text on the Analyse page, which a question may be about. */
	source: DraftState;
	models: ModelChoice;
	/** Resolves once the services listen; has them loaded. It rejects where they cannot be, and has said so. */
	ready: () => Promise<void>;
	/** How the relay marks what this page sends; see `RelayState.self`. */
	self: () => string | undefined;
	/** Told when an answer to this page begins and ends, so that closing it can be warned of. */
	onActive: (isActive: boolean) => void;
}

/** What New chat puts away. */
interface Conversation {
	/** What the service knows it by. */
	name: string;
	requestIds: readonly string[];
}

/** What one workspace has: the conversation that it shows, and those that New chat has put away. */
interface Desk extends Conversation {
	replaced: readonly Conversation[];
}

/** The record of the specialist that was picked. */
const PICKED = 'chat:template';

/** Conversations that New chat can bring back. */
const KEPT = 10;

/** Questions that one conversation shows; the newest. */
const SHOWN = 200;

/** The Chat page: every conversation on the channel, this page's own questions and those of others. */
export class ChatState {
	readonly draft: DraftState;
	readonly #parts: ChatParts;
	#turns = $state.raw<readonly ChatTurn[]>([]);
	#replaced = $state.raw<readonly Conversation[]>([]);
	#template = $state<string | undefined>();
	/** The text of the Analyse page goes along with the next question. */
	usesSource = $state(false);
	#home = FIRST_WORKSPACE;
	#name: string;
	/** What the workspaces have that are not shown. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody but this class reads it
	readonly #away = new Map<WorkspaceId, Desk>();
	/** What the conversation consists of. */
	#requestIds: readonly string[] = [];
	/** By request, also of conversations that were put away. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody but this class reads it
	readonly #folds = new Map<string, ChatFold>();
	/** The ids of what this page has asked since it was loaded. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody but this class reads it
	readonly #own = new Set<string>();

	/** This page's own question that is being answered. */
	readonly running: ChatTurn | undefined = $derived(
		this.#turns.find((turn) => isAnswering(turn.status) && this.isOwn(turn))
	);
	readonly hasSource: boolean = $derived.by(() => this.#parts.source.content.trim() !== '');

	constructor(parts: ChatParts) {
		this.#parts = parts;
		this.draft = parts.draft;
		this.#name = this.#newName(FIRST_WORKSPACE);
		parts.bus.subscribe({ type: 'chat_message' }, (message) => this.#hear(message));
		parts.bus.subscribe({ type: 'agent_action' }, (message) => this.#hear(message));
	}

	/** Brings back what was being written, and the specialist that was picked. */
	async restore(): Promise<void> {
		const [picked] = await Promise.all([
			this.#parts.store.get('choices', PICKED),
			this.draft.restore()
		]);
		const template = z.string().safeParse(picked);
		if (template.success && template.data !== '') this.#template ??= template.data;
	}

	/** Oldest first. */
	get turns(): readonly ChatTurn[] {
		return this.#turns;
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

	get canUndo(): boolean {
		return this.#replaced.length > 0;
	}

	/** Whether this tab asked it, before or after it was loaded anew. */
	isOwn({ requestId, from }: ChatTurn): boolean {
		return this.#own.has(requestId) || (from !== undefined && from === this.#parts.self());
	}

	/** Whether the whole question is here: a relay gives it back without the text that it was about. */
	canRetry({ requestId }: ChatTurn): boolean {
		return this.#own.has(requestId);
	}

	choose(template: string | undefined): void {
		this.#template = template;
		void this.#parts.store.put('choices', PICKED, template ?? '');
	}

	/** Asks what was written. Nothing happens while it is empty, or another answer is under way. */
	readonly ask = async (): Promise<void> => {
		await this.#parts.ready();
		const content = this.draft.content.trim();
		if (content === '' || this.running) return;
		this.draft.clear();
		this.draft.flush();
		this.#send({ content, ...this.#beside() });
	};

	/** Asks the same once more, in place of the answer that failed. */
	readonly retry = (turn: ChatTurn): void => {
		if (!turn.asked || this.running) return;
		this.#requestIds = this.#requestIds.filter((id) => id !== turn.requestId);
		this.#folds.delete(turn.requestId);
		this.#send(turn.asked);
	};

	/** Ends the answer that is under way, and keeps what came. */
	readonly stop = (): void => {
		const { running } = this;
		if (!running) return;
		this.#parts.bus.publish({ type: 'cancel', data: { request_id: running.requestId } });
	};

	/** An empty conversation that knows nothing of this one, which `undo` brings back. */
	readonly startAnew = (): void => {
		this.stop();
		if (this.#requestIds.length > 0) {
			const before = { name: this.#name, requestIds: this.#requestIds };
			this.#replaced = [...this.#replaced.slice(1 - KEPT), before];
		}
		this.#name = this.#newName(this.#home);
		this.#requestIds = [];
		this.#forget();
		this.#show();
	};

	/** Brings back the conversation that New chat put away last, before what was said since. */
	readonly undo = (): void => {
		const last = this.#replaced.at(-1);
		if (!last) return;
		this.#replaced = this.#replaced.slice(0, -1);
		this.#name = last.name;
		this.#requestIds = [...last.requestIds, ...this.#requestIds];
		this.#show();
	};

	/** Shows the conversation of another workspace. What is being answered in this one goes on. */
	readonly enter = (home: WorkspaceId): void => {
		if (home === this.#home) return;
		const here = { name: this.#name, requestIds: this.#requestIds, replaced: this.#replaced };
		this.#away.set(this.#home, here);
		const there = this.#deskOf(home);
		this.#away.delete(home);
		this.#home = home;
		this.#name = there.name;
		this.#requestIds = there.requestIds;
		this.#replaced = there.replaced;
		this.#show();
	};

	#deskOf(home: WorkspaceId): Desk {
		return this.#away.get(home) ?? { name: this.#newName(home), requestIds: [], replaced: [] };
	}

	/** It says the workspace, so that a relay which tells of it after a reload says where it belongs. */
	#newName(home: WorkspaceId): string {
		return `${home}/chat-${this.#parts.newId()}`;
	}

	#beside(): Omit<ChatMessageData, 'content'> {
		const { source, models } = this.#parts;
		const withSource = this.usesSource && this.hasSource;
		return {
			workspace: this.#name,
			...(this.#template === undefined ? {} : { template: this.#template }),
			...(models.chat === undefined ? {} : { model: models.chat.key }),
			...(withSource ? { context: source.content } : {}),
			...(withSource && source.name !== undefined ? { context_name: source.name } : {})
		};
	}

	#send(data: ChatMessageData) {
		const id = this.#parts.newId();
		this.#own.add(id);
		this.#parts.onActive(true);
		this.#parts.bus.publish({ type: 'chat_message', id, data });
	}

	/** A question of anybody on the channel, or what is told of one. */
	#hear(message: MessageOf<'chat_message'> | MessageOf<'agent_action'>) {
		const requestId = message.request_id ?? message.id;
		if (requestId === undefined) return;
		const fold = this.#folds.get(requestId) ?? this.#begin(requestId, message);
		fold?.apply(message);
		if (message.type === 'chat_message' && message.data.is_final && this.#own.has(requestId)) {
			this.#parts.onActive(this.#isAnsweringOwn());
		}
		this.#parts.frames.schedule(this.#show);
	}

	/** Begins to follow a request: from its question, or from the middle, where that was not heard. */
	#begin(
		requestId: string,
		message: MessageOf<'chat_message'> | MessageOf<'agent_action'>
	): ChatFold | undefined {
		const isChat = message.type === 'chat_message';
		// The last word of something that was never shown.
		if (isChat && message.data.is_final) return undefined;
		const isQuestion = isChat && message.request_id === undefined;
		const fold = createChatFold(requestId, isQuestion ? message.data : undefined, message.from);
		this.#folds.set(requestId, fold);
		this.#addTo(isQuestion ? this.#awayFrom(message) : undefined, requestId);
		this.#forget();
		const unsubscribe = this.#parts.bus.subscribe({ request_id: requestId }, (told) => {
			if (told.type === 'chat_message' && told.data.is_final) unsubscribe();
			// These two are heard by their type.
			if (told.type === 'chat_message' || told.type === 'agent_action') return;
			fold.apply(told);
			this.#parts.frames.schedule(this.#show);
		});
		return fold;
	}

	#addTo(away: WorkspaceId | undefined, requestId: string) {
		const added = (ids: readonly string[]) => [...ids, requestId].slice(-SHOWN);
		if (away === undefined) {
			this.#requestIds = added(this.#requestIds);
			return;
		}
		const desk = this.#deskOf(away);
		this.#away.set(away, { ...desk, requestIds: added(desk.requestIds) });
	}

	/** The workspace of this tab's own question, where it is not shown. What others ask is shown wherever one is. */
	#awayFrom({ data, id, from }: MessageOf<'chat_message'>): WorkspaceId | undefined {
		const isOwn =
			(id !== undefined && this.#own.has(id)) ||
			(from !== undefined && from === this.#parts.self());
		const [home, rest] = data.workspace?.split('/chat-') ?? [];
		if (!isOwn || home === undefined || rest === undefined || home === this.#home) return undefined;
		return WorkspaceId.parse(home);
	}

	#isAnsweringOwn(): boolean {
		return [...this.#folds].some(
			([id, fold]) => this.#own.has(id) && isAnswering(fold.view().status)
		);
	}

	/** Lets go of what is in no conversation any more: answers, and the texts they were about, are long. */
	#forget() {
		const desks = [...this.#away.values()];
		const replaced = [...this.#replaced, ...desks, ...desks.flatMap((desk) => desk.replaced)];
		const kept = [...this.#requestIds, ...replaced.flatMap(({ requestIds }) => requestIds)];
		for (const id of this.#folds.keys()) if (!kept.includes(id)) this.#folds.delete(id);
	}

	readonly #show = (): void => {
		this.#turns = this.#requestIds.flatMap((id) => this.#folds.get(id)?.view() ?? []);
	};
}
