import type { MessageOf } from '#lib/protocol/message.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import {
	createRunFold,
	isRunning,
	type RunFold,
	type RunStatus,
	type RunView
} from '#lib/core/analysis/run-fold.ts';
import type { Clock, TabMemory } from '#lib/core/ports.ts';
import { readSaved } from './read-saved.ts';
import type { RunScope } from './run-scope.ts';
import type { Saved } from './saved-schemas.ts';

/** A run on the channel, as `request_started` told of it. */
export interface ChannelRun {
	id: string;
	template: string;
	model: string | undefined;
	contentHash: string;
	/** Who asked; see `RelayState.nameOf`. */
	from: string | undefined;
	/** Epoch milliseconds. */
	startedAt: number;
	status: RunStatus;
	/** This tab asked for it, before or after it was loaded anew; another tab of the same person is somebody else. */
	isOwn: boolean;
}

export interface ChannelRunsPorts {
	bus: Bus;
	clock: Clock;
	tab: TabMemory;
	/** How the relay marks what this tab sends; see `RelayState.self`. */
	self: () => string | undefined;
}

/** How many runs are remembered; those that have ended make room first. */
const REMEMBERED = 32;
const KEY = 'last-run';

/** Every run on the page's channel, whoever asked for it: over a relay others' runs are among them. */
export class ChannelRuns {
	readonly #ports: ChannelRunsPorts;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody but this class reads it
	readonly #folds = new Map<string, RunFold>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody but this class reads it
	readonly #own = new Set<string>();
	#runs = $state.raw<readonly ChannelRun[]>([]);
	#dismissed = $state.raw<readonly string[]>([]);

	/** Others' runs, the newest first, but for those that were dismissed. */
	readonly others: readonly ChannelRun[] = $derived(
		this.#runs.filter(({ id, isOwn }) => !isOwn && !this.#dismissed.includes(id)).toReversed()
	);

	constructor(ports: ChannelRunsPorts) {
		this.#ports = ports;
	}

	/**
	 * Begins to take note of runs, once what the tab kept has been read.
	 *
	 * @param onReturn called when the channel tells of the run that this tab started last, before it was loaded anew
	 */
	async follow(onReturn: (run: ChannelRun, scope: RunScope) => void): Promise<void> {
		const { bus } = this.#ports;
		const last = await this.#readLast();
		bus.subscribe({ type: 'llm_request' }, ({ id }) => {
			if (id !== undefined) this.#own.add(id);
		});
		bus.subscribe({ type: 'request_started' }, (message) => {
			const isReturned = last !== undefined && message.data.request_id === last.id;
			const isNew = !this.#own.has(message.data.request_id);
			if (isReturned) this.#own.add(last.id);
			const run = this.#add(message);
			if (run && isReturned && isNew) onReturn(run, last.scope);
		});
	}

	/** Keeps for the next load of this tab which run it started last. */
	readonly remember = (id: string, scope: RunScope): void => {
		this.#ports.tab.set(KEY, JSON.stringify({ id, scope }));
	};

	/** How a run stands. */
	viewOf(id: string): RunView | undefined {
		return this.#folds.get(id)?.view();
	}

	/** Takes a run of somebody else off the list. */
	dismiss(id: string): void {
		this.#dismissed = [...this.#dismissed, id];
	}

	#add({ data, from }: MessageOf<'request_started'>): ChannelRun | undefined {
		const id = data.request_id;
		if (this.#folds.has(id)) return undefined;
		const { bus, clock, self } = this.#ports;
		const fold = createRunFold(clock.monotonic());
		const asker = data.from ?? from;
		const run: ChannelRun = {
			id,
			template: data.template,
			model: data.model,
			contentHash: data.content_hash,
			from: asker,
			startedAt: clock.now(),
			status: 'queued',
			isOwn: this.#own.has(id) || (asker !== undefined && asker === self())
		};
		this.#folds.set(id, fold);
		this.#runs = [...this.#withRoom(), run];
		const unsubscribe = bus.subscribe({ request_id: id }, (message) => {
			fold.apply(message, clock.monotonic());
			if (message.type === 'llm_chunk' && message.data.is_final) unsubscribe();
			this.#setStatus(id, fold.view().status);
		});
		return run;
	}

	#setStatus(id: string, status: RunStatus) {
		const before = this.#runs.find((run) => run.id === id);
		if (!before || before.status === status) return;
		this.#runs = this.#runs.map((run) => (run.id === id ? { ...run, status } : run));
	}

	/** The runs, with the oldest that has ended taken out where there are many. */
	#withRoom(): readonly ChannelRun[] {
		if (this.#runs.length < REMEMBERED) return this.#runs;
		const goes = this.#runs.find(({ status }) => !isRunning(status)) ?? this.#runs[0];
		if (goes) this.#folds.delete(goes.id);
		return this.#runs.filter((run) => run !== goes);
	}

	async #readLast(): Promise<Saved['lastRun'] | undefined> {
		const text = this.#ports.tab.get(KEY);
		if (text === undefined) return undefined;
		try {
			return await readSaved('lastRun', JSON.parse(text));
		} catch {
			return undefined;
		}
	}
}
