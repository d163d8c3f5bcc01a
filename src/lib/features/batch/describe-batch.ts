import type { ItemCounts, StoredBatch } from '#lib/core/batch/batch-records.ts';
import { formatCount, plural } from '#lib/ui/format-count.ts';

const BATCH_WORDS: Readonly<Record<StoredBatch['status'], string>> = {
	running: 'Running',
	paused: 'Waiting for the server',
	stopped: 'Stopped',
	done: 'Done'
};

export function describeBatchStatus(status: StoredBatch['status']): string {
	return BATCH_WORDS[status];
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
		`${formatCount(ended(counts))} of ${plural(total(counts), 'document')}`,
		counts.failed > 0 && `${formatCount(counts.failed)} failed`,
		counts.does_not_fit > 0 &&
			`${formatCount(counts.does_not_fit)} ${counts.does_not_fit === 1 ? 'does' : 'do'} not fit`,
		counts.length > 0 && `${formatCount(counts.length)} cut off`
	];
	return parts.filter((part) => part !== false).join(' · ');
}
