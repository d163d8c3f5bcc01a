import type { Dexie, Transaction } from 'dexie';
import type { TableName } from '#lib/core/ports.ts';

/** One step in the life of the database. A released step is never changed, only followed by the next. */
export interface SchemaVersion {
	adds: readonly TableName[];
	/** Rewrites what the step before left; runs once, inside the transaction that upgrades. */
	upgrade?: (transaction: Transaction) => PromiseLike<unknown>;
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
	{ adds: ['batches', 'batch_items'] }
] as const satisfies readonly SchemaVersion[];

/** A table that some version has added. The store does not compile while the port names another. */
export type StoredTable = (typeof SCHEMA_VERSIONS)[number]['adds'][number];

/** A record as it lies in its table: the key inside, so that one read lists keys and values together. */
export interface StoredRecord {
	key: string;
	value: unknown;
}

/** Tells Dexie the versions, before it opens the database. */
export function declareVersions(
	database: Dexie,
	versions: readonly SchemaVersion[] = SCHEMA_VERSIONS
): void {
	for (const [index, { adds, upgrade }] of versions.entries()) {
		const version = database
			.version(index + 1)
			.stores(Object.fromEntries(adds.map((table) => [table, 'key'])));
		if (upgrade) version.upgrade(upgrade);
	}
}

/**
 * Whether the open database is of a later version than any declared, which Dexie opens all the same. Dexie's version is
 * ten times smaller than the browser's, and it counts the last digit up where it adds a missing table by itself.
 */
export function isNewerThanDeclared(database: Dexie): boolean {
	return Math.floor(database.backendDB().version / 10) > SCHEMA_VERSIONS.length;
}
