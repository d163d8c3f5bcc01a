import { createHashText } from '#lib/adapters/browser/hash-text.ts';
import type { DocumentReader } from '#lib/core/ports.ts';

/** Loads what reads files, when the first one comes. The Worker itself starts with the first file. */
export async function createDocumentReader(): Promise<DocumentReader> {
	const { createWorkerReader } = await import('#lib/adapters/files/worker-reader.ts');
	return createWorkerReader(async () => {
		const { default: ReadFilesWorker } =
			await import('./workers/read-files.worker.ts?worker&inline');
		return new ReadFilesWorker();
	}, createHashText());
}
