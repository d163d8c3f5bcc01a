/** The texts that the questions of a chat are about: kept once each, in blocks, under the turn that first brought them. */
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { blockChanges, joinBlocks } from '#lib/core/text-blocks.ts';
import { textOf, type ChatId } from './chat-records.ts';

export function chatTextChanges(chat: ChatId, turn: string, text: string): RecordChange[] {
	return blockChanges('chat_texts', textOf(chat, turn).from, text);
}

/** `undefined` where it is not kept, or a part of it is gone. */
export async function readChatText(
	store: RecordStore,
	chat: ChatId,
	turn: string
): Promise<string | undefined> {
	const range = textOf(chat, turn);
	return joinBlocks(await store.list('chat_texts', range), range.from);
}
