import type { BatchesState } from '#lib/state/batches-state.svelte.ts';
import type { ChatState } from '#lib/state/chat-state.svelte.ts';
import type { DocumentsState } from '#lib/state/documents-state.svelte.ts';
import type { RunsState } from '#lib/state/runs-state.svelte.ts';
import type { ShownInWorkspace } from './page-workspaces.ts';

/** All that shows one workspace at a time. */
export function shownInWorkspace(
	lists: readonly (RunsState | DocumentsState | BatchesState)[],
	chat: ChatState
): ShownInWorkspace {
	return {
		enter(id) {
			for (const list of lists) list.leave();
			chat.enter(id);
		},
		async reload() {
			// Those that the page shows, or has shown.
			const shown = lists.filter(({ status }) => status.state !== 'closed');
			await Promise.all([...shown.map((list) => list.reload()), chat.reload()]);
		}
	};
}
