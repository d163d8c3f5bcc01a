/** Where a workspace that comes from a file finds its place among those that there are. Nothing that is stored is replaced. */
import type { NewId, RecordChange, RecordStore, TableName } from '#lib/core/ports.ts';
import { BatchItem, BatchId, itemKey } from '#lib/core/batch/batch-records.ts';
import { StoredTurn } from '#lib/core/chats/chat-records.ts';
import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { findMembers, ownerOf } from '#lib/core/workspaces/workspace-members.ts';
import {
	firstChanges,
	freeName,
	listWorkspaces,
	StoredWorkspace,
	workspaceChange
} from '#lib/core/workspaces/workspace-records.ts';

/** What is the same in all workspaces: where it is stored already, that stays. */
const SHARED: readonly TableName[] = ['texts', 'templates'];
const NAME = 'Imported workspace';

export interface PlacedWorkspace {
	workspace: WorkspaceId;
	changes: RecordChange[];
}

/**
 * Gives back the workspace of a file as it was, where it is not here any more: after a wipe, or in another browser. Where it is
 * here, or anything in it, a new workspace is made of the file, with ids of its own.
 */
export async function placeWorkspace(
	store: RecordStore,
	records: readonly RecordChange[],
	{ newId, now }: { newId: NewId; now: number }
): Promise<PlacedWorkspace> {
	const told = StoredWorkspace.safeParse(records.find(isWorkspace)?.value).data;
	const others = await withoutStored(store, records);
	const own = told?.id ?? FIRST_WORKSPACE;
	const all = await listWorkspaces(store);
	const isHere = others.isAnyStored || (await isTaken(store, own));
	const content = others.changes.filter((change) => !isWorkspace(change));
	const workspace = isHere ? WorkspaceId.parse(newId()) : own;
	const named: StoredWorkspace =
		isHere || !told
			? {
					type: 'workspace',
					id: workspace,
					name: freeName(told?.name ?? NAME, all),
					created_at: now
				}
			: told;
	const rename = isHere ? createRenaming(newId) : (change: RecordChange) => change;
	// The first workspace needs no record while it is the only one.
	const isFirstAlone = workspace === FIRST_WORKSPACE && !told && !(await hasRecords(store));
	// One that holds nothing gives way to what comes.
	const keepsFirst = workspace !== FIRST_WORKSPACE && (await isTaken(store, FIRST_WORKSPACE));
	return {
		workspace,
		changes: [
			...(keepsFirst ? await firstChanges(store) : []),
			...(isFirstAlone ? [] : [workspaceChange(named)]),
			...content.map((change) => movedTo(workspace, rename(change)))
		]
	};
}

function isWorkspace({ table }: RecordChange): boolean {
	return table === 'workspaces';
}

async function hasRecords(store: RecordStore): Promise<boolean> {
	return (await store.keys('workspaces')).length > 0;
}

/** Whether there is a workspace of that id; the first counts once it has a record, or something in it. */
async function isTaken(store: RecordStore, id: WorkspaceId): Promise<boolean> {
	if ((await store.keys('workspaces', { from: id, to: id })).length > 0) return true;
	if (id !== FIRST_WORKSPACE || (await hasRecords(store))) return false;
	const { documents, batches, chats, runs } = await findMembers(store, id);
	return documents.size + batches.size + chats.size + runs.size > 0;
}

/** The records without those that all workspaces share and the store has; and whether it has any of the others. */
async function withoutStored(
	store: RecordStore,
	records: readonly RecordChange[]
): Promise<{ changes: RecordChange[]; isAnyStored: boolean }> {
	const stored = new Map<TableName, Set<string>>();
	for (const table of new Set(records.map((record) => record.table))) {
		stored.set(table, new Set(await store.keys(table)));
	}
	const isStored = ({ table, key }: RecordChange) => stored.get(table)?.has(key) === true;
	const isShared = ({ table }: RecordChange) => SHARED.includes(table);
	return {
		changes: records.filter((record) => !isShared(record) || !isStored(record)),
		isAnyStored: records.some((record) => !isShared(record) && isStored(record))
	};
}

/** What lists read says to which workspace it belongs. */
function movedTo(workspace: WorkspaceId, change: RecordChange): RecordChange {
	const { table, value } = change;
	const isOwned =
		table === 'runs' || table === 'documents' || table === 'batches' || table === 'chats';
	return isOwned ? { ...change, value: withFields(value, { workspace }) } : change;
}

/** Gives every run, document, batch and chat another id, wherever it is named. */
function createRenaming(newId: NewId): (change: RecordChange) => RecordChange {
	const ids = { runs: createIds(newId), documents: createIds(newId), batches: createIds(newId) };
	const chats = createIds(newId);
	const turns = createIds(newId);

	return (change) => {
		const { table, key, value } = change;
		switch (table) {
			case 'runs':
			case 'receipts':
				return renamed(table, ids.runs(key), value);
			case 'documents':
			case 'batches':
				return renamed(table, ids[table](key), value);
			case 'chats':
				return renamed(table, chats(key), value);
			case 'chat_turns': {
				const [chat, turn] = partedAtFirst(key);
				const { text_of: from } = StoredTurn.parse(value);
				const fields = { id: turns(turn), ...(from === undefined ? {} : { text_of: turns(from) }) };
				return { table, key: `${chats(chat)}/${turns(turn)}`, value: withFields(value, fields) };
			}
			case 'chat_texts': {
				const [chat, block] = partedAtFirst(key);
				return { ...change, key: `${chats(chat)}/${blockOf(turns, block)}` };
			}
			case 'signatures':
				return { ...change, key: ids.runs(key) };
			case 'answers':
				return { ...change, key: blockOf(ids.runs, key) };
			case 'document_texts':
			case 'document_maps':
			case 'originals':
				return { ...change, key: blockOf(ids.documents, key) };
			case 'batch_items': {
				const item = BatchItem.parse(value);
				const batch = BatchId.parse(ids.batches(item.batch));
				const fields = {
					batch,
					document: ids.documents(item.document),
					...(item.run === undefined ? {} : { run: ids.runs(item.run) })
				};
				return { table, key: itemKey(batch, item.index), value: withFields(value, fields) };
			}
			default:
				return change;
		}
	};
}

function createIds(newId: NewId): (old: string) => string {
	const ids = new Map<string, string>();
	return (old) => {
		const id = ids.get(old) ?? newId();
		ids.set(old, id);
		return id;
	};
}

function renamed(table: TableName, id: string, value: unknown): RecordChange {
	return { table, key: id, value: withFields(value, { id }) };
}

function blockOf(ids: (old: string) => string, key: string): string {
	const owner = ownerOf(key);
	return `${ids(owner)}${key.slice(owner.length)}`;
}

function partedAtFirst(key: string): [first: string, rest: string] {
	const at = key.indexOf('/');
	return [key.slice(0, at), key.slice(at + 1)];
}

/** In the record's own order of names, so that what is not changed is the same to the byte. */
function withFields(value: unknown, fields: Record<string, string>): unknown {
	return typeof value === 'object' && value !== null ? { ...value, ...fields } : value;
}
