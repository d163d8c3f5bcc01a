import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { createRunPlaces, type RunPlaces } from '#lib/core/runs/run-places.ts';
import type { BatchesState } from '#lib/state/batches-state.svelte.ts';
import type { ChatState } from '#lib/state/chat-state.svelte.ts';
import type { DocumentsState } from '#lib/state/documents-state.svelte.ts';
import type { RunsState } from '#lib/state/runs-state.svelte.ts';
import { WorkspacesState, type WorkspacesPorts } from '#lib/state/workspaces-state.svelte.ts';

/** The workspaces of a page, and what the rest of it is to know of the one that it shows. */
export interface PageWorkspaces {
	workspaces: WorkspacesState;
	here: {
		/** Where what is begun now belongs. */
		workspace: () => WorkspaceId;
		isShown: (workspace: string) => boolean;
	};
	places: RunPlaces;
}

/** What shows one workspace at a time. */
export interface ShownInWorkspace {
	lists: readonly (RunsState | DocumentsState | BatchesState)[];
	chat: ChatState;
}

/** @param page what shows the workspace, as far as it has been loaded */
export function createPageWorkspaces(
	ports: Omit<WorkspacesPorts, 'onEnter' | 'reload'>,
	page: () => ShownInWorkspace | undefined
): PageWorkspaces {
	const workspaces = new WorkspacesState({
		...ports,
		onEnter(id) {
			for (const list of page()?.lists ?? []) list.leave();
			page()?.chat.enter(id);
		},
		async reload() {
			// Those that the page shows, or has shown.
			const shown = (page()?.lists ?? []).filter(({ status }) => status.state !== 'closed');
			await Promise.all([...shown.map((list) => list.reload()), page()?.chat.reload()]);
		}
	});
	const workspace = () => workspaces.current.id;
	return {
		workspaces,
		here: { workspace, isShown: workspaces.isShown },
		places: createRunPlaces(workspace)
	};
}
