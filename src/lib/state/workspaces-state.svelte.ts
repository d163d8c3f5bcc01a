import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import { FIRST, homeOf } from '#lib/core/workspaces/home-of.ts';
import type { StoredWorkspace } from '#lib/core/workspaces/workspace-records.ts';
import type { Clock, NewId, RecordStore, TabChannel, TabMemory } from '#lib/core/ports.ts';
import { readSaved } from './read-saved.ts';

export interface WorkspacesPorts {
	store: RecordStore;
	clock: Clock;
	newId: NewId;
	tabs: TabChannel;
	/** What this tab keeps over a reload: another one may show another workspace. */
	tab: TabMemory;
	/** Told which workspace is shown from now on. */
	onEnter: (id: WorkspaceId) => void;
	/** Much has come or gone at once: reads anew what the page shows. */
	reload: () => Promise<void>;
}

/** What came of deleting a workspace. */
export type Removal =
	{ state: 'removed'; bringBack: () => Promise<void> } | { state: 'last' | 'under_way' };

const KEY = 'workspace';
/** What tabs tell each other when there are others than before. */
const CHANGED = 'workspaces_changed';

/** Loaded where somebody has made a workspace, or makes one. */
const loadRecords = () => import('#lib/core/workspaces/workspace-records.ts');

/** The workspaces of this browser, and the one that this tab shows. */
export class WorkspacesState {
	readonly #ports: WorkspacesPorts;
	#all = $state.raw<readonly StoredWorkspace[]>([FIRST]);
	#currentId = $state<WorkspaceId>(FIRST.id);

	/** The one that is shown; what is begun now belongs to it. */
	readonly current: StoredWorkspace = $derived(
		this.#all.find(({ id }) => id === this.#currentId) ?? FIRST
	);

	constructor(ports: WorkspacesPorts) {
		this.#ports = ports;
		ports.tabs.subscribe((outside) => {
			// In some browsers other local pages can post, too.
			const isTold = typeof outside === 'object' && outside !== null && 'type' in outside;
			if (isTold && outside.type === CHANGED) void this.#list();
		});
	}

	/** The oldest first; at least one. */
	get all(): readonly StoredWorkspace[] {
		return this.#all;
	}

	/** Where there is one, nobody needs to know of it. */
	get areSeveral(): boolean {
		return this.#all.length > 1;
	}

	/** Whether a record of that workspace is shown now. */
	readonly isShown = (workspace: string): boolean =>
		homeOf(workspace, this.#all) === this.#currentId;

	/** Reads which there are, and shows the one that this tab, or else this browser, showed last. */
	async restore(): Promise<void> {
		const { store, tab } = this.#ports;
		const saved = await readSaved('workspace', await store.get('settings', KEY));
		this.#all = await listAll(store);
		const id = homeOf(tab.get(KEY) ?? saved?.id, this.#all);
		// From here on another tab that changes the browser's choice does not change this one's.
		tab.set(KEY, id);
		this.#show(id);
	}

	/** Shows another workspace, here and where the next tab is opened. What is under way goes on where it was begun. */
	readonly enter = (workspace: string): void => {
		const id = homeOf(workspace, this.#all);
		if (id === this.#currentId) return;
		this.#ports.tab.set(KEY, id);
		// It is for the next visit: a store without room refuses it, and nothing else changes.
		void this.#ports.store.put('settings', KEY, { id }).catch(() => undefined);
		this.#show(id);
	};

	/** Makes a workspace, and shows it. */
	async create(name: string): Promise<void> {
		const { store, newId, clock } = this.#ports;
		const { createWorkspace } = await loadRecords();
		const { id } = await createWorkspace(store, { id: newId(), name, now: clock.now() });
		await this.#announce();
		this.enter(id);
	}

	async rename(workspace: StoredWorkspace, name: string): Promise<void> {
		if (name.trim() === '') return;
		const { renameWorkspace } = await loadRecords();
		await renameWorkspace(this.#ports.store, workspace, name);
		await this.#announce();
	}

	/** Deletes a workspace with all that belongs to it, at once. */
	async remove({ id }: StoredWorkspace): Promise<Removal> {
		const { store } = this.#ports;
		const { deleteWorkspace } = await import('#lib/core/workspaces/delete-workspace.ts');
		const deletion = await deleteWorkspace(store, id);
		if (deletion.state !== 'deleted') return deletion;
		const wasShown = id === this.#currentId;
		const next = this.#all.find((other) => other.id !== id);
		if (wasShown && next) this.enter(next.id);
		await this.#announce();
		return {
			state: 'removed',
			bringBack: async () => {
				await store.write(deletion.lost);
				await this.taken(wasShown ? id : this.#currentId);
			}
		};
	}

	/** A whole workspace has come, from a file or by undoing: shows it. */
	async taken(id: WorkspaceId): Promise<void> {
		await this.#announce();
		this.enter(id);
	}

	async #announce() {
		this.#ports.tabs.post({ type: CHANGED });
		await this.#list();
	}

	async #list() {
		const before = this.#all;
		const all = await listAll(this.#ports.store);
		const gone = before.filter(({ id }) => !all.some((other) => other.id === id));
		if (gone.length > 0 || all.length > before.length) {
			// What has come is known before its records are read, and what is gone until they are not shown any more: neither
			// is taken for what belongs nowhere.
			this.#all = [...all, ...gone];
			await this.#ports.reload();
		}
		this.#all = all;
		// The one that was shown may be gone, in whatever tab that was.
		if (homeOf(this.#currentId, all) !== this.#currentId) this.enter(this.#currentId);
	}

	#show(id: WorkspaceId) {
		if (id === this.#currentId) return;
		this.#currentId = id;
		this.#ports.onEnter(id);
	}
}

/** As `listWorkspaces` does, without its schema where nobody has made a workspace. */
async function listAll(store: RecordStore): Promise<StoredWorkspace[]> {
	if ((await store.keys('workspaces')).length === 0) return [FIRST];
	const { listWorkspaces } = await loadRecords();
	return listWorkspaces(store);
}
