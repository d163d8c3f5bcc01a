import type { ErrorData } from '#lib/protocol/service-schemas.ts';
import type { Bus } from '#lib/core/bus/bus.ts';
import type { Clock, Locks, NewId, RecordStore, TabChannel } from '#lib/core/ports.ts';
import { RunId, StoredRun, type WorkspaceId } from '#lib/core/runs/run-records.ts';
import { ask, readContent, type Outcome } from './ask-about.ts';
import {
	BatchTabMessage,
	countItems,
	lockOfBatch,
	type BatchId,
	type BatchItem,
	type StoredBatch
} from './batch-records.ts';
import { isOfServer, isOfSize } from './error-kinds.ts';
import {
	batchChange,
	itemChange,
	listBatches,
	readBatch,
	readItems,
	waiting
} from './keep-batches.ts';

export interface BatchPorts {
	bus: Bus;
	store: RecordStore;
	clock: Clock;
	locks: Locks;
	tabs: TabChannel;
	newId: NewId;
	/** How many documents may be asked about at once with that model, asked before each; less than one counts as one. */
	placesAtOnce: (model: string | undefined) => number;
	/** Told before a run of a batch begins: it belongs where the batch does, whatever the page shows meanwhile. */
	placeRun: (run: RunId, workspace: WorkspaceId) => void;
	/** The store failed, or a defect of ours: the batch stays as it is stored, and the next page goes on with it. */
	onBroken: (error: unknown) => void;
}

/** Works on batches, one document after another or a few at once. */
export interface BatchRunner {
	/** Works on a batch until nothing waits in it, unless another tab does. Resolves when this page's work on it has ended. */
	go: (id: BatchId) => Promise<void>;
	/** Goes on with every batch whose page is gone, and gives those. */
	takeUp: () => Promise<StoredBatch[]>;
}

/** How often the owner says that it lives, and looks whether it is to stop. */
const BEAT_MS = 2000;
/** Where the browser knows no locks: an owner that has said nothing for so long is gone. */
const SILENT_AFTER_MS = 20_000;
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;

/** How the batch as a whole stands now. */
interface Told {
	status: StoredBatch['status'];
	problem?: ErrorData;
}

/** A batch that this page works on. Its items are replaced one by one. */
interface Job {
	id: BatchId;
	model: string | undefined;
	items: BatchItem[];
	stopped: AbortController;
	/** What the server could not be used for, until it is tried again. */
	problem: ErrorData | undefined;
	pauseMs: number;
	/** Resolves when all that was to be stored so far has been: each step reads what the one before has written. */
	saved: Promise<unknown>;
}

/**
 * Makes what works on batches: each document becomes a request on the bus, like one that a view asks for, so whoever records
 * runs records these too. The queue is the stored items: a page that begins goes on where another ended.
 */
