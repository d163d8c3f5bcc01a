/** The state of all pages but the first: a chunk of its own, which loads with the first of them that is opened. */
import { createHashText } from '#lib/adapters/browser/hash-text.ts';
import { createStorageSpace } from '#lib/adapters/browser/storage-space.ts';
import { findInstance } from '#lib/core/catalog/model-keys.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { BatchPorts } from '#lib/core/batch/run-batches.ts';
import { errorText } from '#lib/core/error-text.ts';
import type { FrameScheduler, RecordStore, TabChannel, TabMemory } from '#lib/core/ports.ts';
import { BatchesState } from '#lib/state/batches-state.svelte.ts';
import { ChatState } from '#lib/state/chat-state.svelte.ts';
import type { AppState, StartState } from '#lib/state/context.ts';
import { DocumentsState } from '#lib/state/documents-state.svelte.ts';
import { DraftState } from '#lib/state/draft-state.svelte.ts';
import { GraphState } from '#lib/state/graph.svelte.ts';
import { InspectorState } from '#lib/state/inspector-state.svelte.ts';
import { RunsState } from '#lib/state/runs-state.svelte.ts';
import { WorkspaceState } from '#lib/state/workspace-state.svelte.ts';
import { createDocumentReader } from './create-document-reader.ts';
import { shownInWorkspace } from './shown-in-workspace.ts';
import { createPageBatches } from './page-batches.ts';
import { STREAMS_AT_ONCE } from './streams-at-once.ts';
import type { PageWorkspaces, ShownInWorkspace } from './page-workspaces.ts';

export interface PagesPorts extends Omit<BatchPorts, 'onBroken' | 'tabs' | 'placesAtOnce'> {
	bus: Bus;
	store: RecordStore;
	frames: FrameScheduler;
	/** For what comes of an answer while it is written. */
	growth: FrameScheduler;
	newTabs: () => TabChannel;
	/** What this tab keeps over a reload. */
	tab: TabMemory;
	here: PageWorkspaces['here'];
	/** Resolves once requests are served. */
	ready: () => Promise<void>;
	/** Told while an answer to this page is under way. */
	onActive: (isActive: boolean) => void;
}

export interface Pages {
	app: AppState;
	shown: ShownInWorkspace;
	/** Saves at once what waits to be saved, as the page may go away. */
	flush: () => void;
}

/** Makes what the other pages show, beside what is there from the beginning. */
export function createPages(start: StartState, ports: PagesPorts): Pages {
	const { bus, store, clock, newId, frames, growth, newTabs, here, ready } = ports;
	const { analyse, models, notices, relay, server, settings, workspaces, tools } = start;
	const chatDraft = new DraftState(store, clock, 'chat');
	const runs = new RunsState({ store, clock, tabs: newTabs(), ...here });
	const createReader = createDocumentReader;
	const documents = new DocumentsState({ store, clock, newId, ...here, createReader });
	const batches = new BatchesState({
		store,
		clock,
		newId,
		tabs: newTabs(),
		templates: analyse.templates,
		models,
		...here,
		runner: () => pageBatches.runner(),
		secrets: settings.secrets
	});
	const chat = new ChatState({
		bus,
		newId,
		clock,
		frames,
		growth,
		store,
		locks: ports.locks,
		tabs: newTabs(),
		tab: ports.tab,
		isShown: here.isShown,
		draft: chatDraft,
		source: analyse.draft,
		models,
		ready,
		self: () => relay.self,
		onActive: ports.onActive,
		onRefused: (error) =>
			notices.show({
				tone: 'bad',
				text: `${errorText(error)} This chat goes on, but what is said from now on is kept only while this page is open.`
			}),
		onUnreadable: (error) =>
			notices.show({ tone: 'bad', text: `This chat cannot be read now. ${errorText(error)}` })
	});
	chat.enter(here.workspace());
	const pageBatches = createPageBatches(
		{ ...ports, placesAtOnce, tabs: newTabs() },
		{
			ready,
			notices,
			open(batch) {
				workspaces.enter(batch.workspace);
				void batches.open(batch.id);
				tools.openPage('#/batch');
			}
		}
	);
	void chat.restore();
	// What keeps batches from being found has been told when the store was opened.
	void pageBatches.takeUp().catch(() => undefined);

	return {
		app: {
			...start,
			chat,
			graph: new GraphState(bus, frames),
			inspector: new InspectorState(bus, frames),
			runs,
			documents,
			batches,
			workspace: new WorkspaceState({
				store,
				space: createStorageSpace(),
				clock,
				hashText: createHashText(),
				newId,
				workspace: here.workspace,
				secrets: settings.secrets,
				onImported: (id) => workspaces.taken(id)
			})
		},
		shown: shownInWorkspace([runs, documents, batches], chat),
		flush: chat.flush
	};

	/** A model that answers several at once keeps a place for whoever asks something meanwhile; so does a relay, for each user. */
	function placesAtOnce(model: string | undefined): number {
		const key = model ?? models.chat?.key;
		if (relay.url !== undefined || key === undefined) return 1;
		return Math.min(STREAMS_AT_ONCE, findInstance(server.models, key)?.parallel ?? 1) - 1;
	}
}
