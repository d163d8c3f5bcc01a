import type { Leftovers } from '#lib/adapters/browser/leftovers.ts';
import { isHandedText } from '#lib/core/runs/handed-text-key.ts';
import type { RecordChange, RecordStore } from '#lib/core/ports.ts';

const LEFT_TABLES = [
	'settings',
	'drafts',
	'choices',
	'runs',
	'receipts',
	'answers',
	'live_runs'
] as const;

type Write = RecordChange & { table: (typeof LEFT_TABLES)[number] };

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
	const caughtUp = catchUp().catch(onProblem);

	async function catchUp() {
		const left = readWrites(leftovers.read());
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
		const left = readWrites(leftovers.read());
		if (left.length === 0) return;
		const places = new Set(written.map(placeOf));
		const others = left.filter((other) => !places.has(placeOf(other)));
		if (others.length < left.length) keep(others);
	}

	function keep(writes: readonly RecordChange[]): boolean {
		if (writes.length > 0) return leftovers.leave(JSON.stringify(writes));
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
			const others = readWrites(leftovers.read()).filter((left) => !underWay.has(placeOf(left)));
			// Texts and the like are large, and can be made again.
			const written = [...underWay.values()].filter(isLeft);
			const all = [...others, ...written];
			// The text of a run may be longer than the place takes. The run itself is small.
			if (!keep(all))
				keep(all.filter(({ table, key }) => table !== 'live_runs' || !isHandedText(key)));
		}
	};
}

function isLeft(change: RecordChange): change is Write {
	return LEFT_TABLES.some((table) => table === change.table);
}

function placeOf({ table, key }: RecordChange): string {
	return `${table}/${key}`;
}

/**
 * What cannot be read was not left by us, or is damaged: there is nothing to make up for. Read by hand, since every page reads
 * it before anything else, and most find nothing.
 */
function readWrites(text: string | undefined): Write[] {
	if (text === undefined) return [];
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) && list.every(isWrite) ? list : [];
	} catch {
		return [];
	}
}

function isWrite(value: unknown): value is Write {
	return (
		typeof value === 'object' &&
		value !== null &&
		'table' in value &&
		LEFT_TABLES.some((table) => table === value.table) &&
		'key' in value &&
		typeof value.key === 'string'
	);
}
