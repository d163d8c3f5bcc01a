import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { partsOf, turnKey, type ChatId } from './chat-records.ts';

/**
 * Deletes a chat with all that was said in it, in one transaction.
 *
 * @returns what brings it back
 */
export async function deleteChat(store: RecordStore, id: ChatId): Promise<RecordChange[]> {
	const lost: RecordChange[] = [
		// A record that cannot be read is deleted all the same, and cannot be brought back.
		{ table: 'chats', key: id, value: await store.get('chats', id).catch(() => undefined) }
	];
	const gone: RecordChange[] = [{ table: 'chats', key: id }];
	for (const table of ['chat_turns', 'chat_texts'] as const) {
		for (const entry of await store.list(table, partsOf(id))) lost.push({ table, ...entry });
		for (const key of await store.keys(table, partsOf(id))) gone.push({ table, key });
	}
	await store.write(gone);
	return lost;
}

/** Takes one turn out of a chat. The text that it brought stays for others that are about it. */
export async function deleteTurn(store: RecordStore, chat: ChatId, turn: string): Promise<void> {
	await store.delete('chat_turns', turnKey(chat, turn));
}
