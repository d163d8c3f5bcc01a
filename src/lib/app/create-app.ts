import { createNewId } from '#lib/adapters/browser/new-id.ts';
import { browserClock } from '#lib/adapters/browser/browser-clock.ts';
import { copyText } from '#lib/adapters/browser/clipboard.ts';
import { createFrameScheduler } from '#lib/adapters/browser/frames.ts';
import { createSecretStore } from '#lib/adapters/browser/secret-store.ts';
import { createUnloadGuard } from '#lib/adapters/browser/before-unload.ts';
import { downloadFile, downloadText } from '#lib/adapters/browser/download.ts';
import { createLeftovers } from '#lib/adapters/browser/leftovers.ts';
import { installTrustedTypes } from '#lib/adapters/browser/trusted-types.ts';
import { narrowConnections } from '#lib/adapters/browser/narrow-connections.ts';
import { createTabMemory } from '#lib/adapters/browser/tab-memory.ts';
import { createTabChannel } from '#lib/adapters/browser/tab-channel.ts';
import { createWebLocks, noLocks } from '#lib/adapters/browser/web-locks.ts';
import { hasWebLocks } from '#lib/adapters/browser/has-web-locks.ts';
import { onWake } from '#lib/adapters/browser/wake-signals.ts';
import { createPrompts } from '#lib/core/analysis/library-prompts.ts';
import { createBus } from '#lib/core/bus/bus.ts';
import { loadOnce } from '#lib/core/load-once.ts';
import { serveModels } from '#lib/core/models/serve-models.ts';
import type { SwitchableClient } from '#lib/core/models/switchable-client.ts';
import type { RunRecorder } from '#lib/core/runs/record-runs.ts';
import { AnalyseState } from '#lib/state/analyse-state.svelte.ts';
import { answerPaceMs } from '#lib/state/answer-pace.ts';
import { ChannelRuns } from '#lib/state/channel-runs.svelte.ts';
import type { StartState } from '#lib/state/context.ts';
import { DraftState } from '#lib/state/draft-state.svelte.ts';
import { ModelChoice } from '#lib/state/model-choice.svelte.ts';
import { NoticesState } from '#lib/state/notices-state.svelte.ts';
import type { PageTools } from '#lib/state/page-tools.ts';
import { createPacedFrames } from '#lib/state/paced-frames.ts';
import { RelayState } from '#lib/state/relay-state.svelte.ts';
import { RunState } from '#lib/state/run-state.svelte.ts';
import { ServerState } from '#lib/state/server-state.svelte.ts';
import { SettingsState } from '#lib/state/settings-state.svelte.ts';
import { TemplateState } from '#lib/state/template-state.svelte.ts';
import { applyMotion, applyTheme } from './apply-looks.ts';
import { createModelClient } from './create-model-client.ts';
import { createDeferredStore } from './deferred-store.ts';
import { createLastingStore } from './lasting-store.ts';
import type { Pages } from './create-pages.ts';
import { onFirstUse } from './on-first-use.ts';
import { openStore } from './open-store.ts';
import { originsOf, readPageAddresses } from './page-addresses.ts';
import { createPageTabs } from './page-tabs.ts';
import { createPageWorkspaces } from './page-workspaces.ts';
import { relayDefaults } from './relay-defaults.ts';
import { takeInvitation } from './take-invitation.ts';

/**
 * Builds the page: adapters, core, state. Returns at once, so that the first paint waits for nothing; what was saved, the
 * narrowed policy and the look at the server follow, in this order. What answers requests is loaded when somebody begins to
 * work, and what the other pages show with the first of them.
 *
 * @param openPage the router's way to a page, by its `#/…` address
 * @param loadAnswerView loads what shows an answer, when one may soon be asked for
 */
