import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import {
	createRunFold,
	emptyRun,
	isRunning,
	type RunFold,
	type RunView
} from '#lib/core/analysis/run-fold.ts';
import type { Clock, FrameScheduler, NewId } from '#lib/core/ports.ts';
import type { RunScope } from './run-scope.ts';
import type { SpokenAnswer } from './spoken-answer.svelte.ts';

/** What was run, kept with its answer. */
export interface RunRecord {
	request: LlmRequestData;
	scope: RunScope;
	/** Epoch milliseconds. */
	startedAt: number;
	/** Somebody else on the channel asked for it; they are named where they gave a name. */
	watched?: { by: string | undefined } | undefined;
}

/** A run that began elsewhere: on another page of the channel, or on this one before it was loaded anew. */
export interface ShownRun {
	id: string;
	view: RunView;
	record: RunRecord;
}

export interface RunStatePorts {
	bus: Bus;
	clock: Clock;
	newId: NewId;
	frames: FrameScheduler;
	/** For what comes of the answer while it is written; absent: every frame. */
	growth?: FrameScheduler;
	/** Told when a run begins and ends, so that closing the page can be warned of. */
	onActive: (isActive: boolean) => void;
	/** Told of a run before it is asked for. */
	onStart?: (id: string, scope: RunScope) => void;
}

/** How often the elapsed time and a retry's countdown move on. */
const TICK_MS = 500;

/** One run and its answer, as components see it: however fast tokens come, the view changes once a frame. */
export class RunState {
	readonly #ports: RunStatePorts;
	/** Loaded with the first run. */
	#spoken = $state.raw<SpokenAnswer | undefined>();
	/** How much of the answer was there before it was followed, and is not read aloud. */
	#unspoken = 0;
	#view = $state.raw<RunView>(emptyRun());
	#record = $state.raw<RunRecord | undefined>();
	/** The run as its figures tell it: numbers that change with every frame cannot be read. */
	#figures = $state.raw<RunView>(emptyRun());
	/** Monotonic; moves on while a run is under way. */
	#nowMs = $state(0);
	#requestId: string | undefined;
	#cancelTick = () => {};
	#unsubscribe = () => {};

	readonly isRunning = $derived(isRunning(this.#view.status));

	constructor(ports: RunStatePorts) {
		this.#ports = ports;
	}

	get view(): RunView {
		return this.#view;
	}

	/** The same, but while it is written at most twice a second. */
	get figures(): RunView {
		return this.#figures;
	}

	/** What is read aloud of the answer while it is written. */
	get spoken(): string {
		return this.#spoken?.text ?? '';
	}

	/** What has come of the answer, with what it goes on from. */
	get answer(): string {
		return (this.#record?.request.partial_answer ?? '') + this.#view.text;
	}

	/** `undefined` before the first run. */
	get record(): RunRecord | undefined {
		return this.#record;
	}

	/** Since the run began, in milliseconds, while it is under way. */
	get elapsedMs(): number {
		return Math.max(0, this.#nowMs - this.#view.startedAtMs);
	}

	/** Until the automatic retry starts, in milliseconds; `undefined` while none waits. */
	get retryInMs(): number | undefined {
		return this.#view.retry && Math.max(0, this.#view.retry.dueAtMs - this.#nowMs);
	}

	/** The run that is shown, to be shown again later. */
	get shown(): ShownRun | undefined {
		if (this.#requestId === undefined || this.#record === undefined) return undefined;
		return { id: this.#requestId, view: this.#view, record: this.#record };
	}

	/** Starts a run. One's own that is under way is stopped, and what it still tells is not shown. */
	start(request: LlmRequestData, scope: RunScope): void {
		if (!this.#record?.watched) this.stop();
		const { bus, clock, newId } = this.#ports;
		const id = newId();
		const record: RunRecord = { request, scope, startedAt: clock.now() };
		this.#follow(id, createRunFold(clock.monotonic()), record);
		this.#ports.onStart?.(id, scope);
		bus.publish({ type: 'llm_request', id, data: request });
	}

	/** Shows a run that began elsewhere, from where it stands. What was shown before goes on without being shown. */
	show({ id, view, record }: ShownRun): void {
		this.#follow(id, createRunFold(view.startedAtMs, view), record);
	}

	#follow(id: string, fold: RunFold, record: RunRecord) {
		this.#unsubscribe();
		this.#cancelTick();
		const { bus, clock, frames, growth = frames } = this.#ports;
		this.#requestId = id;
		this.#record = record;
		this.#view = fold.view();
		this.#figures = this.#view;
		this.#unspoken = this.#view.growing.length;
		this.#spoken?.begin(this.#unspoken);
		this.#ports.onActive(this.isRunning);
		if (!this.isRunning) return;
		// Whoever reads the answer by ear loses nothing where it cannot be loaded: it stands on the page.
		this.loadSpoken().catch(() => undefined);
		this.#tick();
		const show = () => {
			// The end is shown as it comes; what was asked for before it may be due later.
			if (this.#requestId !== id || !isRunning(this.#view.status)) return;
			this.#view = fold.view();
			if (!this.isRunning) this.#figures = this.#view;
			this.#spoken?.read(this.#view.growing, !this.isRunning);
			// A countdown that has just begun must not start from the last tick.
			this.#nowMs = clock.monotonic();
		};
		this.#unsubscribe = bus.subscribe({ request_id: id }, (message) => {
			fold.apply(message, clock.monotonic());
			if (message.type === 'llm_chunk' && message.data.is_final) {
				this.#finish();
				show();
			} else growth.schedule(show);
		});
	}

	/** Ends the run that is under way, and keeps what came. */
	readonly stop = (): void => {
		if (this.isRunning && this.#requestId !== undefined) {
			this.#ports.bus.publish({ type: 'cancel', data: { request_id: this.#requestId } });
		}
	};

	/** Runs the same request once more, with a new id. */
	readonly retry = (): void => {
		if (this.#record) this.start(this.#record.request, this.#record.scope);
	};

	/** Forgets the answer. One's own run that is under way is stopped. */
	clear(): void {
		if (!this.#record?.watched) this.stop();
		this.#requestId = undefined;
		this.#record = undefined;
		this.#view = emptyRun();
		this.#figures = this.#view;
		this.#spoken?.begin(0);
		this.#finish();
	}

	/** Loads what is read aloud. */
	async loadSpoken(): Promise<void> {
		const { SpokenAnswer } = await import('./spoken-answer.svelte.ts');
		if (this.#spoken) return;
		const spoken = new SpokenAnswer(this.#ports.clock);
		spoken.begin(this.#unspoken);
		spoken.read(this.#view.growing, !this.isRunning);
		this.#spoken = spoken;
	}

	#finish() {
		this.#unsubscribe();
		this.#cancelTick();
		this.#ports.onActive(false);
	}

	#tick() {
		this.#cancelTick();
		this.#nowMs = this.#ports.clock.monotonic();
		this.#figures = this.#view;
		this.#cancelTick = this.#ports.clock.after(TICK_MS, () => this.#tick());
	}
}
