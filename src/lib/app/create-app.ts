import { createNewId } from '#lib/adapters/browser/new-id.ts';
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { copyText } from '#lib/adapters/browser/clipboard.ts';
import { createFrameScheduler } from '#lib/adapters/browser/frames.ts';
import { createSecretStore } from '#lib/adapters/browser/secret-store.ts';
import { createUnloadGuard } from '#lib/adapters/browser/before-unload.ts';
import { downloadFile, downloadText } from '#lib/adapters/browser/download.ts';
import { createHashText } from '#lib/adapters/browser/hash-text.ts';
import { createLeftovers } from '#lib/adapters/browser/leftovers.ts';
import { createStorageSpace } from '#lib/adapters/browser/storage-space.ts';
import { installTrustedTypes } from '#lib/adapters/browser/trusted-types.ts';
import { narrowConnections } from '#lib/adapters/browser/narrow-connections.ts';
import { createTabMemory } from '#lib/adapters/browser/tab-memory.ts';
import { createTabChannel } from '#lib/adapters/browser/tab-channel.ts';
import { createWebLocks, noLocks } from '#lib/adapters/browser/web-locks.ts';
import { hasWebLocks } from '#lib/adapters/browser/web-lock-slots.ts';
import { onWake } from '#lib/adapters/browser/wake-signals.ts';
import { readRelayInfo } from '#lib/adapters/relay/read-relay-info.ts';
import { listFiles } from '#lib/adapters/files/list-files.ts';
import { readTextFile } from '#lib/adapters/files/read-text-file.ts';
import { findInstance } from '#lib/core/catalog/model-keys.ts';
import { attachServices } from '#lib/core/attach-services.ts';
import { createPrompts } from '#lib/core/analysis/library-prompts.ts';
import { createBus } from '#lib/core/bus/bus.ts';
import { AnalyseState } from '#lib/state/analyse-state.svelte.ts';
import { ChannelRuns } from '#lib/state/channel-runs.svelte.ts';
import { ChatState } from '#lib/state/chat-state.svelte.ts';
import { BatchesState } from '#lib/state/batches-state.svelte.ts';
import type { AppState } from '#lib/state/context.ts';
import { DocumentsState } from '#lib/state/documents-state.svelte.ts';
import { DraftState } from '#lib/state/draft-state.svelte.ts';
import { GraphState } from '#lib/state/graph.svelte.ts';
import { InspectorState } from '#lib/state/inspector-state.svelte.ts';
import { ModelChoice } from '#lib/state/model-choice.svelte.ts';
import { NoticesState } from '#lib/state/notices-state.svelte.ts';
import type { PageTools } from '#lib/state/page-tools.ts';
import { RelayState, type RelayDefaults } from '#lib/state/relay-state.svelte.ts';
import { RunsState } from '#lib/state/runs-state.svelte.ts';
import { RunState } from '#lib/state/run-state.svelte.ts';
import { ServerState } from '#lib/state/server-state.svelte.ts';
import { SettingsState, type Motion, type Theme } from '#lib/state/settings-state.svelte.ts';
import { TemplateState } from '#lib/state/template-state.svelte.ts';
import { WorkspaceState } from '#lib/state/workspace-state.svelte.ts';
import { createModelClient, STREAMS_AT_ONCE } from './create-model-client.ts';
import { createDocumentReader } from './create-document-reader.ts';
import { createDeferredStore } from './deferred-store.ts';
import { createLastingStore } from './lasting-store.ts';
import { openStore } from './open-store.ts';
import { originsOf, readPageAddresses, type PageAddresses } from './page-addresses.ts';
import { createPageBatches } from './page-batches.ts';
import { createPageTabs } from './page-tabs.ts';
import { createPageWorkspaces } from './page-workspaces.ts';
import { recordPageRuns } from './record-page-runs.ts';
import { serveByRelay } from './serve-by-relay.ts';
import { takeInvitation } from './take-invitation.ts';

