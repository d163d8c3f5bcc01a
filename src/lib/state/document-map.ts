import type { DocumentId } from '#lib/core/documents/document-records.ts';

/** Something for each of several documents. Replaced, never changed, so that whoever shows it sees the change. */
export type DocumentMap<Value> = ReadonlyMap<DocumentId, Value>;

export function documentMap<Value>(
	entries: Iterable<readonly [DocumentId, Value]> = []
): DocumentMap<Value> {
	return new Map(entries);
}

/** A copy without one document. */
export function without<Value>(map: DocumentMap<Value>, id: DocumentId): DocumentMap<Value> {
	return documentMap([...map].filter(([other]) => other !== id));
}
