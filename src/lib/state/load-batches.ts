/** All that the page of batches needs of the store, in one chunk that loads with it. */
export { BatchId, BatchTabMessage } from '#lib/core/batch/batch-records.ts';
export {
	askAgain,
	createBatch,
	deleteBatch,
	listBatches,
	readBatch,
	readItems,
	stopBatch
} from '#lib/core/batch/keep-batches.ts';
export { batchTable } from '#lib/core/exchange/batch-table.ts';
