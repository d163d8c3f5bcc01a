import type { RecordStore, TableName } from '#lib/core/ports.ts';

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
		list: async (table) => {
			const records = [...tableOf(table)].map(([key, value]) => ({
				key,
				value: structuredClone(value)
			}));
			return Promise.resolve(records.sort((left, right) => (left.key < right.key ? -1 : 1)));
		},
		close: () => {
			tables.clear();
		}
	};
}
