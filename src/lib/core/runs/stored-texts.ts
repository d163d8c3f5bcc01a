import type { KeyRange, RecordChange, RecordStore } from '#lib/core/ports.ts';
import { blockChanges, countBlocks, joinBlocks } from '#lib/core/text-blocks.ts';
import type { ContentHash } from './run-records.ts';

/** Keys of all blocks of a text. */
export function textBlocksOf(hash: ContentHash): Required<KeyRange> {
	return { from: `${hash}/`, to: `${hash}/\uffff` };
}

/** What stores a text by its hash; nothing where the store has it already. */
export async function textChanges(
	store: RecordStore,
	hash: ContentHash,
	text: string
): Promise<RecordChange[]> {
	const range = textBlocksOf(hash);
	const known = await store.keys('texts', range);
	return known.length === countBlocks(text) ? [] : blockChanges('texts', range.from, text);
}

/** A text by its hash; `undefined` where it is not kept, or a part of it is gone. */
export async function readText(store: RecordStore, hash: ContentHash): Promise<string | undefined> {
	const range = textBlocksOf(hash);
	return joinBlocks(await store.list('texts', range), range.from);
}
