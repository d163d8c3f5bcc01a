import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { createRunPlaces, type RunPlaces } from '#lib/core/runs/run-places.ts';
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
	/** Shows another workspace. */
	enter: (id: WorkspaceId) => void;
	/** Much has come or gone at once: reads anew what is shown. */
	reload: () => Promise<void>;
}

/** @param page what shows the workspace, as far as it has been loaded */
export function createPageWorkspaces(
	ports: Omit<WorkspacesPorts, 'onEnter' | 'reload'>,
	page: () => ShownInWorkspace | undefined
): PageWorkspaces {
	const workspaces = new WorkspacesState({
		...ports,
		onEnter: (id) => page()?.enter(id),
		reload: async () => page()?.reload()
	});
	const workspace = () => workspaces.current.id;
	return {
		workspaces,
		here: { workspace, isShown: workspaces.isShown },
		places: createRunPlaces(workspace)
	};
}
