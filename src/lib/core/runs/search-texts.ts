import type { KeyRange, RecordChange, RecordStore } from '#lib/core/ports.ts';
import { blocksOf, readBlocks } from './answer-blocks.ts';
import { readAhead } from './read-ahead.ts';
import type { RunId, StoredRun } from './run-records.ts';
import { readPack, type PackedRun } from './search-packs.ts';
import { readText } from './stored-texts.ts';
import { foldForSearch } from './text-signature.ts';

const RUNS_PER_PACK = 50;
const PACKED_LENGTH = 100_000;
/** How much text stays in memory, in UTF-16 units; what is beyond that is read by each search that may find it. */
const HELD_LENGTH = 64_000_000;
const PACKS_AT_ONCE = 16;
/** How many times as many are asked for before they are needed. */
const READS_AHEAD = 2;

export interface SearchTexts {
	/** Reads what is packed, once. `onRead` is told of what came while the store reads on. */
	load: (signal: AbortSignal, onRead: (ids: readonly RunId[]) => void) => Promise<void>;
	/** The texts of a run, where they are held and still its own. */
	held: (run: StoredRun) => readonly string[] | undefined;
	/**
	 * Packs the runs that are not packed yet, where there are enough of them for a record. Ends when the signal aborts.
	 *
	 * @param runs all that there are: a pack that holds others as well is deleted
	 */
	pack: (runs: readonly StoredRun[], signal: AbortSignal) => Promise<void>;
	forget: (ids: readonly RunId[]) => void;
}

export function createSearchTexts(store: RecordStore): SearchTexts {
	const packed = new Map<RunId, PackedRun>();
	const packs = new Map<string, readonly RunId[]>();
	let heldLength = 0;
	let isLoaded = false;

	function hold(key: string, runs: readonly PackedRun[]) {
		packs.set(
			key,
			runs.map(({ id }) => id)
		);
		for (const run of runs) {
			drop(run.id);
			const length = lengthOf(run.texts ?? []);
			const isHeld = heldLength + length <= HELD_LENGTH;
			packed.set(run.id, isHeld ? run : { ...run, texts: null });
			if (isHeld) heldLength += length;
		}
	}

	function drop(id: RunId) {
		heldLength -= lengthOf(packed.get(id)?.texts ?? []);
		packed.delete(id);
	}

	function current(run: StoredRun): PackedRun | undefined {
		const found = packed.get(run.id);
		const isSame =
			found?.answer_length === run.answer_length && found.content_hash === run.content_hash;
		return isSame ? found : undefined;
	}

	async function dropStrangers(runs: readonly StoredRun[]) {
		const known = new Set(runs.map(({ id }) => id));
		const gone = [...packs].filter(([, ids]) => !ids.every((id) => known.has(id)));
		if (gone.length === 0) return;
		await store.write(gone.map(([key]) => ({ table: 'search_texts', key })));
		for (const [key, ids] of gone) {
			packs.delete(key);
			for (const id of ids) drop(id);
		}
	}

	return {
		async load(signal, onRead) {
			if (isLoaded) return;
			const keys = await store.keys('search_texts');
			const ranges: KeyRange[] = [];
			for (let at = 0; at < keys.length; at += PACKS_AT_ONCE) {
				const last = keys[Math.min(at + PACKS_AT_ONCE, keys.length) - 1] ?? '';
				ranges.push({ from: keys[at] ?? '', to: last });
			}
			const read = (range: KeyRange) => store.list('search_texts', range);
			for await (const [, some] of readAhead(ranges, READS_AHEAD, read)) {
				for (const { key, value } of some) {
					const runs = readPack(value);
					hold(key, runs);
					onRead(runs.map(({ id }) => id));
				}
				signal.throwIfAborted();
			}
			isLoaded = true;
		},
		held: (run) => current(run)?.texts ?? undefined,
		async pack(runs, signal) {
			await dropStrangers(runs);
			const left = runs
				.filter((run) => run.status !== 'running' && !run.id.includes('/') && !current(run))
				.sort((one, other) => (one.id < other.id ? -1 : 1));
			for (let at = 0; at + RUNS_PER_PACK <= left.length; at += RUNS_PER_PACK) {
				const some = left.slice(at, at + RUNS_PER_PACK);
				const packing = await Promise.all(some.map((run) => packRun(store, run)));
				if (signal.aborted) return;
				const key = packKey(some);
				await store.put('search_texts', key, { runs: packing });
				hold(key, packing);
			}
		},
		forget(ids) {
			for (const id of ids) drop(id);
		}
	};
}

/** The texts of a run as they lie in the store. */
export async function readTexts(store: RecordStore, run: StoredRun): Promise<string[]> {
	const [blocks, source] = await Promise.all([
		store.list('answers', blocksOf(run.id)),
		run.content_hash && readText(store, run.content_hash)
	]);
	return [readBlocks(blocks).text, source ?? ''].map(foldForSearch);
}

/** What deletes the packs that may hold the run: what is deleted must not stay behind in one. */
export async function unpackChanges(store: RecordStore, id: RunId): Promise<RecordChange[]> {
	const keys = await store.keys('search_texts');
	return keys
		.filter((key) => {
			const [first = '', last = ''] = key.split('/');
			return first <= id && id <= last;
		})
		.map((key) => ({ table: 'search_texts', key }));
}

async function packRun(store: RecordStore, run: StoredRun): Promise<PackedRun> {
	const { id, answer_length, content_hash } = run;
	const texts = await readTexts(store, run);
	return {
		id,
		answer_length,
		...(content_hash === undefined ? {} : { content_hash }),
		texts: lengthOf(texts) > PACKED_LENGTH ? null : texts
	};
}

/** The ids of the first and the last run, between which all others are. */
function packKey(runs: readonly StoredRun[]): string {
	return `${runs[0]?.id ?? ''}/${runs.at(-1)?.id ?? ''}`;
}

function lengthOf(texts: readonly string[]): number {
	let length = 0;
	for (const text of texts) length += text.length;
	return length;
}
