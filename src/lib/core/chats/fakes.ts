import { createChatFold, type ChatTurn } from '#lib/core/agents/chat-fold.ts';
import { createFakeBrowser } from '#lib/core/runs/fakes.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { ChatId, type StoredChat } from './chat-records.ts';
import { createChatKeeper } from './keep-chats.ts';
import { readTurns } from './read-chats.ts';
import type { KeptTurn } from './turn-form.ts';

export const CHAT: StoredChat = {
	type: 'chat',
	id: ChatId.parse('chat-1'),
	workspace: FIRST_WORKSPACE,
	title: 'Why?',
	created_at: 1,
	updated_at: 1
};

/** A turn that has just been asked. */
export function keptTurn(id: string, turn: Partial<ChatTurn> = {}, textOf?: string): KeptTurn {
	return {
		askedAt: 1,
		textOf,
		isStored: false,
		turn: {
			...createChatFold(id, { content: 'Why?' }, undefined).view(),
			growing: undefined,
			...turn
		}
	};
}

/** A page that keeps chats in a browser of its own. */
export function createFakeChatPage(browser = createFakeBrowser()) {
	const { store, clock } = browser;
	const page = browser.openPage();
	const refused: unknown[] = [];
	const told: string[] = [];
	const keeper = createChatKeeper({
		store,
		clock,
		locks: page.locks,
		onKept: (chat, turn) => told.push(`${chat}/${turn}`),
		onRefused: (error) => refused.push(error)
	});
	return {
		...browser,
		page,
		keeper,
		refused,
		/** What was stored anew, in order. */
		told,
		read: async (chat = CHAT.id) => {
			const { turns } = await readTurns({ store, locks: page.locks }, chat);
			return turns.map(({ turn }) => turn);
		}
	};
}
