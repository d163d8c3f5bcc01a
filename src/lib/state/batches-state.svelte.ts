import { errorText } from '#lib/core/error-text.ts';
import { untrack } from 'svelte';
import type { BatchId, BatchItem, StoredBatch } from '#lib/core/batch/batch-records.ts';
import type { BatchRunner } from '#lib/core/batch/run-batches.ts';
import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { BatchTableKind } from '#lib/core/exchange/batch-table.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { Clock, NewId, RecordStore, TabChannel } from '#lib/core/ports.ts';
import type { ListStatus } from './list-status.ts';
import type { ModelChoice } from './model-choice.svelte.ts';
import { requestOfChoices } from './request-of-choices.ts';
import type { TemplateState } from './template-state.svelte.ts';

export interface BatchesParts {
	store: RecordStore;
	clock: Clock;
	newId: NewId;
	/** What any tab stores arrives here, and what this page stores, too. */
	tabs: TabChannel;
	templates: TemplateState;
	models: ModelChoice;
	/** Where a batch that is begun now belongs. */
	workspace: () => WorkspaceId;
	/** Whether the page shows the workspace that a batch belongs to. */
	isShown: (workspace: WorkspaceId) => boolean;
	/** What works on batches in this page; loaded with the first. */
	runner: () => Promise<BatchRunner>;
	/** What must not be in a file. */
	secrets: () => Promise<readonly string[]>;
}

/** A batch with all that is stored of it. */
export interface OpenedBatch {
	batch: StoredBatch;
	items: readonly BatchItem[];
}

/** Where tabs cannot tell each other, a batch that is under way is looked at so often. */
const LOOK_AGAIN_MS = 1000;

/** The store's part of batches is loaded when their page is opened. */
const load = () => import('./load-batches.ts');

/** Batches: one template on many documents. The list, the one that is open, and the documents chosen for the next. */
export class BatchesState {
	readonly #parts: BatchesParts;
	#every = $state.raw<readonly StoredBatch[]>([]);
	#status = $state.raw<ListStatus>({ state: 'closed' });
	#unreadable = $state(0);
	#opened = $state.raw<OpenedBatch | undefined>();
	#chosen = $state.raw<readonly StoredDocument[]>([]);
	/** The id that was asked for last: a slower answer to an older question is ignored. */
	#wanted: BatchId | undefined;
	#reading: Promise<void> | undefined;
	/** Something has changed since the reading began. */
	#isStale = false;

	/** Every batch of the workspace, the newest first. */
	readonly all: readonly StoredBatch[] = $derived.by(() =>
		this.#every.filter(({ workspace }) => this.#parts.isShown(workspace))
	);

	constructor(parts: BatchesParts) {
		this.#parts = parts;
	}

	get status(): ListStatus {
		return this.#status;
	}

	/** How many records could not be read. */
	get unreadable(): number {
		return this.#unreadable;
	}

	get opened(): OpenedBatch | undefined {
		return this.#opened;
	}

	/** The documents that the next batch is to be run on. */
	get chosen(): readonly StoredDocument[] {
		return this.#chosen;
	}

	/** Begins to show batches, and to follow what any tab changes; returns the end of it. */
	readonly watch = (): (() => void) => {
		const { tabs, clock } = this.#parts;
		untrack(() => void this.reload());
		const stopTabs = tabs.subscribe((outside) => void this.#hear(outside));
		let cancelLook = () => {};
		const look = () => {
			const isUnderWay = this.#every.some(
				({ status }) => status === 'running' || status === 'paused'
			);
			if (isUnderWay) void this.#refresh();
			cancelLook = clock.after(LOOK_AGAIN_MS, look);
		};
		cancelLook = clock.after(LOOK_AGAIN_MS, look);
		return () => {
			stopTabs();
			cancelLook();
		};
	};

