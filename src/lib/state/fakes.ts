import { createMemoryRecordStore } from '#lib/adapters/memory/memory-record-store.ts';
import { serveChat } from '#lib/core/agents/serve-chat.ts';
import { serveAnalysis } from '#lib/core/analysis/serve-analysis.ts';
import { createFakeBus } from '#lib/core/bus/fakes.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import {
	createFakeChannel,
	createFakeClock,
	createFakeIds,
	createFakeModelClient,
	createFakePrompts,
	fakeHashText,
	fakeReport,
	type FakeClock,
	type FakeGeneration,
	type FakeModelClient
} from '#lib/core/fakes.ts';
import type { LinkStatus } from '#lib/core/link/link-status.ts';
import { serveModels } from '#lib/core/models/serve-models.ts';
import { createSwitchableClient } from '#lib/core/models/switchable-client.ts';
import type {
	EndpointReport,
	Locks,
	NewId,
	RecordStore,
	TabChannel,
	TabMemory
} from '#lib/core/ports.ts';
import { recallTurns } from '#lib/core/chats/read-chats.ts';
import { createFakeDocumentReader } from '#lib/core/collection/fakes.ts';
import { createPageTabs } from '#lib/app/page-tabs.ts';
import { shownInWorkspace } from '#lib/app/shown-in-workspace.ts';
import { createPageWorkspaces } from '#lib/app/page-workspaces.ts';
import { FREE_LOCKS } from './fake-locks.ts';
import { createFakeTab } from './fake-tab.ts';
import { fakeCatalog } from './fake-catalog.ts';
import { createPacedFrames } from './paced-frames.ts';
import { AnalyseState } from './analyse-state.svelte.ts';
import { createBatchRunner } from '#lib/core/batch/run-batches.ts';
import { BatchesState } from './batches-state.svelte.ts';
import { ChatState } from './chat-state.svelte.ts';
import type { AppState } from './context.ts';
import { ChannelRuns } from './channel-runs.svelte.ts';
import { DocumentsState } from './documents-state.svelte.ts';
import { DraftState } from './draft-state.svelte.ts';
import { GraphState } from './graph.svelte.ts';
import { InspectorState } from './inspector-state.svelte.ts';
import { ModelChoice } from './model-choice.svelte.ts';
import { NoticesState } from './notices-state.svelte.ts';
import { RelayState } from './relay-state.svelte.ts';
import { RunsState } from './runs-state.svelte.ts';
import { RunState } from './run-state.svelte.ts';
import { ServerState } from './server-state.svelte.ts';
import { SettingsState, type Motion, type Theme } from './settings-state.svelte.ts';
import { WorkspaceState } from './workspace-state.svelte.ts';
import { TemplateState } from './template-state.svelte.ts';

/** The addresses of the fake servers. */
export const LM_STUDIO = 'http://127.0.0.1:1234';
export const SIMULATOR = 'http://127.0.0.1:4174';

/** A link to a relay that stands, with the page marked as `me-1`. */
export const OPEN: LinkStatus = {
	state: 'open',
	session: 'session-1',
	user: 'me-1',
	limits: { max_frame: 1000, max_answer: 1000, rate: 1, burst: 1, inflight: 1, channels: 1 }
};

export interface FakeAppOptions {
	/** What LM Studio's address tells at first. */
	report?: Partial<EndpointReport>;
	/** What a simulator beside the page tells; absent: there is none. */
	simulator?: Partial<EndpointReport>;
	generations?: readonly FakeGeneration[];
	isOpenedFromDisk?: boolean;
	/** What the tab kept over a reload. */
	tab?: TabMemory;
	/** Of the same browser as another page. */
	store?: RecordStore;
	/** The browser's; absent: nobody else holds any. */
	locks?: Locks;
	/** Ids that no other page of the browser makes. */
	newId?: NewId;
	/** Its channel to the other tabs; absent: there are none. */
	tabs?: TabChannel;
}

