import type { Clock, RecordStore } from '#lib/core/ports.ts';
import { pause, WORK_BETWEEN_PAUSES_MS } from './pauses.ts';
import type { RunId, StoredRun } from './run-records.ts';
import { createSearchTexts, readTexts } from './search-texts.ts';
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
	/** Prepares the store for the next searches, between other work. `runs` are all that there are. */
	prepare: (runs: readonly StoredRun[], signal: AbortSignal) => Promise<void>;
	/** These runs are stored anew: what is known of their texts is read again by the next search. */
	forget: (ids: readonly RunId[]) => void;
}

/** How many runs are looked at in one go: their signatures and texts are read at the same time. */
const RUNS_AT_ONCE = 64;
const SNIPPET_BEFORE = 40;
const SNIPPET_LENGTH = 160;

/**
 * Full-text search without an index of words. The texts of nearly all runs are read from a few large records, once, and
 * looked through in memory. Of a run that is not packed yet, or too long, a signature says whether it must be read.
 */
export function createRunSearch(store: RecordStore, clock: Clock): RunSearch {
	const texts = createSearchTexts(store);
	/** Names as they are compared. They are in the records, and change without the texts. */
	const names = new WeakMap<StoredRun, string>();

	function nameOf(run: StoredRun): string {
		let name = names.get(run);
		if (name === undefined) {
			name = foldForSearch(run.title);
			names.set(run, name);
		}
		return name;
	}

	/** A run without a signature that can be read, such as one that is under way, is read itself. */
	async function mayFit(run: StoredRun, words: readonly string[]): Promise<boolean> {
		const signature = await store.get('signatures', run.id).catch(() => undefined);
		if (!(signature instanceof Uint8Array)) return true;
		return words.every(
			(word) => mayHold(signature, sequencesOf(word)) || nameOf(run).includes(word)
		);
	}

	async function textsOf(
		run: StoredRun,
		held: readonly string[] | undefined,
		words: readonly string[]
	): Promise<readonly string[]> {
		return held ?? ((await mayFit(run, words)) ? await readTexts(store, run) : []);
	}

	return {
		async search(query, runs, onFound, signal) {
			const words = foldForSearch(query).split(' ').filter(Boolean);
			if (words.length === 0) return;
			/** What was looked through as it came; in the order that was asked for it is told later. */
			const looked = new Map<RunId, string | undefined>();
			const known = new Map<RunId, StoredRun>();
			const loading = texts.load(signal, (ids) => {
				for (const id of ids) {
					const run = known.get(id);
					const held = run && texts.held(run);
					if (held) looked.set(id, snippetOf(held, nameOf(run), words));
				}
			});
			// The store reads meanwhile, and while what came is looked through.
			for (const run of runs) {
				known.set(run.id, run);
				nameOf(run);
			}
			await loading;
			let workingSince = clock.monotonic();
			for (let at = 0; at < runs.length; at += RUNS_AT_ONCE) {
				// What is held waits for nothing: without this the page would stand still, and the next key with it.
				if (clock.monotonic() - workingSince >= WORK_BETWEEN_PAUSES_MS) {
					await pause(clock);
					workingSince = clock.monotonic();
				}
				const batch = runs.slice(at, at + RUNS_AT_ONCE);
				const held = batch.map((run) => texts.held(run));
				let all: readonly (readonly string[] | undefined)[] = held;
				// Where all is held, nothing is waited for.
				if (held.includes(undefined)) {
					all = await Promise.all(batch.map((run, index) => textsOf(run, held[index], words)));
					workingSince = clock.monotonic();
				}
				signal.throwIfAborted();
				for (const [index, run] of batch.entries()) {
					const isLooked = held[index] !== undefined && looked.has(run.id);
					const snippet = isLooked
						? looked.get(run.id)
						: snippetOf(all[index] ?? [], nameOf(run), words);
					if (snippet !== undefined) onFound(run.id, snippet);
				}
			}
		},
		prepare: texts.pack,
		forget: texts.forget
	};
}

/** The surroundings of the first word, where every word occurs; `undefined` where one does not. */
function snippetOf(
	texts: readonly string[],
	name: string,
	[first = '', ...others]: readonly string[]
): string | undefined {
	let text = name;
	let place = -1;
	for (const candidate of texts) {
		place = candidate.indexOf(first);
		if (place === -1) continue;
		text = candidate;
		break;
	}
	if (place === -1) place = name.indexOf(first);
	if (place === -1) return undefined;
	for (const word of others) if (!isIn(texts, word) && !name.includes(word)) return undefined;
	const start = Math.max(0, place - SNIPPET_BEFORE);
	return `${start > 0 ? '…' : ''}${text.slice(start, start + SNIPPET_LENGTH)}`;
}

function isIn(texts: readonly string[], word: string): boolean {
	for (const text of texts) if (text.includes(word)) return true;
	return false;
}
