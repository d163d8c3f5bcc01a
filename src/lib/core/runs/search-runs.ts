import type { RecordStore } from '#lib/core/ports.ts';
import { blocksOf, readBlocks } from './answer-blocks.ts';
import type { RunId, StoredRun } from './run-records.ts';
import { readText } from './stored-texts.ts';
import { foldForSearch, mayHold, sequencesOf } from './text-signature.ts';

export interface RunSearch {
	/**
	 * Finds the runs in whose name, answer or source every word occurs, the given order kept. Calls `onFound` as each is
	 * found, with the words around the first place.
	 *
	 * @throws the signal's reason
	 */
	search: (
		query: string,
		runs: readonly StoredRun[],
		onFound: (id: RunId, snippet: string) => void,
		signal: AbortSignal
	) => Promise<void>;
	/** These runs are stored anew: their signatures are read again by the next search. */
	forget: (ids: readonly RunId[]) => void;
}

/** How many signatures are read in one go, and how many texts at the same time. */
const SIGNATURES_AT_ONCE = 500;
const TEXTS_AT_ONCE = 8;
const SNIPPET_BEFORE = 40;
const SNIPPET_LENGTH = 160;

/**
 * Full-text search without an index of words: the signatures of all runs stay in memory, some hundred bytes each, and say
 * which texts must be read.
 */
export function createRunSearch(store: RecordStore): RunSearch {
	const signatures = new Map<string, Uint8Array>();
	/** Names as they are compared. They are in the records, so no signature tells of them. */
	const names = new WeakMap<StoredRun, string>();
	let isLoaded = false;

	async function load(signal: AbortSignal) {
		const keys = await store.keys('signatures');
		const unknown = isLoaded ? keys.filter((key) => !signatures.has(key)) : keys;
		for (let at = 0; at < unknown.length; at += SIGNATURES_AT_ONCE) {
			const last = unknown[Math.min(at + SIGNATURES_AT_ONCE, unknown.length) - 1];
			const range = { from: unknown[at] ?? '', to: last ?? '' };
			for (const { key, value } of await store.list('signatures', range)) {
				if (value instanceof Uint8Array) signatures.set(key, value);
			}
			signal.throwIfAborted();
		}
		isLoaded = true;
	}

	function nameOf(run: StoredRun): string {
		const name = names.get(run) ?? foldForSearch(run.title);
		names.set(run, name);
		return name;
	}

	/** A run without a signature, such as one that is under way, is read. */
	function mayFit(
		run: StoredRun,
		words: readonly { word: string; sequences: readonly number[] }[]
	) {
		const signature = signatures.get(run.id);
		if (!signature) return true;
		return words.every(
			({ word, sequences }) => mayHold(signature, sequences) || nameOf(run).includes(word)
		);
	}

	return {
		async search(query, runs, onFound, signal) {
			const words = foldForSearch(query).split(' ').filter(Boolean);
			if (words.length === 0) return;
			await load(signal);
			const wanted = words.map((word) => ({ word, sequences: sequencesOf(word) }));
			const candidates = runs.filter((run) => mayFit(run, wanted));
			for (let at = 0; at < candidates.length; at += TEXTS_AT_ONCE) {
				const batch = candidates.slice(at, at + TEXTS_AT_ONCE);
				const texts = await Promise.all(batch.map((run) => textsOf(store, run)));
				signal.throwIfAborted();
				for (const [index, run] of batch.entries()) {
					const snippet = snippetOf(texts[index] ?? [], words);
					if (snippet !== undefined) onFound(run.id, snippet);
				}
			}
		},
		forget(ids) {
			for (const id of ids) signatures.delete(id);
		}
	};
}

async function textsOf(store: RecordStore, run: StoredRun): Promise<string[]> {
	const [blocks, source] = await Promise.all([
		store.list('answers', blocksOf(run.id)),
		run.content_hash && readText(store, run.content_hash)
	]);
	return [readBlocks(blocks).text, source ?? '', run.title];
}

/** The surroundings of the first word, where every word occurs; `undefined` where one does not. */
function snippetOf(texts: readonly string[], words: readonly string[]): string | undefined {
	const folded = texts.map(foldForSearch);
	if (!words.every((word) => folded.some((text) => text.includes(word)))) return undefined;
	const [first = ''] = words;
	const text = folded.find((candidate) => candidate.includes(first)) ?? '';
	const start = Math.max(0, text.indexOf(first) - SNIPPET_BEFORE);
	return `${start > 0 ? '…' : ''}${text.slice(start, start + SNIPPET_LENGTH)}`;
}
