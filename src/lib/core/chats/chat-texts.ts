/** The texts that the questions of a chat are about: kept once each, in blocks, under the turn that first brought them. */
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { textOf, type ChatId } from './chat-records.ts';

/** Chrome keeps larger records in files of their own, of which it may lose one. */
const BLOCK_LENGTH = 16 * 1024;

export function chatTextChanges(chat: ChatId, turn: string, text: string): RecordChange[] {
	const { from } = textOf(chat, turn);
	return Array.from({ length: Math.ceil(text.length / BLOCK_LENGTH) }, (_, index) => ({
		table: 'chat_texts' as const,
		key: `${from}${String(index).padStart(8, '0')}`,
		value: text.slice(index * BLOCK_LENGTH, (index + 1) * BLOCK_LENGTH)
	}));
}

/** `undefined` where it is not kept, or a part of it is gone. */
export async function readChatText(
	store: RecordStore,
	chat: ChatId,
	turn: string
): Promise<string | undefined> {
	const range = textOf(chat, turn);
	const blocks = await store.list('chat_texts', range);
	let text = '';
	for (const [index, { key, value }] of blocks.entries()) {
		const isNext = Number(key.slice(range.from.length)) === index;
		if (typeof value !== 'string' || !isNext) return undefined;
		text += value;
	}
	return blocks.length === 0 ? undefined : text;
}
