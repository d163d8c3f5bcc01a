/** What belongs to a workspace, in all tables. */
import type { RecordEntry, RecordStore, TableName } from '#lib/core/ports.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { z } from '#lib/protocol/zod.ts';
import { homeOf } from './home-of.ts';
import { listWorkspaces } from './workspace-records.ts';

/** The ids of what belongs to a workspace: by them the records of all other tables are known. */
export interface Members {
	workspace: WorkspaceId;
	documents: ReadonlySet<string>;
	batches: ReadonlySet<string>;
	chats: ReadonlySet<string>;
	runs: ReadonlySet<string>;
	/** The hashes of the texts that its runs have read. */
	texts: ReadonlySet<string>;
	/** The hashes of those that runs of other workspaces have read, too. */
	sharedTexts: ReadonlySet<string>;
	/** Something is being done in it: a run is written, or a batch waits for its turn. */
	isUnderWay: boolean;
}

/** The fields that matter here. What else is damaged of a record does not make it another workspace's. */
const Owned = z.object({
	workspace: z.optional(z.string()),
	content_hash: z.optional(z.string()),
	status: z.optional(z.string())
});

export async function findMembers(store: RecordStore, id: WorkspaceId): Promise<Members> {
	const all = await listWorkspaces(store);
	const texts = new Set<string>();
	const sharedTexts = new Set<string>();
	let isUnderWay = false;

	async function membersIn(table: 'documents' | 'batches' | 'chats' | 'runs') {
		const members = new Set<string>();
		const entries = new Map((await store.list(table)).map(({ key, value }) => [key, value]));
		// By the keys, so that a record of which the browser has lost a part belongs somewhere as well.
		for (const key of await store.keys(table)) {
			const owned = Owned.safeParse(entries.get(key)).data;
			const isMember = homeOf(owned?.workspace, all) === id;
			const hash = table === 'runs' ? owned?.content_hash : undefined;
			if (hash !== undefined) (isMember ? texts : sharedTexts).add(hash);
			if (!isMember) continue;
			members.add(key);
			isUnderWay ||= owned?.status === 'running' || owned?.status === 'paused';
		}
		return members;
	}

	return {
		workspace: id,
		documents: await membersIn('documents'),
		batches: await membersIn('batches'),
		chats: await membersIn('chats'),
		runs: await membersIn('runs'),
		texts,
		sharedTexts,
		// Known once all of the above is.
		isUnderWay
	};
}

/** The keys of a table that belong to the workspace, in order. */
export async function memberKeys(
	store: RecordStore,
	members: Members,
	table: TableName
): Promise<string[]> {
	return (await store.keys(table)).filter((key) => isMember(members, table, key));
}

/** The records of a table that belong to the workspace, read by ranges of keys: what lies between is not read. */
export async function listMembers(
	store: RecordStore,
	members: Members,
	table: TableName
): Promise<RecordEntry[]> {
	const found: RecordEntry[] = [];
	let range: { from: string; to: string } | undefined;
	const readRange = async () => {
		if (range) for (const entry of await store.list(table, range)) found.push(entry);
		range = undefined;
	};
	for (const key of await store.keys(table)) {
		if (!isMember(members, table, key)) await readRange();
		else range = { from: range?.from ?? key, to: key };
	}
	await readRange();
	return found;
}

function isMember(members: Members, table: TableName, key: string): boolean {
	switch (table) {
		case 'workspaces':
			return key === members.workspace;
		case 'documents':
		case 'batches':
		case 'chats':
		case 'runs':
			return members[table].has(key);
		case 'document_texts':
		case 'document_maps':
		case 'originals':
			return members.documents.has(ownerOf(key));
		case 'batch_items':
			return members.batches.has(ownerOf(key));
		case 'chat_turns':
		case 'chat_texts':
			return members.chats.has(key.slice(0, Math.max(0, key.indexOf('/'))));
		case 'texts':
			return members.texts.has(ownerOf(key));
		case 'receipts':
		case 'signatures':
			return members.runs.has(key);
		case 'answers':
			return members.runs.has(ownerOf(key));
		// Of a run that has just begun, its text lies beside it.
		case 'live_runs':
			return members.runs.has(key) || members.runs.has(ownerOf(key));
		// Shared by all workspaces.
		case 'templates':
			return true;
		case 'settings':
		case 'drafts':
		case 'choices':
		case 'search_texts':
			return false;
	}
}

/** Blocks are numbered behind the key of what they are blocks of. */
export function ownerOf(key: string): string {
	return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
