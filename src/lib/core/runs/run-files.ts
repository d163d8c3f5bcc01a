import type { RecordStore } from '#lib/core/ports.ts';
import { blocksOf, readBlocks, type Answer } from './answer-blocks.ts';
import { StoredReceipt, StoredRun, type RunId } from './run-records.ts';
import { readText } from './stored-texts.ts';

/** A run with all that is stored of it. */
export interface RunFile {
	run: StoredRun;
	receipt: StoredReceipt;
	answer: Answer;
	/** The text that it read; `undefined` where it is not kept. */
	content: string | undefined;
}

/** Reads a run; `undefined` where there is none, or none that can be read. What is damaged of it is left out. */
export async function readRunFile(store: RecordStore, id: RunId): Promise<RunFile | undefined> {
	const [stored, receipt, blocks] = await Promise.all([
		store.get('runs', id).catch(() => undefined),
		store.get('receipts', id).catch(() => undefined),
		store.list('answers', blocksOf(id))
	]);
	const run = StoredRun.safeParse(stored);
	if (!run.success) return undefined;
	const hash = run.data.content_hash;
	return {
		run: run.data,
		receipt: StoredReceipt.safeParse(receipt).data ?? { type: 'receipt', id },
		answer: readBlocks(blocks),
		content: hash && (await readText(store, hash))
	};
}
