/** What the store is measured against: IndexedDB as anybody would use it, and none of our code. */

/** Stores each record in a transaction of its own, in a new database; returns the milliseconds after it was opened. */
export async function storeEach(
	databaseName: string,
	records: readonly { key: string; value: unknown }[]
): Promise<number> {
	const database = await open(databaseName);
	const startedAt = performance.now();
	for (const record of records) {
		const transaction = database.transaction('runs', 'readwrite');
		transaction.objectStore('runs').put(record);
		await new Promise<void>((resolve, reject) => {
			transaction.oncomplete = () => {
				resolve();
			};
			transaction.onabort = () => {
				reject(new Error('A record was not stored'));
			};
		});
	}
	const elapsedMs = performance.now() - startedAt;
	database.close();
	return elapsedMs;
}

/** A plain scan: reads every stored answer and text as IndexedDB gives them, and looks through all. */
export async function scanStored(databaseName: string, query: string): Promise<number> {
	const database = await open(databaseName);
	const readAll = (table: string) =>
		new Promise<{ value: unknown }[]>((resolve, reject) => {
			const reading = database.transaction(table).objectStore(table).getAll();
			reading.onsuccess = () => {
				resolve(reading.result as { value: unknown }[]);
			};
			reading.onerror = () => {
				reject(new Error('The records were not read'));
			};
		});
	const [answers, texts] = await Promise.all([readAll('answers'), readAll('texts')]);
	database.close();
	const words = query.toLowerCase().split(' ');
	let found = 0;
	// The benchmark's runs have one answer and one text each, in the same order.
	for (const [index, { value }] of answers.entries()) {
		const { pieces } = value as { pieces: { text: string }[] };
		const text = `${pieces[0]?.text}\n${String(texts[index]?.value)}`.toLowerCase();
		if (words.every((word) => text.includes(word))) found += 1;
	}
	return found;
}

function open(databaseName: string): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const opening = indexedDB.open(databaseName);
		opening.onupgradeneeded = () => {
			opening.result.createObjectStore('runs', { keyPath: 'key' });
		};
		opening.onsuccess = () => {
			resolve(opening.result);
		};
		opening.onerror = () => {
			reject(new Error('The database did not open'));
		};
	});
}
