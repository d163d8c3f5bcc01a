/** A text in records of a size that a browser keeps in the database itself. */
import type { RecordChange, RecordEntry, TableName } from './ports.ts';

/** Chrome keeps larger records in files of their own, of which it may lose one. */
const BLOCK_LENGTH = 16 * 1024;

/** How many blocks a text has. An empty one has one: it is there, unlike one that is missing. */
export function countBlocks(text: string): number {
	return Math.max(1, Math.ceil(text.length / BLOCK_LENGTH));
}

/** @param prefix what the keys of its blocks begin with, before their numbers */
export function blockChanges(table: TableName, prefix: string, text: string): RecordChange[] {
	return Array.from({ length: countBlocks(text) }, (_, index) => ({
		table,
		key: `${prefix}${String(index).padStart(8, '0')}`,
		value: text.slice(index * BLOCK_LENGTH, (index + 1) * BLOCK_LENGTH)
	}));
}

/** The text of its blocks, in order; `undefined` where there are none, or one is gone. */
export function joinBlocks(blocks: readonly RecordEntry[], prefix: string): string | undefined {
	let text = '';
	for (const [index, { key, value }] of blocks.entries()) {
		if (typeof value !== 'string' || Number(key.slice(prefix.length)) !== index) return undefined;
		text += value;
	}
	return blocks.length === 0 ? undefined : text;
}
