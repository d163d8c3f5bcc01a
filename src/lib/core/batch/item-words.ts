import type { BatchItem } from './batch-records.ts';

/** How a person reads what became of a document in a batch, on the page and in a table. */
export const ITEM_WORDS: Readonly<Record<BatchItem['status'], string>> = {
	waiting: 'Waiting',
	running: 'Running',
	done: 'Done',
	length: 'Cut off at the answer limit',
	failed: 'Failed',
	does_not_fit: 'Does not fit'
};
