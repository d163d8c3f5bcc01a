import type { RecordStore } from '#lib/core/ports.ts';

/** A store that is still being opened: each call waits for it. The page is usable meanwhile. */
export function createDeferredStore(opening: Promise<RecordStore>): RecordStore {
	return {
		get: async (table, key) => (await opening).get(table, key),
		put: async (table, key, value) => (await opening).put(table, key, value),
		delete: async (table, key) => (await opening).delete(table, key),
		list: async (table) => (await opening).list(table),
		close: () => void opening.then((store) => store.close())
	};
}
