import type { KeyRange, RecordChange, RecordStore } from '#lib/core/ports.ts';
import type { ContentHash } from './run-records.ts';

/** Chrome keeps larger records in files of their own, of which it may lose one. */
const BLOCK_LENGTH = 16 * 1024;

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
	// An empty text has one empty block: it is there, unlike one that is missing.
	const count = Math.max(1, Math.ceil(text.length / BLOCK_LENGTH));
	const known = await store.keys('texts', textBlocksOf(hash));
	if (known.length === count) return [];
	return Array.from({ length: count }, (_, index) => ({
		table: 'texts' as const,
		key: `${hash}/${String(index).padStart(8, '0')}`,
		value: text.slice(index * BLOCK_LENGTH, (index + 1) * BLOCK_LENGTH)
	}));
}

/** A text by its hash; `undefined` where it is not kept, or a part of it is gone. */
export async function readText(store: RecordStore, hash: ContentHash): Promise<string | undefined> {
	const blocks = await store.list('texts', textBlocksOf(hash));
	let text = '';
	for (const [index, { key, value }] of blocks.entries()) {
		if (typeof value !== 'string' || Number(key.slice(hash.length + 1)) !== index) return undefined;
		text += value;
	}
	return blocks.length === 0 ? undefined : text;
}
