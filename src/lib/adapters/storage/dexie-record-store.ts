import { Dexie, type Collection, type Table } from 'dexie';
import type { KeyRange, RecordChange, RecordEntry, RecordStore } from '#lib/core/ports.ts';
import { declareVersions, isNewerThanDeclared } from './schema-versions.ts';
import type { StoredRecord, StoredTable } from './schema-versions.ts';
import { StorageError, toStorageError } from './storage-error.ts';

// On localhost Dexie would print each failure to the console; ours reach whoever called.
Dexie.debug = false;

export interface DexieRecordStoreOptions {
	/** All local HTML files of a browser may share one set of databases, so a name must be unmistakable. */
	name?: string;
	/**
	 * Called once if the database is closed under the store, because another tab upgrades or deletes it. Every later call
	 * of the store rejects with `closed`. Not called by `close()`.
	 */
	onClosed?: (error: StorageError) => void;
	/** How long the open may be blocked by another tab, in milliseconds; 3 seconds unless told. */
	blockedLimitMs?: number;
	/** How long the browser may take to open the database, in milliseconds; 15 seconds unless told. */
	openLimitMs?: number;
}

/**
 * Opens the records kept in IndexedDB; the database is made if there is none, and never deleted. What its promises
 * reject with is a {@link StorageError}. Dexie itself tries an open that fails with Chrome's passing UnknownError three
 * times more, and opens the database anew after the browser has dropped the connection.
 *
 * @throws {StorageError} `blocked`, `timeout`, `newer_version`, `unavailable`, `quota` or `failed`
 */
export async function openDexieRecordStore(
	options: DexieRecordStoreOptions = {}
): Promise<RecordStore> {
	const { name = 'assay', onClosed } = options;
	// The cache serves live queries, of which there are none.
	const database = new Dexie(name, { cache: 'disabled' });
	declareVersions(database);
	database.on('versionchange', () => {
		database.close();
		onClosed?.(new StorageError('closed'));
		// Keeps Dexie's own handler from running, which would open the database again at the next call.
		return false;
	});
	await openWithin(database, options);
	if (isNewerThanDeclared(database)) {
		database.close();
		throw new StorageError('newer_version');
	}

	const records = (table: StoredTable): Table<StoredRecord, string> => database.table(table);

	return {
		get: async (table, key) => {
			const record = await told(() => records(table).get(key));
			return record?.value;
		},
		put: async (table, key, value) => {
			await told(() => records(table).put({ key, value }));
		},
		delete: (table, key) => told(() => records(table).delete(key)),
		write: (changes) => told(() => writeAll(database, changes)),
		list: (table, range = {}) => listRecords(records(table), range),
		keys: (table, range = {}) => told(() => rangeOf(records(table), range).primaryKeys()),
		close: () => {
			database.close();
		}
	};
}

function rangeOf(
	table: Table<StoredRecord, string>,
	{ from, to }: KeyRange
): Collection<StoredRecord, string> {
	const keys = table.where(':id');
	if (from !== undefined && to !== undefined) {
		// Dexie takes ends in the wrong order for an error; here they hold nothing.
		return from <= to ? keys.between(from, to, true, true) : table.limit(0);
	}
	if (from !== undefined) return keys.aboveOrEqual(from);
	if (to !== undefined) return keys.belowOrEqual(to);
	return table.toCollection();
}

/** Reads all at once; where the browser has lost a part of one record, each by itself, without those that fail. */
async function listRecords(
	table: Table<StoredRecord, string>,
	range: KeyRange
): Promise<RecordEntry[]> {
	try {
		return await told(() => rangeOf(table, range).toArray());
	} catch (error) {
		if (!(error instanceof StorageError) || error.code !== 'unreadable') throw error;
	}
	const keys = await told(() => rangeOf(table, range).primaryKeys());
	const found: RecordEntry[] = [];
	for (const key of keys) {
		const record = await told(() => table.get(key)).catch(skipUnreadable);
		if (record) found.push(record);
	}
	return found;
}

function skipUnreadable(error: unknown): undefined {
	if (error instanceof StorageError && error.code === 'unreadable') return undefined;
	throw error;
}

/**
 * One transaction over all tables that are named. All is handed to the browser at once and without Dexie's steps between, and
 * nothing is waited for before the commit: a page that goes away would not come to the next step.
 */
async function writeAll(database: Dexie, changes: readonly RecordChange[]): Promise<void> {
	if (changes.length === 0) return;
	const tables = [...new Set(changes.map(({ table }) => table))];
	await database.transaction('rw', tables, ({ idbtrans }) => {
		for (const { table, key, value } of changes) {
			const records = idbtrans.objectStore(table);
			if (value === undefined) records.delete(key);
			else records.put({ key, value });
		}
		idbtrans.commit();
	});
}

/** Opens the database, or rejects in time. An open that succeeds after that is closed at once. */
async function openWithin(
	database: Dexie,
	{ blockedLimitMs = 3000, openLimitMs = 15_000 }: DexieRecordStoreOptions
): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const opening = told(() => database.open());
	const late = new Promise<never>((_, reject) => {
		function giveUpAfter(delayMs: number, code: 'blocked' | 'timeout') {
			clearTimeout(timer);
			timer = setTimeout(() => {
				reject(new StorageError(code));
				opening.then(
					() => {
						database.close();
					},
					() => undefined // The open has failed, too: there is nothing to close.
				);
			}, delayMs);
		}
		giveUpAfter(openLimitMs, 'timeout');
		database.on('blocked', () => {
			giveUpAfter(blockedLimitMs, 'blocked');
			// Keeps Dexie's own handler from writing to the console.
			return false;
		});
	});
	await Promise.race([opening, late]).finally(() => {
		clearTimeout(timer);
	});
}

/** Runs a call of Dexie and makes what it throws a {@link StorageError}. */
async function told<Value>(call: () => PromiseLike<Value>): Promise<Value> {
	try {
		return await call();
	} catch (error) {
		throw toStorageError(error);
	}
}
