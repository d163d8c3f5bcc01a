import { lineMap } from '#lib/core/documents/location-map.ts';
import { fakeHashText } from '#lib/core/fakes.ts';
import { DocumentReadError, type DocumentReader } from '#lib/core/ports.ts';

/** Reads every file as text, and refuses those whose names begin with `bad`. */
export function createFakeDocumentReader(): DocumentReader {
	return {
		async read(file, { signal, onProgress }) {
			onProgress(0.5);
			const text = await file.text();
			signal.throwIfAborted();
			if (file.name.startsWith('bad')) {
				throw new DocumentReadError(`Expected a text, got ${file.name}.`, 'Save it as text.');
			}
			return {
				kind: 'text',
				pieces: text === '' ? [] : [text],
				contentHash: await fakeHashText(text),
				map: lineMap(text),
				encoding: 'utf-8',
				warnings: []
			};
		}
	};
}
