import type { BatchItem, ItemCounts, StoredBatch } from '#lib/core/batch/batch-records.ts';

const numbers = new Intl.NumberFormat('en');
const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment of epoch milliseconds, as the person's system writes it. */
export function formatTime(at: number): string {
	return time.format(at);
}

const BATCH_WORDS: Readonly<Record<StoredBatch['status'], string>> = {
	running: 'Running',
	paused: 'Waiting for the server',
	stopped: 'Stopped',
	done: 'Done'
};

export function describeBatchStatus(status: StoredBatch['status']): string {
	return BATCH_WORDS[status];
}

const ITEM_WORDS: Readonly<Record<BatchItem['status'], string>> = {
	waiting: 'Waiting',
	running: 'Running',
	done: 'Done',
	length: 'Cut off at the answer limit',
	failed: 'Failed',
	does_not_fit: 'Does not fit'
};

export function describeItemStatus(status: BatchItem['status']): string {
	return ITEM_WORDS[status];
}

/** All documents of a batch. */
export function total(counts: ItemCounts): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Those that nothing more is asked about, however they came out. */
export function ended(counts: ItemCounts): number {
	return counts.done + counts.length + notAnswered(counts);
}

/** Those that came out without an answer. */
export function notAnswered({ failed, does_not_fit: tooLong }: ItemCounts): number {
	return failed + tooLong;
}

/** `48 of 50 documents · 1 failed · 1 does not fit`. */
export function describeCounts(counts: ItemCounts): string {
	const parts = [
		`${numbers.format(ended(counts))} of ${documents(total(counts))}`,
		counts.failed > 0 && `${numbers.format(counts.failed)} failed`,
		counts.does_not_fit > 0 &&
			`${numbers.format(counts.does_not_fit)} ${counts.does_not_fit === 1 ? 'does' : 'do'} not fit`,
		counts.length > 0 && `${numbers.format(counts.length)} cut off`
	];
	return parts.filter((part) => part !== false).join(' · ');
}

/** `1 document`, `2 documents`. */
export function documents(count: number): string {
	return `${numbers.format(count)} ${count === 1 ? 'document' : 'documents'}`;
}
