/** The workspaces of this browser: what a person keeps apart from other work. */
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { z } from '#lib/protocol/zod.ts';
import { FIRST } from './home-of.ts';

export const StoredWorkspace = z.object({
	type: z.literal('workspace'),
	id: WorkspaceId,
	name: z.string(),
	/** Epoch milliseconds; 0: it was there before anybody made one. */
	created_at: z.number()
});
export type StoredWorkspace = z.infer<typeof StoredWorkspace>;

const NAME_LENGTH = 60;

/** All workspaces, the oldest first; at least one. One whose record cannot be read is among them, for what it keeps. */
export async function listWorkspaces(store: RecordStore): Promise<StoredWorkspace[]> {
	const keys = await store.keys('workspaces');
	if (keys.length === 0) return [FIRST];
	const entries = new Map((await store.list('workspaces')).map(({ key, value }) => [key, value]));
	return keys
		.map((key) => StoredWorkspace.safeParse(entries.get(key)).data ?? unreadable(key))
		.sort((one, other) => one.created_at - other.created_at);
}

/** Makes a workspace. The first gets its record with it, since it is one of several from now on. */
export async function createWorkspace(
	store: RecordStore,
	{ id, name, now }: { id: string; name: string; now: number }
): Promise<StoredWorkspace> {
	const all = await listWorkspaces(store);
	const made: StoredWorkspace = {
		type: 'workspace',
		id: WorkspaceId.parse(id),
		name: freeName(name, all),
		created_at: now
	};
	await store.write([...(await firstChanges(store)), workspaceChange(made)]);
	return made;
}

/** Gives a workspace another name; one that is empty, or another's, is not taken as it is. */
export async function renameWorkspace(
	store: RecordStore,
	workspace: StoredWorkspace,
	name: string
): Promise<void> {
	const others = (await listWorkspaces(store)).filter(({ id }) => id !== workspace.id);
	const renamed = { ...workspace, name: freeName(name, others) };
	await store.write([workspaceChange(renamed)]);
}

/** What gives the first workspace its record, where it has none yet. */
export async function firstChanges(store: RecordStore): Promise<RecordChange[]> {
	return (await store.keys('workspaces')).length === 0 ? [workspaceChange(FIRST)] : [];
}

export function workspaceChange(workspace: StoredWorkspace): RecordChange {
	return { table: 'workspaces', key: workspace.id, value: workspace };
}

/** The name, with a number behind it where another workspace has it. */
export function freeName(name: string, all: readonly StoredWorkspace[]): string {
	const wanted = name.trim().slice(0, NAME_LENGTH) || 'Workspace';
	const taken = new Set(all.map((workspace) => workspace.name));
	let free = wanted;
	for (let number = 2; taken.has(free); number += 1) free = `${wanted} ${number}`;
	return free;
}

function unreadable(key: string): StoredWorkspace {
	return {
		type: 'workspace',
		id: WorkspaceId.parse(key),
		name: 'Workspace whose name is lost',
		// Last, so that it is no home of what belongs nowhere.
		created_at: Number.MAX_SAFE_INTEGER
	};
}
