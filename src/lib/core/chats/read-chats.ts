import { isAnswering } from '#lib/core/agents/chat-fold.ts';
import type { Turn } from '#lib/core/agents/conversation.ts';
import type { Locks, RecordStore } from '#lib/core/ports.ts';
import {
	ChatId,
	chatOf,
	lockOfTurn,
	partsOf,
	StoredChat,
	StoredTurn,
	turnKey
} from './chat-records.ts';
import { readChatText } from './chat-texts.ts';
import { interrupted, shownForm, type KeptTurn } from './turn-form.ts';

export interface ChatReading {
	store: RecordStore;
	locks: Locks;
}

/** The turns of a chat in the order of asking, and how many cannot be read: they hide none of the others. */
export interface ReadTurns {
	turns: KeptTurn[];
	unreadable: number;
}

/** All chats of all workspaces that can be read, the last used first. */
export async function listChats(store: RecordStore): Promise<StoredChat[]> {
	return (await store.list('chats'))
		.flatMap(({ value }) => StoredChat.safeParse(value).data ?? [])
		.sort((one, other) => other.updated_at - one.updated_at);
}

export async function readChat(store: RecordStore, id: ChatId): Promise<StoredChat | undefined> {
	return StoredChat.safeParse(await store.get('chats', id).catch(() => undefined)).data;
}

/** What a page that is gone had under way is `interrupted`. */
export async function readTurns(ports: ChatReading, chat: ChatId): Promise<ReadTurns> {
	const stored = await storedTurns(ports.store, chat);
	// Of a text that several are about, one string.
	const texts = new Map<string, Promise<string | undefined>>();
	const turns = await Promise.all(
		stored.turns.map((turn) => {
			const { text_of: from } = turn;
			if (from === undefined) return settled(ports, shownForm(turn, undefined));
			const reading = texts.get(from) ?? readChatText(ports.store, chat, from);
			texts.set(from, reading);
			return reading.then((text) => settled(ports, shownForm(turn, text)));
		})
	);
	return { turns, unreadable: stored.unreadable };
}

/**
 * One turn of a chat; `undefined` where there is none, or none that can be read.
 *
 * @param known the text that it is about, where it is at hand: a turn that grows is read five times a second
 * @param isHeardOf the page that has asked it has just told of it: where the browser knows no locks, it lives
 */
export async function readTurn(
	ports: ChatReading,
	chat: ChatId,
	id: string,
	known?: string,
	isHeardOf = false
): Promise<KeptTurn | undefined> {
	const outside = await ports.store.get('chat_turns', turnKey(chat, id)).catch(() => undefined);
	const stored = StoredTurn.safeParse(outside).data;
	if (!stored) return undefined;
	const from = stored.text_of;
	const text =
		from === undefined ? undefined : (known ?? (await readChatText(ports.store, chat, from)));
	return settled(ports, shownForm(stored, text), isHeardOf);
}

/** The chat that a turn belongs to, by the turn alone. */
export async function findChatOf(store: RecordStore, turn: string): Promise<ChatId | undefined> {
	const key = (await store.keys('chat_turns')).find((each) => each.endsWith(`/${turn}`));
	return ChatId.safeParse(key?.slice(0, -turn.length - 1)).data;
}

/** What was said in a conversation and ended well, oldest first: what a service that is asked once more is to know. */
export async function recallTurns(
	store: RecordStore,
	conversation: string
): Promise<readonly Turn[]> {
	const chat = chatOf(conversation);
	if (chat === undefined) return [];
	return (await storedTurns(store, chat)).turns
		.filter(({ status }) => status === 'done' || status === 'length')
		.map(({ asked, text }) => ({ question: asked.content, answer: text }));
}

async function storedTurns(
	store: RecordStore,
	chat: ChatId
): Promise<{ turns: StoredTurn[]; unreadable: number }> {
	const [keys, entries] = await Promise.all([
		store.keys('chat_turns', partsOf(chat)),
		store.list('chat_turns', partsOf(chat))
	]);
	const turns = entries
		.flatMap(({ value }) => StoredTurn.safeParse(value).data ?? [])
		.sort((one, other) => one.asked_at - other.asked_at);
	return { turns, unreadable: Math.max(0, keys.length - turns.length) };
}

async function settled(
	{ locks }: ChatReading,
	kept: KeptTurn,
	isHeardOf = false
): Promise<KeptTurn> {
	if (!isAnswering(kept.turn.status)) return kept;
	const isHeld = await locks.isHeld(lockOfTurn(kept.turn.requestId));
	return (isHeld ?? isHeardOf) ? kept : interrupted(kept);
}
