import { createContext } from 'svelte';
import type { AnalyseState } from './analyse-state.svelte.ts';
import type { BatchesState } from './batches-state.svelte.ts';
import type { ChatState } from './chat-state.svelte.ts';
import type { DocumentsState } from './documents-state.svelte.ts';
import type { GraphState } from './graph.svelte.ts';
import type { InspectorState } from './inspector-state.svelte.ts';
import type { ModelChoice } from './model-choice.svelte.ts';
import type { NoticesState } from './notices-state.svelte.ts';
import type { PageTools } from './page-tools.ts';
import type { RelayState } from './relay-state.svelte.ts';
import type { RunsState } from './runs-state.svelte.ts';
import type { ServerState } from './server-state.svelte.ts';
import type { SettingsState } from './settings-state.svelte.ts';
import type { WorkspaceState } from './workspace-state.svelte.ts';
import type { WorkspacesState } from './workspaces-state.svelte.ts';

/** Everything that components show and change, built once by the composition root. */
export interface AppState {
	analyse: AnalyseState;
	chat: ChatState;
	graph: GraphState;
	server: ServerState;
	models: ModelChoice;
	settings: SettingsState;
	relay: RelayState;
	inspector: InspectorState;
	notices: NoticesState;
	runs: RunsState;
	documents: DocumentsState;
	batches: BatchesState;
	workspace: WorkspaceState;
	workspaces: WorkspacesState;
	tools: PageTools;
}

/** Components call `getApp()`; classes never do, they are given what they need. */
export const [getApp, setApp] = createContext<AppState>();
