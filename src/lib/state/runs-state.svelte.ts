import { errorText } from '#lib/core/error-text.ts';
import { untrack } from 'svelte';
import { deleteRuns } from '#lib/core/runs/change-runs.ts';
import { listRuns, readRun } from '#lib/core/runs/list-runs.ts';
import { addRuns, mergeRuns, templatesOf } from '#lib/core/runs/run-order.ts';
import { readRunFile, type RunFile } from '#lib/core/runs/run-files.ts';
import type { RunId, StoredRun, StoredStatus, WorkspaceId } from '#lib/core/runs/run-records.ts';
import { createRunSearch } from '#lib/core/runs/search-runs.ts';
import { TabMessage } from '#lib/core/runs/tab-messages.ts';
import type { Clock, RecordChange, RecordStore, TabChannel } from '#lib/core/ports.ts';
import type { ListStatus } from './list-status.ts';
import { emptyMap, withEntries, type RunMap } from './run-map.ts';

export interface RunsPorts {
	store: RecordStore;
	clock: Clock;
	/** What the other tabs store arrives here, and what this page stores, too. */
	tabs: TabChannel;
	/** Whether the page shows the workspace that a run belongs to. */
	isShown: (workspace: WorkspaceId) => boolean;
}

/** What is looked for in the texts, and what was found so far. */
export type SearchStatus =
	| { state: 'none' }
	| { state: 'searching' | 'done'; query: string; found: RunMap<string> }
	/** It broke off: there may be more than was found. */
	| { state: 'failed'; query: string; found: RunMap<string>; problem: string };

const SEARCH_AFTER_MS = 200;
/** Where tabs cannot tell each other, a run that another tab owns is looked at so often. */
const LOOK_AGAIN_MS = 1000;

/** The history of runs: the list, what is searched in it, and the one that is open. */
export class RunsState {
	readonly #ports: RunsPorts;
	readonly #search;
	/** Of all workspaces: a text is kept while any run reads it, and the search packs runs as they lie in the store. */
	#every = $state.raw<readonly StoredRun[]>([]);
	/** What was read and is not shown yet. */
	#read: StoredRun[] = [];
	/** What was read by itself since the list is read: newer than what the list may still bring of it. */
	#refreshed: RunId[] = [];
	/** Counts the readings of the list: what an older one still brings is not shown. */
	#reading = 0;
	/** The latest of them. */
	#reloading: Promise<void> = Promise.resolve();
	#status = $state.raw<ListStatus>({ state: 'closed' });
	#unreadable = $state(0);
	#query = $state('');
	#searchStatus = $state.raw<SearchStatus>({ state: 'none' });
	#opened = $state.raw<RunFile | undefined>();
	/** The id that was asked for last: a slower answer to an older question is ignored. */
	#wanted: RunId | undefined;
	#endSearch = new AbortController();
	#cancelSearch = () => {};
	/** All, or one of the states. */
	statusFilter = $state<StoredStatus | 'all'>('all');
	/** All, or the id of a template. */
	templateFilter = $state('all');