/**
 * Builds the page: adapters, core, state. Returns at once, so that the first paint waits for nothing; what was saved, the
 * narrowed policy and the services follow, in this order.
 *
 * @param openPage the router's way to a page, by its `#/…` address
 */
export function createApp(openPage: PageTools['openPage']): AppState {
	installTrustedTypes();
	const clock = browserClock;
	const newId = createNewId(clock);
	const frames = createFrameScheduler();
	const notices = new NoticesState();
	const store = createLastingStore(
		createDeferredStore(openStore(notices)),
		createLeftovers(),
		reportError
	);
	const tab = createTabMemory();
	const locks = hasWebLocks() ? createWebLocks() : noLocks;
	const tokens = createSecretStore();
	const invitation = takeInvitation(window);
	const addresses = readPageAddresses(document);
	const bus = createBus({
		channel: 'local',
		epoch: newId().replaceAll('-', '').slice(0, 24),
		clock,
		// A failing subscriber is a defect of ours: it goes to the console, whole, and stops nobody else.
		onSubscriberError: (error) => reportError(error)
	});

	const settings = new SettingsState(store, {
		tokens,
		defaultUrl: addresses.lmstudio,
		applyTheme,
		applyMotion,
		prefersLessMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
		reload: () => location.reload()
	});
	const relay = new RelayState(store, { tokens, tab, newId, reload: () => location.reload() });
	const server = new ServerState(bus, newId);
	const models = new ModelChoice(server, store);
	const draft = new DraftState(store, clock);
	const chatDraft = new DraftState(store, clock, 'chat');
	const prompts = createPrompts();
	const templates = new TemplateState(prompts, store);
	const newTabs = createPageTabs(createTabChannel('assay'));
	const { workspaces, here, places } = createPageWorkspaces(
		{ store, clock, newId, tabs: newTabs(), tab },
		() => ({ lists: [runs, documents, batches], chat })
	);
	const runs = new RunsState({ store, clock, tabs: newTabs(), ...here });
	const createReader = createDocumentReader;
	const documents = new DocumentsState({ store, clock, newId, ...here, createReader });
	const batches = new BatchesState({
		store,
		clock,
		newId,
		tabs: newTabs(),
		templates,
		models,
		...here,
		runner: () => pageBatches.runner(),
		secrets: settings.secrets
	});
	const tools: PageTools = {
		copyText,
		openPage,
		downloadText,
		downloadFile,
		listFiles: (files, entries = []) => listFiles(files, entries),
		readTextFile: (file) => readTextFile(file),
		now: () => clock.now(),
		isOpenedFromDisk: location.protocol === 'file:'
	};
	const space = createStorageSpace();
	const runsHere = new ChannelRuns({ bus, clock, frames, tab, self: () => relay.self });
	const run = new RunState({
		bus,
		clock,
		newId,
		frames,
		onActive: guardUnload(),
		isCalm: settings.isCalm,
		onStart: runsHere.remember
	});

	const ready = restoreSettings().then(() => {
		const simulator = settings.isOwnUrl ? undefined : addresses.simulator;
		// Before the first document, model text or Worker: from here on nothing else can be reached.
		for (const { address, reason } of narrowConnections(
			originsOf(relay.url === undefined ? [settings.lmstudioUrl, simulator] : [relay.url])
		)) {
			notices.show({ tone: 'bad', text: `This page cannot connect to ${address}: ${reason}` });
		}
		recordRuns();
		// The one place where it is decided who serves the page's bus.
		if (relay.url === undefined) serveHere(simulator);
		else {
			runsHere.follow((run, scope) => void analyse.resume(run, scope));
			serveByRelay(bus, relay, { address: relay.url, clock, newId });
		}
	});
	const analyse = new AnalyseState({
		draft,
		templates,
		models,
		server,
		run,
		runsHere,
		fetchContent: relay.fetchContent,
		maxRequestBytes: relay.maxFrameBytes,
		ready
	});
	const chat = new ChatState({
		bus,
		newId,
		frames,
		store,
		draft: chatDraft,
		source: draft,
		models,
		ready,
		self: () => relay.self,
		onActive: guardUnload()
	});
	const pageBatches = createPageBatches(
		{ bus, store, clock, newId, locks, tabs: newTabs(), placesAtOnce, placeRun: places.place },
		{
			ready,
			notices,
			open(batch) {
				workspaces.enter(batch.workspace);
				void batches.open(batch.id);
				openPage('#/batch');
			}
		}
	);
	// Independent of each other, and none of them in the way of the text box.
	void ready.then(() =>
		Promise.all([
			draft.restore(),
			models.restore(),
			templates.restore(),
			chat.restore(),
			// What keeps batches from being found has been told when the store was opened.
			pageBatches.takeUp().catch(() => undefined)
		])
	);
	let flushRuns = () => {};
	addEventListener('pagehide', () => {
		draft.flush();
		chatDraft.flush();
		flushRuns();
		store.leave();
	});

	return {
		analyse,
		chat,
		graph: new GraphState(bus, frames),
		server,
		models,
		settings,
		relay,
		inspector: new InspectorState(bus, frames),
		notices,
		tools,
		runs,
		documents,
		batches,
		workspaces,
		workspace: new WorkspaceState({
			store,
			space,
			clock,
			hashText: createHashText(),
			newId,
			workspace: here.workspace,
			secrets: settings.secrets,
			onImported: (id) => workspaces.taken(id)
		})
	};

	/** Makes the browser ask before it leaves, but for what a relay goes on with and has ready when the page comes back. */
	function guardUnload(): (isActive: boolean) => void {
		const guard = createUnloadGuard();
		return (isActive) => guard.set(isActive && relay.via === 'direct');
	}

	/** A model that answers several at once keeps a place for whoever asks something meanwhile; so does a relay, for each user. */
	function placesAtOnce(model: string | undefined): number {
		const key = model ?? models.chat?.key;
		if (relay.url !== undefined || key === undefined) return 1;
		return Math.min(STREAMS_AT_ONCE, findInstance(server.models, key)?.parallel ?? 1) - 1;
	}

	/** Before the first service, so that no run begins unseen. */
	function recordRuns() {
		const tabs = newTabs();
		const recorder = recordPageRuns(
			bus,
			{
				store,
				clock,
				tabs,
				locks,
				hashText: createHashText(),
				prompts,
				workspaceOf: places.workspaceOf
			},
			{
				notices,
				tools,
				space,
				onRecovered: (ids) => tabs.post({ type: 'runs_changed', ids }),
				openRun: (run) => {
					workspaces.enter(run.workspace);
					void runs.open(run.id);
					openPage('#/runs');
				}
			}
		);
		flushRuns = recorder.flush;
	}

	async function restoreSettings() {
		const [defaults] = await Promise.all([
			relayDefaults(addresses),
			settings.restore(),
			workspaces.restore(),
			relay.restore()
		]);
		await relay.begin(defaults, invitation);
	}

	function serveHere(simulator: string | undefined) {
		const client = createModelClient({
			endpoint: settings.lmstudioUrl,
			simulator,
			token: settings.token,
			clock
		});
		attachServices(bus, { client, prompts, clock, newId, hashText: createHashText(), onWake });
	}
}

const NO_RELAY: RelayDefaults = { url: undefined, channel: undefined };

/** The relay that the page was built for, else the one that it came from. */
async function relayDefaults({ relay, isFromRelay }: PageAddresses): Promise<RelayDefaults> {
	if (relay !== undefined) return { url: relay, channel: undefined };
	if (!isFromRelay || !/^https?:$/.test(location.protocol)) return NO_RELAY;
	const info = await readRelayInfo(location.origin);
	return info ? { url: location.origin, channel: info.channel } : NO_RELAY;
}

function applyMotion(motion: Motion) {
	if (motion === 'system') delete document.documentElement.dataset['motion'];
	else document.documentElement.dataset['motion'] = motion;
}

function applyTheme(theme: Theme) {
	if (theme === 'system') delete document.documentElement.dataset['theme'];
	else document.documentElement.dataset['theme'] = theme;
}
