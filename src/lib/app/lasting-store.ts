import type { Leftovers } from '#lib/adapters/browser/leftovers.ts';
import { isHandedText } from '#lib/core/runs/handed-text-key.ts';
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';
import { LEFT_TABLES } from './left-tables.ts';

/** A store whose writes outlive the page. */
export interface LastingStore extends RecordStore {
	/** Leaves the writes that are under way for the next page. To be called when this one goes away. */
	leave: () => void;
}

/**
 * Makes a store last over the end of the page: a browser drops the writes to a database that a page which goes away has
 * not finished, so they are left beside it, and made up for by the next page before it reads anything.
 *
 * @param onProblem told what keeps leftovers from being made up for; they stay where they are then
 */
export function createLastingStore(
	store: RecordStore,
	leftovers: Leftovers,
	onProblem: (error: unknown) => void
): LastingStore {
	/** The latest write to each record, until it is done. */
	const underWay = new Map<string, RecordChange>();
	/** What a page has left, until it has been read. */
	let unread = leftovers.read();
	/** What lies in that place now, as far as it has been read. */
	let left: readonly RecordChange[] = [];
	const caughtUp = catchUp().catch(onProblem);

	async function catchUp() {
		if (unread === undefined) return;
		// Few pages find something.
		const { readWrites } = await import('./left-writes.ts');
		left = readWrites(unread);
		unread = undefined;
		if (left.length === 0) return;
		await store.write(left);
		forget(left);
	}

	async function write(changes: readonly RecordChange[]): Promise<void> {
		const places = changes.map((change) => [placeOf(change), change] as const);
		for (const [place, change] of places) underWay.set(place, change);
		try {
			await caughtUp;
			await store.write(changes);
			forget(changes);
		} finally {
			for (const [place, change] of places) {
				if (underWay.get(place) === change) underWay.delete(place);
			}
		}
	}

	/** What is written now is newer than what a page has left of the same records. */
	function forget(written: readonly RecordChange[]) {
		if (left.length === 0) return;
		const places = new Set(written.map(placeOf));
		const others = left.filter((other) => !places.has(placeOf(other)));
		if (others.length < left.length) keep(others);
	}

	function keep(writes: readonly RecordChange[]): boolean {
		left = writes;
		if (writes.length > 0)
			return leftovers.leave(JSON.stringify([...parseList(unread), ...writes]));
		leftovers.clear();
		return true;
	}

	return {
		get: async (table, key) => {
			await caughtUp;
			return store.get(table, key);
		},
		list: async (table, range) => {
			await caughtUp;
			return store.list(table, range);
		},
		keys: async (table, range) => {
			await caughtUp;
			return store.keys(table, range);
		},
		put: (table, key, value) => write([{ table, key, value }]),
		delete: (table, key) => write([{ table, key }]),
		write,
		close: store.close,
		leave() {
			if (underWay.size === 0) return;
			const others = left.filter((other) => !underWay.has(placeOf(other)));
			// Texts and the like are large, and can be made again.
			const written = [...underWay.values()].filter(isLeft);
			const all = [...others, ...written];
			// The text of a run may be longer than the place takes. The run itself is small.
			if (!keep(all))
				keep(all.filter(({ table, key }) => table !== 'live_runs' || !isHandedText(key)));
		}
	};
}

function isLeft({ table }: RecordChange): boolean {
	return LEFT_TABLES.some((left) => left === table);
}

function placeOf({ table, key }: RecordChange): string {
	return `${table}/${key}`;
}

/** What a page leaves that has not come to read what it found: it is handed on as it is, and the next one reads it. */
function parseList(text: string | undefined): unknown[] {
	if (text === undefined) return [];
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list : [];
	} catch {
		return [];
	}
}
