import type { RecordChange, RecordStore, TableName } from '#lib/core/ports.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { findMembers, listMembers, memberKeys, ownerOf } from './workspace-members.ts';
import { listWorkspaces } from './workspace-records.ts';

/** Templates and settings are of all workspaces. */
const TABLES = [
	'workspaces',
	'documents',
	'document_texts',
	'document_maps',
	'originals',
	'batches',
	'batch_items',
	'texts',
	'runs',
	'receipts',
	'answers',
	'live_runs',
	'signatures',
	'chats',
	'chat_turns',
	'chat_texts'
] as const satisfies readonly TableName[];

/** What came of it. Nothing is changed unless it is `deleted`. */
export type Deletion =
	/** `lost` brings it back. */
	| { state: 'deleted'; lost: readonly RecordChange[] }
	/** The only one. */
	| { state: 'last' }
	/** A run or a batch in it is under way, in whatever tab: what it writes would be left behind. */
	| { state: 'under_way' };

/**
 * Deletes a workspace with all that belongs to it, in one transaction. A text that a run of another workspace reads as well
 * stays.
 */
export async function deleteWorkspace(store: RecordStore, id: WorkspaceId): Promise<Deletion> {
	if ((await listWorkspaces(store)).length < 2) return { state: 'last' };
	const members = await findMembers(store, id);
	if (members.isUnderWay) return { state: 'under_way' };
	const lost: RecordChange[] = [];
	const gone: RecordChange[] = [];
	for (const table of TABLES) {
		const isLost = ({ key }: { key: string }) =>
			table !== 'texts' || !members.sharedTexts.has(ownerOf(key));
		const entries = (await listMembers(store, members, table)).filter(isLost);
		// One by one: there may be more blocks than a call has room for arguments.
		for (const entry of entries) lost.push({ table, ...entry });
		// What cannot be read is deleted all the same, and cannot be brought back.
		for (const key of await memberKeys(store, members, table)) {
			if (isLost({ key })) gone.push({ table, key });
		}
	}
	// What is packed for the search may hold its texts; it is packed anew.
	const packs = await store.keys('search_texts');
	for (const key of packs) gone.push({ table: 'search_texts', key });
	await store.write(gone);
	return { state: 'deleted', lost };
}
