import type { KeyQuery, RecordStore, TableName } from '#lib/core/ports.ts';

/**
 * Records that live as long as the page or the process: for tests, for Node, and for a browser that refuses storage.
 * Values are copied on the way in and out, as a database does it, so nobody shares an object with the store.
 */
export function createMemoryRecordStore(): RecordStore {
	const tables = new Map<TableName, Map<string, unknown>>();

	function tableOf(name: TableName): Map<string, unknown> {
		const table = tables.get(name) ?? new Map<string, unknown>();
		tables.set(name, table);
		return table;
	}

	function keysOf(table: TableName, { from, to, limit }: KeyQuery): string[] {
		const keys = [...tableOf(table).keys()].filter(
			(key) => (from === undefined || key >= from) && (to === undefined || key <= to)
		);
		return keys.sort((left, right) => (left < right ? -1 : 1)).slice(0, limit);
	}

	return {
		get: async (table, key) => Promise.resolve(structuredClone(tableOf(table).get(key))),
		// The async function turns what structuredClone refuses into a rejection.
		put: async (table, key, value) => {
			tableOf(table).set(key, structuredClone(value));
			return Promise.resolve();
		},
		delete: async (table, key) => {
			tableOf(table).delete(key);
			return Promise.resolve();
		},
		write: async (changes) => {
			// Copied before anything is changed: what cannot be copied leaves everything as it was.
			for (const { table, key, value } of structuredClone(changes)) {
				if (value === undefined) tableOf(table).delete(key);
				else tableOf(table).set(key, value);
			}
			return Promise.resolve();
		},
		list: async (table, range = {}) =>
			Promise.resolve(
				keysOf(table, range).map((key) => ({
					key,
					value: structuredClone(tableOf(table).get(key))
				}))
			),
		keys: async (table, range = {}) => Promise.resolve(keysOf(table, range)),
		close: () => {
			tables.clear();
		}
	};
}
