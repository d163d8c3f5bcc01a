import type { RecordStore } from '#lib/core/ports.ts';

/** A store that is still being opened: each call waits for it. The page is usable meanwhile. */
export function createDeferredStore(opening: Promise<RecordStore>): RecordStore {
	return {
		get: async (table, key) => (await opening).get(table, key),
		put: async (table, key, value) => (await opening).put(table, key, value),
		delete: async (table, key) => (await opening).delete(table, key),
		write: async (changes) => (await opening).write(changes),
		list: async (table, range) => (await opening).list(table, range),
		keys: async (table, range) => (await opening).keys(table, range),
		close: () => void opening.then((store) => store.close())
	};
}
