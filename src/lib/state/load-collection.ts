/** All that the pages of documents need of the store, in one chunk that loads with the first of them. */
export {
	deleteDocument,
	keepDocument,
	ORIGINALS_BUDGET_BYTES
} from '#lib/core/collection/keep-documents.ts';
export {
	listDocuments,
	readMap,
	readOriginal,
	readTextPart
} from '#lib/core/collection/read-documents.ts';
export { searchDocuments } from '#lib/core/collection/search-documents.ts';
export { findPlaces, foldCase, wordsOf } from '#lib/core/documents/find-places.ts';
export { DocumentId } from '#lib/core/documents/document-records.ts';
export { locate } from '#lib/core/documents/location-map.ts';
