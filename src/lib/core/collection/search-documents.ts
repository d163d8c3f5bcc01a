import { locate, type Place } from '#lib/core/documents/location-map.ts';
import type { DocumentId, StoredDocument } from '#lib/core/documents/document-records.ts';
import { findPlaces, foldCase, wordsOf } from '#lib/core/documents/find-places.ts';
import type { RecordStore } from '#lib/core/ports.ts';
import { TEXT_BLOCK } from './document-blocks.ts';
import { readMap, readTextPart } from './read-documents.ts';

/** What was found in a document. */
export interface DocumentHit {
	id: DocumentId;
	/** Where in the text; 0 where only the name holds the words. */
	offset: number;
	place: Place | undefined;
	/** The words around it. */
	snippet: string;
}

/** How much text is read and looked through at a time: some milliseconds of work. */
const PORTION = 32 * TEXT_BLOCK;
const SNIPPET_BEFORE = 40;
const SNIPPET_LENGTH = 160;

/**
 * Finds the documents in whose name or text every word occurs, parts of words included, in the given order. The place told
 * is that of the whole query where it occurs as it is, else that of its first word. Texts are read portion by portion, so
 * that neither the memory nor the page notices how long they are.
 *
 * @param onFound called with each as it is found
 * @param onSearched called after each document
 * @throws the signal's reason
 */
export async function searchDocuments(
	store: RecordStore,
	{ query, documents }: { query: string; documents: readonly StoredDocument[] },
	{ onFound, onSearched }: { onFound: (hit: DocumentHit) => void; onSearched: () => void },
	signal: AbortSignal
): Promise<void> {
	const words = wordsOf(query);
	if (words.length === 0) return;
	for (const document of documents) {
		const hit = await searchOne(store, document, words, signal);
		if (hit) onFound(hit);
		onSearched();
	}
}

async function searchOne(
	store: RecordStore,
	document: StoredDocument,
	words: readonly string[],
	signal: AbortSignal
): Promise<DocumentHit | undefined> {
	const name = foldCase(document.path);
	const phrase = words.join(' ');
	const missing = new Set(words.filter((word) => !name.includes(word)));
	let best: { offset: number; snippet: string; isPhrase: boolean } | undefined;
	for (let at = 0; at < document.text_length; at += PORTION) {
		// What reaches over the border of two portions is found with the first of them.
		const to = at + PORTION + phrase.length + SNIPPET_LENGTH;
		const part = await readTextPart(store, document, { from: at, to }).catch(() => undefined);
		signal.throwIfAborted();
		if (!part) break;
		const folded = foldCase(part.text);
		for (const word of missing) if (folded.includes(word)) missing.delete(word);
		const [first] = findPlaces(folded, phrase, 1);
		const [word] = best || first !== undefined ? [] : findPlaces(folded, words[0] ?? '', 1);
		const offset = first ?? word;
		if (offset !== undefined && (!best || first !== undefined)) {
			const snippet = snippetAt(part.text, offset);
			best = { offset: part.start + offset, snippet, isPhrase: first !== undefined };
		}
		if (missing.size === 0 && best?.isPhrase) break;
	}
	if (missing.size > 0) return undefined;
	const { id } = document;
	if (!best) return { id, offset: 0, place: undefined, snippet: document.path };
	const place = locate(await readMap(store, document), best.offset);
	return { id, offset: best.offset, place, snippet: best.snippet };
}

function snippetAt(text: string, offset: number): string {
	const start = Math.max(0, offset - SNIPPET_BEFORE);
	const words = text.slice(start, start + SNIPPET_LENGTH).replaceAll(/\s+/g, ' ');
	return `${start > 0 ? '…' : ''}${words.trim()}`;
}
