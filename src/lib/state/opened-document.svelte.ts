import { errorText } from '#lib/core/error-text.ts';
import type { StoredDocument } from '#lib/core/documents/document-records.ts';
import type { LocationMap, Place } from '#lib/core/documents/location-map.ts';
import type { RecordStore } from '#lib/core/ports.ts';

const loadCollection = () => import('./load-collection.ts');

/** A piece of a text: words that are looked for are marked. */
export interface TextRun {
	text: string;
	isFound: boolean;
	/** The one that was gone to. */
	isHere: boolean;
}

/** The part of a document's text that is shown. */
export interface ShownPart {
	/** Where in the text it begins, and where it ends. */
	from: number;
	to: number;
	/** The places that it begins and ends at. */
	first: Place;
	last: Place;
	runs: readonly TextRun[];
}

/** What is shown at a time; a browser lays out that much at once. */
const PART_LENGTH = 32 * 1024;
const PLACES_MARKED = 200;

/** A document that is open at some place of its text. Of a long one only the part around that place is read. */
export class OpenedDocument {
	readonly document: StoredDocument;
	readonly #store: RecordStore;
	#map: LocationMap | undefined;
	#part = $state.raw<ShownPart | undefined>();
	#problem = $state<string | undefined>();

	constructor(store: RecordStore, document: StoredDocument) {
		this.#store = store;
		this.document = document;
	}

	/** `undefined` where it could not be read, which `problem` tells. */
	get part(): ShownPart | undefined {
		return this.#part;
	}

	get problem(): string | undefined {
		return this.#problem;
	}

	/** Shows the part that holds a place, and marks what is looked for in it. */
	async go(offset: number, query: string): Promise<void> {
		const { readMap, readTextPart, locate, findPlaces, foldCase, wordsOf } = await loadCollection();
		const { document } = this;
		const start = Math.floor(Math.max(0, offset) / PART_LENGTH) * PART_LENGTH;
		const end = Math.min(start + PART_LENGTH, document.text_length);
		try {
			this.#map ??= await readMap(this.#store, document);
			const { text } = await readTextPart(this.#store, document, { from: start, to: end });
			const folded = foldCase(text);
			const words = wordsOf(query);
			const phrase = words.join(' ');
			const isWhole = findPlaces(folded, phrase, 1).length > 0;
			const wanted = isWhole ? [phrase] : words;
			const marks = wanted.flatMap((word) =>
				findPlaces(folded, word, PLACES_MARKED).map((at) => ({ at, length: word.length }))
			);
			this.#part = {
				from: start,
				to: end,
				first: locate(this.#map, start),
				last: locate(this.#map, Math.max(start, end - 1)),
				runs: runsOf(text, marks, offset - start)
			};
			this.#problem = undefined;
		} catch (error) {
			this.#part = undefined;
			this.#problem = errorText(error);
		}
	}
}

function runsOf(
	text: string,
	marks: readonly { at: number; length: number }[],
	here: number
): TextRun[] {
	const runs: TextRun[] = [];
	let end = 0;
	for (const { at, length } of marks.toSorted((a, b) => a.at - b.at)) {
		if (at < end) continue;
		if (at > end) runs.push({ text: text.slice(end, at), isFound: false, isHere: false });
		runs.push({ text: text.slice(at, at + length), isFound: true, isHere: at === here });
		end = at + length;
	}
	if (end < text.length) runs.push({ text: text.slice(end), isFound: false, isHere: false });
	return runs;
}
