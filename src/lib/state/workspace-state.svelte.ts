import { errorText } from '#lib/core/error-text.ts';
import type { WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { Clock, HashText, NewId, RecordStore, StorageSpace } from '#lib/core/ports.ts';

export interface WorkspacePorts {
	store: RecordStore;
	space: StorageSpace;
	clock: Clock;
	hashText: HashText;
	newId: NewId;
	/** The one that is exported. */
	workspace: () => WorkspaceId;
	/** What no export may hold. */
	secrets: () => Promise<string[]>;
	/** Told of the workspace that a file has become. */
	onImported: (workspace: WorkspaceId) => Promise<void>;
}

/** What the workspace's file is at. */
export type FileStatus =
	| { state: 'idle' | 'exporting' | 'importing' }
	| { state: 'imported'; runs: number }
	| { state: 'failed'; problem: string };

/** The room that the browser gives. */
export type SpaceStatus =
	| { state: 'looking' | 'unknown' }
	| { state: 'known'; usedBytes: number; quotaBytes: number; isKept: boolean };

/** Larger files are not even read. */
const LARGEST_FILE_BYTES = 800 * 1024 * 1024;

/** What is kept in this browser, as a whole: its size, and the way of a workspace out and in. */
export class WorkspaceState {
	readonly #ports: WorkspacePorts;
	#file = $state.raw<FileStatus>({ state: 'idle' });
	#space = $state.raw<SpaceStatus>({ state: 'looking' });
	/** The browser was asked to keep what is stored, and did not agree. */
	#wasRefused = $state(false);

	constructor(ports: WorkspacePorts) {
		this.#ports = ports;
	}

	get file(): FileStatus {
		return this.#file;
	}

	get space(): SpaceStatus {
		return this.#space;
	}

	get wasRefused(): boolean {
		return this.#wasRefused;
	}

	/** Asks the browser how much room there is. */
	readonly look = async (): Promise<void> => {
		const report = await this.#ports.space.look().catch(() => undefined);
		this.#space = report ? { state: 'known', ...report } : { state: 'unknown' };
	};

	/** Asks the browser not to clear what is stored. */
	readonly keep = async (): Promise<void> => {
		this.#wasRefused = !(await this.#ports.space.keep().catch(() => false));
		await this.look();
	};

	/** The workspace as the text of a file; `undefined` where that failed, which `file` tells. */
	async export(): Promise<string | undefined> {
		this.#file = { state: 'exporting' };
		try {
			const { store, workspace, hashText, clock, secrets } = this.#ports;
			const { exportWorkspace } = await import('#lib/core/exchange/workspace-file.ts');
			const text = await exportWorkspace(store, {
				workspace: workspace(),
				hashText,
				now: clock.now(),
				secrets: await secrets()
			});
			this.#file = { state: 'idle' };
			return text;
		} catch (error) {
			this.#fail(error);
			return undefined;
		}
	}

	/** Adds all that a file holds as a workspace, or nothing of it. */
	async import(file: Blob): Promise<void> {
		this.#file = { state: 'importing' };
		try {
			if (file.size > LARGEST_FILE_BYTES) {
				throw new Error('This file is too large to be read. Nothing was changed.');
			}
			const { importWorkspace } = await import('#lib/core/exchange/workspace-file.ts');
			const { store, hashText, newId, clock, onImported } = this.#ports;
			const { workspace, runs } = await importWorkspace(store, await file.text(), {
				hashText,
				newId,
				now: clock.now()
			});
			await onImported(workspace);
			this.#file = { state: 'imported', runs };
			await this.look();
		} catch (error) {
			this.#fail(error);
		}
	}

	#fail(error: unknown) {
		this.#file = {
			state: 'failed',
			problem: errorText(error)
		};
	}
}