	/** Reads the list anew, as after an import. */
	readonly reload = async (): Promise<void> => {
		if (this.#status.state !== 'ready') this.#status = { state: 'reading' };
		await this.#refresh();
	};

	/** Opens a batch; `undefined` closes the one that is open. */
	async open(id: BatchId | undefined): Promise<void> {
		this.#wanted = id;
		this.#chosen = [];
		await this.#readOpened();
	}

	/** Begins with nothing open or chosen, as the page shows another workspace. */
	readonly leave = (): void => {
		this.#chosen = [];
		// What reads batches is not loaded for nothing.
		if (this.#wanted !== undefined) void this.open(undefined);
	};

	/** Sets what the next batch is to be run on; the page offers to begin it. */
	choose(documents: readonly StoredDocument[]): void {
		this.#chosen = documents;
	}

	/** Runs the template that is chosen now on the chosen documents, and opens that batch. */
	async start(): Promise<void> {
		const { store, clock, newId, templates, models, runner } = this.#parts;
		const documents = this.#chosen;
		if (documents.length === 0) return;
		this.#chosen = [];
		const workspace = this.#parts.workspace();
		const { BatchId, createBatch } = await load();
		const { id } = await createBatch(store, {
			id: BatchId.parse(newId()),
			workspace,
			title: templates.card?.title ?? templates.chosenId,
			request: requestOfChoices(templates, models),
			documents,
			now: clock.now()
		});
		void (await runner()).go(id);
		await this.open(id);
		await this.#refresh();
	}

	/** Ends the work on a batch for now, in whatever tab it is done. */
	async stop(id: BatchId): Promise<void> {
		const { stopBatch } = await load();
		await stopBatch(this.#parts.store, id);
		this.#parts.tabs.post({ type: 'stop_batch', id });
		await this.#announce(id);
	}

	/** Goes on with a batch, and asks once more about the items that are named among those that have ended. */
	async goOn(id: BatchId, isWanted: (item: BatchItem) => boolean = () => false): Promise<void> {
		const { askAgain } = await load();
		await askAgain(this.#parts.store, id, isWanted);
		void (await this.#parts.runner()).go(id);
		await this.#announce(id);
	}

	/**
	 * Deletes a batch, at once, but none of its runs and documents.
	 *
	 * @returns what brings it back
	 */
	async remove(batch: StoredBatch): Promise<() => Promise<void>> {
		const { deleteBatch } = await load();
		const lost = await deleteBatch(this.#parts.store, batch);
		if (this.#wanted === batch.id) await this.open(undefined);
		await this.#announce(batch.id);
		return async () => {
			await this.#parts.store.write(lost);
			await this.#announce(batch.id);
		};
	}

	/** What came of a batch, as a file. */
	async table(
		opened: OpenedBatch,
		kind: BatchTableKind
	): Promise<{ name: string; text: string; mediaType: string }> {
		const { batchTable } = await load();
		return batchTable(this.#parts.store, opened, kind, await this.#parts.secrets());
	}

	async #hear(outside: unknown) {
		const { BatchTabMessage } = await load();
		const message = BatchTabMessage.safeParse(outside).data;
		if (message?.type === 'batches_changed') await this.#refresh();
	}

	async #announce(id: BatchId) {
		this.#parts.tabs.post({ type: 'batches_changed', ids: [id] });
		await this.#refresh();
	}

	/** Reads what is stored. What changes meanwhile is read once more, however often it changes. */
	#refresh(): Promise<void> {
		this.#isStale = true;
		this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
		return this.#reading;
	}

	async #readAll() {
		try {
			const { listBatches } = await load();
			while (this.#isStale) {
				this.#isStale = false;
				const { batches, unreadable } = await listBatches(this.#parts.store);
				this.#every = batches;
				this.#unreadable = unreadable;
				await this.#readOpened();
			}
			this.#status = { state: 'ready' };
		} catch (error) {
			const problem = errorText(error);
			this.#status = { state: 'failed', problem };
		}
	}

	async #readOpened() {
		const id = this.#wanted;
		const { store } = this.#parts;
		const { readBatch, readItems } = await load();
		const batch = id && (await readBatch(store, id));
		const items = id && (await readItems(store, id));
		if (this.#wanted === id) this.#opened = batch && items && { batch, items };
	}
}
