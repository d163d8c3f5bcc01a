import { FIRST_WORKSPACE } from '#lib/core/runs/first-workspace.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';

/** What there is where nobody has made a workspace: it has no record. */
export const FIRST = {
	type: 'workspace',
	id: FIRST_WORKSPACE,
	name: 'My workspace',
	created_at: 0
} as const;

/**
 * The workspace that a record belongs to: the one that it names, or the oldest where that is gone. So nothing is hidden
 * that a tab has written which did not know of the end of its workspace.
 */
export function homeOf(
	workspace: string | undefined,
	all: readonly { id: WorkspaceId }[]
): WorkspaceId {
	return (all.find(({ id }) => id === workspace) ?? all[0] ?? FIRST).id;
}