/** The whole page's state over real services, with hands on everything outside. */
export interface FakeApp {
	app: AppState;
	bus: Bus;
	clock: FakeClock;
	store: RecordStore;
	/** The channel of another tab of this browser. */
	otherTabs: TabChannel;
	lmStudio: FakeModelClient;
	simulator: FakeModelClient;
	/** Texts that the channel keeps, by their hashes. */
	contents: Map<string, string>;
	/** By origin, as the browser's session keeps them. */
	tokens: Map<string, string>;
	/** What was copied, in order; `refusesToCopy` makes it fail. */
	copied: string[];
	refusesToCopy: boolean;
	themes: Theme[];
	motions: Motion[];
	/** The pages that were opened, by their addresses. */
	openedPages: string[];
	/** The files that were saved, in order. */
	downloads: { name: string; text: string }[];
	/** The files among them that are no texts of ours. */
	downloadedFiles: { name: string; file: Blob }[];
	/** What the store refused to keep, or to give, of chats. */
	refused: unknown[];
	/** The browser agreed to keep what is stored. */
	isKept: boolean;
	/** How often the page was started anew. */
	reloads: number;
	/** Looks at the servers, as the page does every few seconds, and waits for what they tell. */
	look: () => Promise<void>;
}

/** A page that has just been opened: its first look at the servers comes back after `settle`. */
export function createFakeApp(options: FakeAppOptions = {}): FakeApp {
	const clock = createFakeClock();
	const newId = options.newId ?? createFakeIds();
	const { bus } = createFakeBus({ clock });
	const store = options.store ?? createMemoryRecordStore();
	const frames = { schedule: (task: () => void) => task() };
	const generations = options.generations ?? [[{ type: 'text_delta', text: 'An answer.' }]];
	const lmStudio = createFakeModelClient({
		report: fakeReport({ endpoint: LM_STUDIO, ...options.report }),
		generations
	});
	const simulator = createFakeModelClient({
		report: fakeReport({ endpoint: SIMULATOR, state: 'simulated', ...options.simulator }),
		generations
	});
	const prompts = createFakePrompts();
	const tokens = new Map<string, string>();
	const tokenKeeper = {
		get: (origin: string) => tokens.get(origin),
		set: (origin: string, token: string) => tokens.set(origin, token),
		forget: (origin: string) => tokens.delete(origin),
		all: () => [...tokens.values()]
	};

	const settings = new SettingsState(store, {
		tokens: tokenKeeper,
		defaultUrl: LM_STUDIO,
		applyTheme: (theme) => world.themes.push(theme),
		applyMotion: (motion) => world.motions.push(motion),
		prefersLessMotion: () => false,
		reload: () => (world.reloads += 1)
	});
	const growth = createPacedFrames(frames, clock, () => (settings.isCalm() ? 1000 : 0));
	const server = new ServerState(bus, newId);
	const models = new ModelChoice(server, store);
	const draft = new DraftState(store, clock);
	const templates = new TemplateState(fakeCatalog, store);
	const tab = options.tab ?? createFakeTab();
	const relay = new RelayState(store, {
		tokens: tokenKeeper,
		tab,
		newId,
		reload: () => (world.reloads += 1)
	});
	const runsHere = new ChannelRuns({ bus, clock, tab, self: () => relay.self });
	const run = new RunState({
		bus,
		clock,
		newId,
		frames,
		onActive: () => {},
		onStart: runsHere.remember
	});
	const otherTabs = createFakeChannel();
	const newTabs = createPageTabs(options.tabs ?? otherTabs.here);
	const { workspaces, here } = createPageWorkspaces(
		{ store, clock, newId, tabs: newTabs(), tab },
		() => shownInWorkspace([runs, world.app.documents, batches], chat)
	);
	const runs = new RunsState({ store, clock, tabs: newTabs(), ...here });
	const ready = () => Promise.resolve();
	void templates.restore();
	const locks = options.locks ?? FREE_LOCKS;
	const chat = new ChatState({
		bus,
		newId,
		clock,
		frames,
		growth,
		store,
		locks,
		tabs: newTabs(),
		tab,
		isShown: here.isShown,
		draft: new DraftState(store, clock, 'chat'),
		source: draft,
		models,
		ready,
		self: () => relay.self,
		onActive: () => {},
		onRefused: (error) => void world.refused.push(error),
		onUnreadable: (error) => void world.refused.push(error)
	});

	const client = createSwitchableClient(
		{ endpoint: LM_STUDIO, client: lmStudio },
		options.simulator && { endpoint: SIMULATOR, client: simulator }
	);
	serveAnalysis(bus, { client, prompts, clock, newId, hashText: fakeHashText });
	const recall = (conversation: string) => recallTurns(store, conversation);
	serveChat(bus, { client, prompts, clock, newId, hashText: fakeHashText, recall });
	serveModels(bus, { client, clock });

	const batches = new BatchesState({
		store,
		clock,
		newId,
		tabs: newTabs(),
		templates,
		models,
		...here,
		runner: () => Promise.resolve(batchRunner),
		secrets: settings.secrets
	});
	const batchRunner = createBatchRunner({
		bus,
		store,
		clock,
		newId,
		tabs: newTabs(),
		locks,
		placesAtOnce: () => 1,
		placeRun: () => {},
		onBroken: (error) => {
			throw error;
		}
	});

	const world: FakeApp = {
		app: {
			analyse: new AnalyseState({
				draft,
				templates,
				models,
				server,
				run,
				runsHere,
				fetchContent: (hash) => Promise.resolve(world.contents.get(hash)),
				maxRequestBytes: relay.maxFrameBytes,
				ready
			}),
			chat,
			graph: new GraphState(bus, frames),
			server,
			models,
			settings,
			relay,
			inspector: new InspectorState(bus, frames),
			notices: new NoticesState(),
			runs,
			documents: new DocumentsState({
				store,
				clock,
				newId,
				...here,
				createReader: () => Promise.resolve(createFakeDocumentReader())
			}),
			batches,
			loadPages: () => Promise.resolve(world.app),
			workspaces,
			workspace: new WorkspaceState({
				store,
				space: {
					look: () => Promise.resolve({ usedBytes: 3e6, quotaBytes: 1e10, isKept: world.isKept }),
					keep: () => Promise.resolve((world.isKept = true))
				},
				clock,
				hashText: fakeHashText,
				newId,
				workspace: here.workspace,
				secrets: settings.secrets,
				onImported: (id) => workspaces.taken(id)
			}),
			tools: {
				copyText(text) {
					if (world.refusesToCopy) return Promise.reject(new Error('refused'));
					world.copied.push(text);
					return Promise.resolve();
				},
				openPage: (href) => void world.openedPages.push(href),
				downloadText: (name, text) => void world.downloads.push({ name, text }),
				downloadFile: (name, file) => void world.downloadedFiles.push({ name, file }),
				listFiles: (files) => Promise.resolve(files.map((file) => ({ file, path: file.name }))),
				readTextFile: async (file) => ({
					name: file.name,
					text: await file.text(),
					encoding: 'utf-8',
					guessed: false
				}),
				clock,
				isOpenedFromDisk: options.isOpenedFromDisk ?? false
			}
		},
		bus,
		clock,
		store,
		lmStudio,
		simulator,
		otherTabs: otherTabs.there,
		contents: new Map(),
		tokens,
		copied: [],
		refusesToCopy: false,
		themes: [],
		motions: [],
		openedPages: [],
		reloads: 0,
		downloads: [],
		refused: [],
		downloadedFiles: [],
		isKept: false,
		async look() {
			await server.refresh();
		}
	};
	return world;
}
