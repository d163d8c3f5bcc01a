/** IndexedDB as tests use it beside ours, as another build of the app may in another tab. */

/** A connection of the given version; a new version gets these tables, made as every build has made them. */
export function openRaw(
	name: string,
	version: number,
	tables: readonly string[] = []
): Promise<IDBDatabase> {
	const request = indexedDB.open(name, version);
	request.onupgradeneeded = () => {
		for (const table of tables) request.result.createObjectStore(table, { keyPath: 'key' });
	};
	return rawRequest(request);
}

export function rawRequest<Value>(request: IDBRequest<Value>): Promise<Value> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => {
			resolve(request.result);
		};
		request.onerror = () => {
			reject(new Error('The raw request failed', { cause: request.error }));
		};
	});
}
