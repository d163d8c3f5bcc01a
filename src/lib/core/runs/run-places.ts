import type { RunId, WorkspaceId } from './run-records.ts';

/** In which workspace each run of a page is kept. */
export interface RunPlaces {
	/** Names the workspace of a run that is about to begin. */
	place: (run: RunId, workspace: WorkspaceId) => void;
	/** Where a run that begins now is kept: where it was placed, or in the workspace that is shown. To be asked once. */
	workspaceOf: (run: RunId) => WorkspaceId;
}

/** A batch goes on in its own workspace while the page shows another. */
export function createRunPlaces(shown: () => WorkspaceId): RunPlaces {
	const placed = new Map<RunId, WorkspaceId>();
	return {
		place: (run, workspace) => void placed.set(run, workspace),
		workspaceOf(run) {
			const workspace = placed.get(run) ?? shown();
			placed.delete(run);
			return workspace;
		}
	};
}