	/** Every run of the workspace, those that are pinned first, then the newest. */
	readonly all: readonly StoredRun[] = $derived(
		filterAll(this.#every, ({ workspace }) => this.#ports.isShown(workspace))
	);
	/** The templates that runs were made by. */
	readonly templates: readonly string[] = $derived(templatesOf(this.all));
	/** What filters and search leave of them. */
	readonly shown: readonly StoredRun[] = $derived.by(() => {
		const search = this.#searchStatus;
		const { statusFilter, templateFilter } = this;
		return filterAll(
			this.all,
			({ id, status, template }) =>
				(statusFilter === 'all' || status === statusFilter) &&
				(templateFilter === 'all' || template === templateFilter) &&
				(search.state === 'none' || search.found.has(id))
		);
	});

	constructor(ports: RunsPorts) {
		this.#ports = ports;
		this.#search = createRunSearch(ports.store, ports.clock);
	}

	get status(): ListStatus {
		return this.#status;
	}

	/** How many records of runs could not be read. */
	get unreadable(): number {
		return this.#unreadable;
	}

	get query(): string {
		return this.#query;
	}

	get searchStatus(): SearchStatus {
		return this.#searchStatus;
	}

	/** The run that is open, with all that is stored of it. */
	get opened(): RunFile | undefined {
		return this.#opened;
	}

	/** The words around the place that the search found. */
	snippet(id: RunId): string | undefined {
		return this.#searchStatus.state === 'none' ? undefined : this.#searchStatus.found.get(id);
	}

	/** Begins to show the history, and to follow what any tab changes; returns the end of it. */
	readonly watch = (): (() => void) => {
		const { tabs, clock } = this.#ports;
		untrack(() => {
			void this.reload();
			// What became of the run that is open was not followed since the page was left.
			void this.open(this.#wanted);
		});
		const stopTabs = tabs.subscribe((outside) => {
			const message = TabMessage.safeParse(outside).data;
			if (message?.type === 'runs_changed') void this.#refresh(message.ids);
		});
		let cancelLook = () => {};
		const look = () => {
			const running = this.#every.filter(({ status }) => status === 'running');
			if (running.length > 0) void this.#refresh(running.map(({ id }) => id));
			cancelLook = clock.after(LOOK_AGAIN_MS, look);
		};
		cancelLook = clock.after(LOOK_AGAIN_MS, look);
		return () => {
			stopTabs();
			cancelLook();
		};
	};

	/** Opens a run; `undefined` closes the one that is open. */
	async open(id: RunId | undefined): Promise<void> {
		this.#wanted = id;
		const file = id && (await readRunFile(this.#ports.store, id));
		if (this.#wanted === id) this.#opened = file;
	}

	/** Looks for words in names, answers and sources, a moment after the last change. */
	find(query: string): void {
		this.#query = query;
		this.#cancelSearch();
		this.#endSearch.abort();
		if (query.trim() === '') {
			this.#searchStatus = { state: 'none' };
			return;
		}
		this.#cancelSearch = this.#ports.clock.after(SEARCH_AFTER_MS, () => void this.#find(query));
	}

	/** Begins with nothing open and nothing looked for, as the page shows another workspace. */
	readonly leave = (): void => {
		void this.open(undefined);
		this.find('');
		this.statusFilter = 'all';
		this.templateFilter = 'all';
	};

	async rename(id: RunId, title: string): Promise<void> {
		const name = title.trim();
		if (name !== '') await this.#change(id, { title: name });
	}

	async setPinned(id: RunId, isPinned: boolean): Promise<void> {
		await this.#change(id, { is_pinned: isPinned });
	}

	/**
	 * Deletes a run, at once.
	 *
	 * @returns what brings it back
	 */
	async remove(run: StoredRun): Promise<() => Promise<void>> {
		const isWhole = await this.#readWhole();
		// Where not all runs are known, another may read its text: that stays then.
		const others = isWhole ? this.#every.filter(({ id }) => id !== run.id) : [...this.#every, run];
		const lost = await deleteRuns(this.#ports.store, [run], others);
		await this.#announce(run.id);
		return () => this.#bringBack(run.id, lost);
	}

	/** Asks the tab that owns the run to end it: by the channel, and by the store for where there is none. */
	async stop(id: RunId): Promise<void> {
		const { tabs, store } = this.#ports;
		tabs.post({ type: 'stop_run', id } satisfies TabMessage);
		if ((await store.get('live_runs', id)) !== undefined) {
			await store.put('live_runs', id, { id, stop_asked: true });
		}
	}

	/** Reads the list anew, as after an import. */
	readonly reload = (): Promise<void> => (this.#reloading = this.#readAll());

	/** Waits for the list, also where it is begun anew meanwhile; whether every run is in it then. */
	async #readWhole(): Promise<boolean> {
		let latest;
		do {
			latest = this.#reloading;
			await latest;
		} while (latest !== this.#reloading);
		return this.#status.state === 'ready';
	}

	async #readAll() {
		this.#status = { state: 'reading' };
		const reading = (this.#reading += 1);
		this.#read = [];
		this.#refreshed = [];
		let isFirst = true;
		const show = () => {
			const before = isFirst
				? this.#every.filter(({ id }) => this.#refreshed.includes(id))
				: this.#every;
			this.#every = addRuns(before, this.#read);
			this.#read = [];
			isFirst = false;
		};
		try {
			await listRuns(this.#ports.store, (portion, unreadable) => {
				if (this.#reading !== reading) return;
				this.#read.push(...portion.filter(({ id }) => !this.#refreshed.includes(id)));
				this.#unreadable = unreadable;
				// The first portion at once; each showing goes through all, so they come when there are twice as many.
				if (isFirst || this.#read.length >= this.#every.length) show();
			});
			if (this.#reading !== reading) return;
			show();
			this.#status = { state: 'ready' };
		} catch (error) {
			if (this.#reading !== reading) return;
			this.#status = { state: 'failed', problem: errorText(error) };
		}
	}

	async #refresh(ids: readonly RunId[]) {
		const { store } = this.#ports;
		this.#search.forget(ids);
		const read = await Promise.all(ids.map((id) => readRun(store, id)));
		if (this.#status.state === 'reading') this.#refreshed.push(...ids);
		// What was read of them before is older.
		this.#read = this.#read.filter(({ id }) => !ids.includes(id));
		this.#every = mergeRuns(
			this.#every,
			ids.map((id, index) => [id, read[index]])
		);
		if (this.#wanted !== undefined && ids.includes(this.#wanted)) await this.open(this.#wanted);
	}

	async #find(query: string) {
		const search = new AbortController();
		this.#endSearch = search;
		const found: [RunId, string][] = [];
		const copy = () => withEntries(emptyMap<string>(), found);
		const show = (state: 'searching' | 'done') => {
			this.#searchStatus = { state, query, found: copy() };
		};
		show('searching');
		try {
			const isWhole = await this.#readWhole();
			search.signal.throwIfAborted();
			await this.#search.search(
				query,
				this.all,
				(id, snippet) => {
					found.push([id, snippet]);
					// Each showing copies what was found: a list of thousands is not copied thousands of times.
					if (found.length <= 20 || found.length % 100 === 0) show('searching');
				},
				search.signal
			);
			show('done');
			// What could not be prepared is read by the next search.
			if (isWhole) await this.#search.prepare(this.#every, search.signal).catch(() => {});
		} catch (error) {
			if (search.signal.aborted) return;
			this.#searchStatus = { state: 'failed', query, found: copy(), problem: errorText(error) };
		}
	}

	async #change(id: RunId, fields: Partial<StoredRun>) {
		const run = await readRun(this.#ports.store, id);
		if (!run) return;
		await this.#ports.store.put('runs', id, { ...run, ...fields });
		await this.#announce(id);
	}

	async #bringBack(id: RunId, lost: readonly RecordChange[]) {
		await this.#ports.store.write(lost);
		await this.#announce(id);
	}

	async #announce(id: RunId) {
		this.#ports.tabs.post({ type: 'runs_changed', ids: [id] } satisfies TabMessage);
		await this.#refresh([id]);
	}
}

/** The list itself where all of it fits, as the whole history does most of the time. */
function filterAll(
	runs: readonly StoredRun[],
	fits: (run: StoredRun) => boolean
): readonly StoredRun[] {
	return runs.every(fits) ? runs : runs.filter(fits);
}
