import type {
	KeyQuery,
	KeyRange,
	RecordChange,
	RecordEntry,
	RecordStore
} from '#lib/core/ports.ts';
import {
	connectToDatabase,
	type DatabaseConnection,
	type DatabaseConnectionOptions
} from './database-connection.ts';
import type { StoredRecord, StoredTable } from './schema-versions.ts';
import { StorageError, toStorageError } from './storage-error.ts';

/**
 * Opens the records kept in IndexedDB. What its promises reject with is a {@link StorageError}.
 *
 * @throws {StorageError} `blocked`, `timeout`, `newer_version`, `unavailable`, `quota` or `failed`
 */
export async function openIndexedDbRecordStore(
	options: DatabaseConnectionOptions = {}
): Promise<RecordStore> {
	const connection = await connectToDatabase(options);

	async function get(table: StoredTable, key: string): Promise<StoredRecord | undefined> {
		return read(
			connection,
			table,
			(records) => records.get(key) as IDBRequest<StoredRecord | undefined>
		);
	}

	async function keys(table: StoredTable, range: KeyQuery = {}): Promise<string[]> {
		if (isEmpty(range)) return [];
		return read(
			connection,
			table,
			(records) => records.getAllKeys(rangeOf(range), range.limit) as IDBRequest<string[]>
		);
	}

	/** Reads all at once; where the browser has lost a part of one record, each by itself, without those that fail. */
	async function list(table: StoredTable, range: KeyQuery = {}): Promise<RecordEntry[]> {
		if (isEmpty(range)) return [];
		try {
			return await read(
				connection,
				table,
				(records) => records.getAll(rangeOf(range), range.limit) as IDBRequest<StoredRecord[]>
			);
		} catch (error) {
			skipUnreadable(error);
		}
		const found: RecordEntry[] = [];
		for (const key of await keys(table, range)) {
			const record = await get(table, key).catch(skipUnreadable);
			if (record) found.push(record);
		}
		return found;
	}

	return {
		get: async (table, key) => (await get(table, key))?.value,
		put: (table, key, value) =>
			change(connection, [table], (transaction) => {
				transaction.objectStore(table).put({ key, value });
			}),
		delete: (table, key) =>
			change(connection, [table], (transaction) => {
				transaction.objectStore(table).delete(key);
			}),
		write: (changes) => write(connection, changes),
		list,
		keys,
		close: connection.close
	};
}

async function read<Value>(
	connection: DatabaseConnection,
	table: StoredTable,
	ask: (records: IDBObjectStore) => IDBRequest<Value>
): Promise<Value> {
	try {
		const transaction = await connection.begin([table], 'readonly');
		const request = ask(transaction.objectStore(table));
		return await new Promise((resolve, reject) => {
			request.onsuccess = () => {
				resolve(request.result);
			};
			request.onerror = () => {
				reject(toStorageError(request.error));
			};
		});
	} catch (error) {
		throw toStorageError(error);
	}
}

async function write(
	connection: DatabaseConnection,
	changes: readonly RecordChange[]
): Promise<void> {
	if (changes.length === 0) return;
	const tables = [...new Set(changes.map(({ table }) => table))];
	await change(connection, tables, (transaction) => {
		const stores = new Map(tables.map((table) => [table, transaction.objectStore(table)]));
		for (const { table, key, value } of changes) {
			const records = stores.get(table);
			if (value === undefined) records?.delete(key);
			else records?.put({ key, value });
		}
	});
}

/**
 * One transaction over all tables that are named. All is handed to the browser at once, and nothing is waited for before the
 * commit: a page that goes away would not come to the next step.
 */
async function change(
	connection: DatabaseConnection,
	tables: readonly StoredTable[],
	ask: (transaction: IDBTransaction) => void
): Promise<void> {
	try {
		const transaction = await connection.begin(tables, 'readwrite');
		await new Promise<void>((resolve, reject) => {
			transaction.oncomplete = () => {
				resolve();
			};
			transaction.onabort = () => {
				reject(toStorageError(transaction.error));
			};
			try {
				ask(transaction);
				transaction.commit();
			} catch (error) {
				reject(toStorageError(error));
				transaction.abort();
			}
		});
	} catch (error) {
		throw toStorageError(error);
	}
}

/** The browser takes ends in the wrong order for an error; here they hold nothing. */
function isEmpty({ from, to }: KeyRange): boolean {
	return from !== undefined && to !== undefined && from > to;
}

function rangeOf({ from, to }: KeyRange): IDBKeyRange | undefined {
	if (from === undefined) return to === undefined ? undefined : IDBKeyRange.upperBound(to);
	return to === undefined ? IDBKeyRange.lowerBound(from) : IDBKeyRange.bound(from, to);
}

function skipUnreadable(error: unknown): undefined {
	if (error instanceof StorageError && error.code === 'unreadable') return undefined;
	throw error;
}
