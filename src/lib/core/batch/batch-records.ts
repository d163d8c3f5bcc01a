/** What is stored of a batch: one template that is run on many documents, and how it stands with each of them. */
import { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { ErrorData } from '#lib/protocol/service-schemas.ts';
import { z } from '#lib/protocol/zod.ts';
import { DocumentId } from '#lib/core/documents/document-records.ts';
import { RunId, WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { KeyRange } from '#lib/core/ports.ts';

export const BatchId = z.string().brand<'BatchId'>();
export type BatchId = z.infer<typeof BatchId>;

/**
 * How it stands with one document. `length`: answered, but the answer limit was reached; `does_not_fit`: the model's
 * context, or the relay, is too small for it.
 */
export const ItemStatus = z.enum([
	'waiting',
	'running',
	'done',
	'length',
	'failed',
	'does_not_fit'
]);
export type ItemStatus = z.infer<typeof ItemStatus>;

/** One document of a batch, in a record of its own: a change writes no other. */
export const BatchItem = z.object({
	type: z.literal('batch_item'),
	batch: BatchId,
	/** Its place in the batch, from 0. */
	index: z.int(),
	document: DocumentId,
	/** As they were when the batch began: the document may be gone since. */
	name: z.string(),
	path: z.string(),
	status: ItemStatus,
	/** The run that asks, or has asked, about it. */
	run: z.optional(RunId),
	/** The beginning of the answer. */
	excerpt: z.string(),
	/** Why it failed, or does not fit. */
	error: z.optional(ErrorData)
});
export type BatchItem = z.infer<typeof BatchItem>;

/**
 * `running` also while no page is open: the next one goes on with it. `paused`: the model server cannot be used; it goes on
 * by itself when it can. `stopped`: by a person.
 */
export const BatchStatus = z.enum(['running', 'paused', 'stopped', 'done']);
export type BatchStatus = z.infer<typeof BatchStatus>;

/** How many documents stand so. */
export const ItemCounts = z.object({
	waiting: z.number(),
	running: z.number(),
	done: z.number(),
	length: z.number(),
	failed: z.number(),
	does_not_fit: z.number()
});
export type ItemCounts = z.infer<typeof ItemCounts>;

/** A batch as lists show it. Times are epoch milliseconds. */
export const StoredBatch = z.object({
	type: z.literal('batch'),
	id: BatchId,
	workspace: WorkspaceId,
	title: z.string(),
	/** As each document is asked about, but for its text and name. */
	request: z.omit(LlmRequestData, { content: true }),
	status: BatchStatus,
	/** What it waits for while it is paused. */
	problem: z.optional(ErrorData),
	counts: ItemCounts,
	created_at: z.number(),
	/** When the page that works on it last said that it lives. */
	seen_at: z.number()
});
export type StoredBatch = z.infer<typeof StoredBatch>;

/** What tabs tell each other of batches. Read by this schema: in some browsers other local pages can post, too. */
export const BatchTabMessage = z.discriminatedUnion('type', [
	/** These are stored anew, begun or gone: whoever shows one reads it again. */
	z.object({ type: z.literal('batches_changed'), ids: z.array(BatchId) }),
	/** The tab that works on it should end that. */
	z.object({ type: z.literal('stop_batch'), id: BatchId })
]);
export type BatchTabMessage = z.infer<typeof BatchTabMessage>;

/** The name that the tab which works on a batch holds. */
export function lockOfBatch(id: BatchId): string {
	return `assay-batch-${id}`;
}

export function itemKey(id: BatchId, index: number): string {
	return `${id}/${String(index).padStart(8, '0')}`;
}

/** The keys of all items of a batch. */
export function itemsOf(id: BatchId): Required<KeyRange> {
	return { from: `${id}/`, to: `${id}/\uffff` };
}

/** How many of the items stand how. */
export function countItems(items: readonly BatchItem[]): ItemCounts {
	const counts = { waiting: 0, running: 0, done: 0, length: 0, failed: 0, does_not_fit: 0 };
	for (const { status } of items) counts[status] += 1;
	return counts;
}
