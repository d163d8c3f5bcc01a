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

/** What stands around every page and on the first one. It is there at once. */
export interface StartState {
	analyse: AnalyseState;
	server: ServerState;
	models: ModelChoice;
	settings: SettingsState;
	relay: RelayState;
	notices: NoticesState;
	workspaces: WorkspacesState;
	tools: PageTools;
	/** Loads what the other pages show, once; rejects where it cannot be fetched, and can be asked again then. */
	loadPages: () => Promise<AppState>;
}

/** Everything that components show and change: what is there at once, and what comes with the first of the other pages. */
export interface AppState extends StartState {
	chat: ChatState;
	graph: GraphState;
	inspector: InspectorState;
	runs: RunsState;
	documents: DocumentsState;
	batches: BatchesState;
	workspace: WorkspaceState;
}

/** For components of the first page and of the frame. Classes never call it, they are given what they need. */
export const [getStart, setStart] = createContext<StartState>();

/** For components of the other pages, which stand in a `WithPages`. */
export const [getApp, setApp] = createContext<AppState>();