export function createApp(
	openPage: PageTools['openPage'],
	loadAnswerView: () => Promise<unknown>
): StartState {
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

	// Asked for with every token, which is dear to ask the query itself.
	const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
	let isLessMotion = false;
	(lessMotion.onchange = () => (isLessMotion = lessMotion.matches))();
	const settings = new SettingsState(store, {
		tokens,
		defaultUrl: addresses.lmstudio,
		applyTheme,
		applyMotion,
		prefersLessMotion: () => isLessMotion,
		reload: () => location.reload()
	});
	const relay = new RelayState(store, { tokens, tab, newId, reload: () => location.reload() });
	const server = new ServerState(bus, newId);
	const models = new ModelChoice(server, store);
	const draft = new DraftState(store, clock);
	const prompts = createPrompts();
	const templates = new TemplateState(prompts, store);
	const newTabs = createPageTabs(createTabChannel('assay'));
	const tabs = newTabs();
	/** What has been loaded so far, for what happens to the page as a whole. */
	const loaded: { pages?: Pages; recorder?: RunRecorder; client?: SwitchableClient } = {};
	const { workspaces, here, places } = createPageWorkspaces(
		{ store, clock, newId, tabs: newTabs(), tab },
		() => loaded.pages?.shown
	);
	const tools: PageTools = {
		copyText,
		openPage,
		downloadText,
		downloadFile,
		async listFiles(files, entries = []) {
			const { listFiles } = await import('#lib/adapters/files/list-files.ts');
			return listFiles(files, entries);
		},
		async readTextFile(file) {
			const { readTextFile } = await import('#lib/adapters/files/read-text-file.ts');
			return readTextFile(file);
		},
		clock,
		isOpenedFromDisk: location.protocol === 'file:'
	};
	/** For what grows while it is written, on whatever page. */
	const growth = createPacedFrames(frames, clock, (pieces) =>
		answerPaceMs(pieces, settings.isCalm())
	);
	const runsHere = new ChannelRuns({ bus, clock, tab, self: () => relay.self });
	const run = new RunState({
		bus,
		clock,
		newId,
		frames,
		growth,
		onActive: guardUnload(),
		onStart: runsHere.remember
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

	const loadAnswering = loadOnce(async () => {
		const { createAnswering } = await import('./create-answering.ts');
		loaded.recorder = createAnswering(
			bus,
			{
				store,
				clock,
				tabs,
				locks,
				prompts,
				workspaceOf: places.workspaceOf
			},
			{
				notices,
				tools,
				onRecovered: (ids) => tabs.post({ type: 'runs_changed', ids }),
				openRun: (found) => {
					workspaces.enter(found.workspace);
					void start.loadPages().then(({ runs }) => runs.open(found.id));
					openPage('#/runs');
				}
			},
			loaded.client && { client: loaded.client, newId }
		);
		// A run is to begin at once, and its answer to be seen from the first token. What fails here is told when it is needed.
		loadAnswerView().catch(() => undefined);
		prompts.prepare().catch(() => undefined);
	});
	const loadPages = loadOnce(async () => {
		const { createPages } = await import('./create-pages.ts');
		const ports = { bus, store, clock, newId, locks, frames, growth, newTabs, tab };
		const onActive = guardUnload();
		loaded.pages = createPages(start, {
			...ports,
			here,
			placeRun: places.place,
			ready,
			onActive
		});
		return loaded.pages.app;
	});
	const start: StartState = {
		analyse,
		server,
		models,
		settings,
		relay,
		notices,
		workspaces,
		tools,
		loadPages
	};

	const begun = restoreSettings().then(async () => {
		const simulator = settings.isOwnUrl ? undefined : addresses.simulator;
		// Before the first document, model text or Worker: from here on nothing else can be reached.
		for (const { address, reason } of narrowConnections(
			originsOf(relay.url === undefined ? [settings.lmstudioUrl, simulator] : [relay.url])
		)) {
			notices.show({ tone: 'bad', text: `This page cannot connect to ${address}: ${reason}` });
		}
		// The one place where it is decided who serves the page's bus.
		if (relay.url === undefined) serveHere(simulator);
		else await serveByRelay(relay.url);
	});
	begun.catch(tellMissingPart);
	// Independent of each other, and none of them in the way of the text box.
	void begun.then(() =>
		Promise.all([draft.restore(), models.restore(), templates.restore(), takeUp()])
	);
	addEventListener('pagehide', () => {
		draft.flush();
		loaded.pages?.flush();
		loaded.recorder?.flush();
		store.leave();
	});
	return start;

	/** Resolves once the services listen, which are loaded by that. */
	async function ready(): Promise<void> {
		await begun;
		await loadAnswering().catch((error: unknown) => {
			tellMissingPart();
			throw error;
		});
	}

	/** Loads what a request needs, before there is one. What keeps it from that has been told. */
	function prepare(): Promise<void> {
		return ready().catch(() => undefined);
	}

	function tellMissingPart() {
		notices.show({
			tone: 'bad',
			text: 'A part of this page could not be loaded. Reload it to try again.',
			action: { label: 'Reload', run: () => location.reload() }
		});
	}

	/** Goes on with what a page has left that is gone. What keeps it from being found has been told when the store was opened. */
	async function takeUp() {
		const [live, batches] = await Promise.all([
			store.keys('live_runs').catch(() => []),
			store.keys('batches').catch(() => [])
		]);
		if (live.length > 0) await prepare();
		if (batches.length > 0) await loadPages().catch(tellMissingPart);
		// Whoever has a text is about to run something.
		if (draft.content === '') onFirstUse(window, () => void prepare());
		else await prepare();
	}

	/** Makes the browser ask before it leaves, but for what a relay goes on with and has ready when the page comes back. */
	function guardUnload(): (isActive: boolean) => void {
		const guard = createUnloadGuard();
		return (isActive) => guard.set(isActive && relay.via === 'direct');
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
		loaded.client = createModelClient({
			endpoint: settings.lmstudioUrl,
			simulator,
			token: settings.token,
			clock
		});
		serveModels(bus, { client: loaded.client, clock, onWake });
	}

	/** All that listens is there before the relay tells anything: it tells what is going on once. */
	async function serveByRelay(address: string) {
		const [relayed] = await Promise.all([
			import('./serve-by-relay.ts'),
			loadAnswering(),
			loadPages(),
			runsHere.follow((returned, scope) => void analyse.resume(returned, scope))
		]);
		relayed.serveByRelay(bus, relay, { address, clock, newId });
	}
}