export function createBatchRunner(ports: BatchPorts): BatchRunner {
	const { bus, store, clock, locks, tabs } = ports;
	const jobs = new Map<BatchId, Promise<void>>();

	function go(id: BatchId): Promise<void> {
		const before = jobs.get(id);
		if (before) return before;
		const work = own(id)
			.catch(ports.onBroken)
			.finally(() => jobs.delete(id));
		jobs.set(id, work);
		return work;
	}

	async function own(id: BatchId) {
		const release = await locks.holdAlone(lockOfBatch(id));
		if (!release) return;
		try {
			if (await isElsewhere(id)) {
				clock.after(SILENT_AFTER_MS, () => void go(id));
				return;
			}
			do await work(id);
			while (await isLeft(id));
		} finally {
			release();
		}
	}

	/** Something was asked once more meanwhile, in whatever tab. */
	async function isLeft(id: BatchId): Promise<boolean> {
		const batch = await readBatch(store, id);
		if (!batch || batch.status === 'stopped') return false;
		return (await readItems(store, id)).some(({ status }) => status === 'waiting');
	}

	/** Asked of the record where the browser does not tell who holds a lock. */
	async function isElsewhere(id: BatchId): Promise<boolean> {
		if ((await locks.isHeld(lockOfBatch(id))) !== undefined) return false;
		const batch = await readBatch(store, id);
		return batch !== undefined && clock.now() - batch.seen_at < SILENT_AFTER_MS;
	}

	async function work(id: BatchId) {
		const job: Job = {
			id,
			model: (await readBatch(store, id))?.request.model,
			items: await readItems(store, id),
			stopped: new AbortController(),
			problem: undefined,
			pauseMs: FIRST_PAUSE_MS,
			saved: Promise.resolve()
		};
		const { signal } = job.stopped;
		const stopTabs = tabs.subscribe((outside) => {
			const message = BatchTabMessage.safeParse(outside).data;
			if (message?.type === 'stop_batch' && message.id === id) job.stopped.abort();
			if (message?.type === 'batches_changed' && message.ids.includes(id)) {
				void takeBack(job).catch(() => undefined);
			}
		});
		let cancelBeat = () => {};
		const beat = () => {
			cancelBeat = clock.after(BEAT_MS, () => {
				void save(job, []).catch(() => undefined);
				beat();
			});
		};
		beat();
		signal.addEventListener('abort', () => {
			for (const { run } of job.items.filter(isUnderWay)) cancel(run);
		});
		try {
			await settleRunning(job);
			await save(job, [], { status: 'running' });
			await askAll(job);
		} finally {
			cancelBeat();
			stopTabs();
		}
	}

	/** Of what was under way when its page went, what has ended is taken over; the rest waits again. */
	async function settleRunning(job: Job) {
		const settled: BatchItem[] = [];
		for (const item of job.items.filter(isUnderWay)) {
			const run = item.run && StoredRun.safeParse(await store.get('runs', item.run)).data;
			if (run && (run.status === 'done' || run.status === 'length')) {
				settled.push({ ...item, status: run.status, excerpt: run.excerpt });
				continue;
			}
			// A relay may still be at it.
			cancel(item.run);
			settled.push(waiting(item));
		}
		if (settled.length > 0) await save(job, settled);
	}

	async function askAll(job: Job) {
		const lanes = new Set<Promise<void>>();
		let broken: Error | undefined;
		for (;;) {
			const next = job.items.find(({ status }) => status === 'waiting');
			const mayBegin =
				!job.stopped.signal.aborted && job.problem === undefined && broken === undefined;
			if (mayBegin && next && lanes.size < Math.max(1, ports.placesAtOnce(job.model))) {
				const lane = askOne(job, next)
					.catch((error: unknown) => {
						broken = error instanceof Error ? error : new Error(String(error));
					})
					.finally(() => lanes.delete(lane));
				lanes.add(lane);
				continue;
			}
			if (lanes.size > 0) await Promise.race(lanes);
			else if (broken !== undefined) throw broken;
			else if (job.stopped.signal.aborted) return;
			else if (job.problem) await pause(job, job.problem);
			else if (!(await takeBack(job))) break;
		}
		await save(job, [], { status: 'done' });
	}

	async function askOne(job: Job, item: BatchItem) {
		const run = RunId.parse(ports.newId());
		// Before anything is waited for: the next look at the queue must not find it again.
		replace(job, { ...item, status: 'running', run });
		const batch = await save(job, [{ ...item, status: 'running', run }]);
		if (!batch || job.stopped.signal.aborted) {
			await save(job, [waiting(item)]);
			return;
		}
		const read = await readContent(store, item);
		if (!('error' in read)) ports.placeRun(run, batch.workspace);
		const outcome: Outcome =
			'error' in read
				? { status: 'failed', error: read.error }
				: await ask(bus, run, batch, item, read.content);
		await save(job, [ended(job, { ...item, run }, outcome)]);
	}

	function ended(job: Job, item: BatchItem, outcome: Outcome): BatchItem {
		switch (outcome.status) {
			case 'done':
			case 'length':
				job.pauseMs = FIRST_PAUSE_MS;
				return { ...item, ...outcome };
			case 'cancelled':
				if (job.stopped.signal.aborted) return waiting(item);
				return {
					...item,
					status: 'failed',
					error: { code: 'cancelled', message: 'Its run was stopped.', retryable: true }
				};
			case 'failed':
				if (isOfServer(outcome.error.code)) {
					job.problem = outcome.error;
					return waiting(item);
				}
				return {
					...item,
					status: isOfSize(outcome.error.code) ? 'does_not_fit' : 'failed',
					error: outcome.error
				};
		}
	}

	/** Takes over what is asked once more, in whatever tab; whether there is any. */
	function takeBack(job: Job): Promise<boolean> {
		return inTurn(job, async () => {
			const stored = await readItems(store, job.id);
			const again = stored.filter(({ index, status }) => {
				const mine = job.items.find((item) => item.index === index);
				return status === 'waiting' && mine?.status !== 'waiting' && mine?.status !== 'running';
			});
			for (const item of again) replace(job, item);
			return again.length > 0;
		});
	}

	/** Until the server is back, by what it tells or by trying; or until a person stops it. */
	async function pause(job: Job, problem: ErrorData) {
		const { signal } = job.stopped;
		await save(job, [], { status: 'paused', problem });
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const cancelTimer = clock.after(Math.max(job.pauseMs, problem.retry_after_ms ?? 0), goOn);
			const unsubscribe = bus.subscribe({ type: 'models_state' }, ({ data }) => {
				if (data.endpoint_state === 'connected' || data.endpoint_state === 'simulated') goOn();
			});
			signal.addEventListener('abort', goOn);
			function goOn() {
				cancelTimer();
				unsubscribe();
				signal.removeEventListener('abort', goOn);
				resolve();
			}
		});
		job.pauseMs = Math.min(2 * job.pauseMs, LONGEST_PAUSE_MS);
		job.problem = undefined;
		await save(job, [], { status: 'running' });
	}

	/**
	 * Stores items, how many stand how, and that the owner lives. What others have changed of the batch's record stays.
	 *
	 * @returns the record; `undefined` where it was deleted, which stops the work as a stop does
	 */
	function save(
		job: Job,
		items: readonly BatchItem[],
		told?: Told
	): Promise<StoredBatch | undefined> {
		return inTurn(job, () => write(job, items, told));
	}

	function inTurn<Result>(job: Job, task: () => Promise<Result>): Promise<Result> {
		const turn = job.saved.then(task);
		job.saved = turn.catch(() => undefined);
		return turn;
	}

	async function write(job: Job, items: readonly BatchItem[], told: Told | undefined) {
		for (const item of items) replace(job, item);
		const stored = await readBatch(store, job.id);
		if (stored?.status === 'stopped' || !stored) job.stopped.abort();
		if (!stored) return undefined;
		const isStopped = stored.status === 'stopped';
		const batch: StoredBatch = {
			...stored,
			...(told && !isStopped ? { status: told.status, problem: told.problem } : {}),
			counts: countItems(job.items),
			seen_at: clock.now()
		};
		await store.write([batchChange(batch), ...items.map(itemChange)]);
		tabs.post({ type: 'batches_changed', ids: [job.id] } satisfies BatchTabMessage);
		return batch;
	}

	function cancel(run: RunId | undefined) {
		if (run !== undefined) bus.publish({ type: 'cancel', data: { request_id: run } });
	}

	return {
		go,
		async takeUp() {
			const left: StoredBatch[] = [];
			for (const batch of (await listBatches(store)).batches) {
				const isOpen = batch.status === 'running' || batch.status === 'paused';
				if (isOpen && !(await locks.isHeld(lockOfBatch(batch.id)))) left.push(batch);
			}
			for (const { id } of left) void go(id);
			return left;
		}
	};
}

function isUnderWay({ status }: BatchItem): boolean {
	return status === 'running';
}

function replace(job: Job, item: BatchItem) {
	job.items = job.items.map((other) => (other.index === item.index ? item : other));
}
