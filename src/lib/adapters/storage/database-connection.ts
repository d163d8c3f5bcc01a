import { openDatabase, type OpenDatabaseOptions } from './open-database.ts';
import type { StoredTable } from './schema-versions.ts';
import { nameOfError, StorageError } from './storage-error.ts';

export interface DatabaseConnectionOptions extends OpenDatabaseOptions {
	/**
	 * Called once if the database is closed under the store, because another tab upgrades or deletes it. Every later call
	 * of the store rejects with `closed`. Not called by `close()`.
	 */
	onClosed?: (error: StorageError) => void;
}

/** The way to an open database, which is opened anew after the browser has dropped it. */
export interface DatabaseConnection {
	/**
	 * @throws {StorageError} what an open throws
	 * @throws {DOMException} `InvalidStateError`, when it was closed for good
	 */
	begin: (
		tables: readonly StoredTable[],
		mode: 'readonly' | 'readwrite'
	) => Promise<IDBTransaction>;
	close: () => void;
}

/** @throws {StorageError} what an open throws */
export async function connectToDatabase(
	options: DatabaseConnectionOptions
): Promise<DatabaseConnection> {
	let current: IDBDatabase | undefined;
	let opening: Promise<IDBDatabase> | undefined;
	let isClosed = false;

	function close() {
		isClosed = true;
		current?.close();
	}

	async function open(): Promise<IDBDatabase> {
		const database = await openDatabase(options);
		if (isClosed) database.close();
		else current = database;
		database.onversionchange = () => {
			if (isClosed) return;
			close();
			options.onClosed?.(new StorageError('closed'));
		};
		database.onclose = () => {
			if (current === database) current = undefined;
		};
		return database;
	}

	/** However many ask, it is opened once. */
	function reopen(): Promise<IDBDatabase> {
		opening ??= open().finally(() => {
			opening = undefined;
		});
		return opening;
	}

	await reopen();
	return {
		async begin(tables, mode) {
			const database = current ?? (await reopen());
			try {
				return database.transaction([...tables], mode);
			} catch (error) {
				if (isClosed || nameOfError(error) !== 'InvalidStateError') throw error;
			}
			// The browser has dropped it, and not said so yet.
			if (current === database) current = undefined;
			return (current ?? (await reopen())).transaction([...tables], mode);
		},
		close
	};
}
