import type { TableName } from '#lib/core/ports.ts';

/** One step in the life of the database. A released step is never changed, only followed by the next. */
export interface SchemaVersion {
	adds: readonly TableName[];
	/**
	 * Rewrites what the step before left; runs once, inside the transaction that upgrades. Must wait for nothing but
	 * requests of that transaction.
	 */
	upgrade?: (transaction: IDBTransaction) => Promise<unknown>;
}

/** What versions 1, 2, 3, … of the database brought, in order: the one list of tables. */
export const SCHEMA_VERSIONS = [
	{ adds: ['settings', 'drafts', 'choices'] },
	{
		adds: [
			'workspaces',
			'documents',
			'texts',
			'runs',
			'receipts',
			'answers',
			'live_runs',
			'signatures',
			'chats',
			'templates'
		]
	},
	{ adds: ['search_texts'] },
	{ adds: ['document_texts', 'document_maps', 'originals'] },
	{ adds: ['batches', 'batch_items'] },
	{ adds: ['chat_turns', 'chat_texts'] }
] as const satisfies readonly SchemaVersion[];

/** A table that some version has added. The store does not compile while the port names another. */
export type StoredTable = (typeof SCHEMA_VERSIONS)[number]['adds'][number];

/** A record as it lies in its table: the key inside, so that one read lists keys and values together. */
export interface StoredRecord {
	key: string;
	value: unknown;
}

/** The number that the browser keeps is ten times ours. Its last digit counts the additions of missing tables. */
export const BROWSER_VERSIONS = 10;

/** Which of our versions a database is of. */
export function versionOf(database: IDBDatabase): number {
	return Math.floor(database.version / BROWSER_VERSIONS);
}

export function lacksTables(database: IDBDatabase, versions: readonly SchemaVersion[]): boolean {
	return versions.some(({ adds }) => !adds.every((table) => hasTable(database, table)));
}

/**
 * Adds every table that is missing, and takes the steps after `oldVersion`, in order. What an upgrade rejects with undoes
 * all of it.
 *
 * @param oldVersion the browser's number; 0 where there was no database
 */
export async function upgradeSchema(
	transaction: IDBTransaction,
	oldVersion: number,
	versions: readonly SchemaVersion[]
): Promise<void> {
	const { db } = transaction;
	try {
		for (const [index, { adds, upgrade }] of versions.entries()) {
			for (const table of adds) {
				if (!hasTable(db, table)) db.createObjectStore(table, { keyPath: 'key' });
			}
			if (upgrade && (index + 1) * BROWSER_VERSIONS > oldVersion) await upgrade(transaction);
		}
	} catch (error) {
		transaction.abort();
		throw error;
	}
}

function hasTable(database: IDBDatabase, table: TableName): boolean {
	return database.objectStoreNames.contains(table);
}
