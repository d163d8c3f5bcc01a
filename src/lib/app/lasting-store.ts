import type { Leftovers } from '#lib/adapters/browser/leftovers.ts';
import type { RecordStore, TableName } from '#lib/core/ports.ts';
import { JsonTextError, readJson } from '#lib/protocol/read-json.ts';
import { z } from '#lib/protocol/zod.ts';

/** A write to a record; without a value it deletes. */
interface Write {
	table: TableName;
	key: string;
	value?: unknown;
}

const Writes = z.array(
	z.object({
		table: z.enum(['settings', 'drafts', 'choices']),
		key: z.string(),
		value: z.optional(z.unknown())
	})
);

/** More than the storage that they are left in takes. */
const LIMITS = { maxLength: 16 * 1024 * 1024, maxDepth: 32 };

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
	const underWay = new Map<string, Write>();
	const caughtUp = catchUp().catch(onProblem);

	async function catchUp() {
		for (const left of readWrites(leftovers.read())) {
			await apply(left);
			forget(left);
		}
	}

	function apply({ table, key, value }: Write): Promise<void> {
		return value === undefined ? store.delete(table, key) : store.put(table, key, value);
	}

	async function write(next: Write): Promise<void> {
		const place = placeOf(next);
		underWay.set(place, next);
		try {
			await caughtUp;
			await apply(next);
			forget(next);
		} finally {
			if (underWay.get(place) === next) underWay.delete(place);
		}
	}

	/** What is written now is newer than what a page has left of the same record. */
	function forget(written: Write) {
		const left = readWrites(leftovers.read());
		const others = left.filter((other) => placeOf(other) !== placeOf(written));
		if (others.length < left.length) keep(others);
	}

	function keep(writes: readonly Write[]) {
		if (writes.length === 0) leftovers.clear();
		else leftovers.leave(JSON.stringify(writes));
	}

	return {
		get: async (table, key) => {
			await caughtUp;
			return store.get(table, key);
		},
		list: async (table) => {
			await caughtUp;
			return store.list(table);
		},
		put: (table, key, value) => write({ table, key, value }),
		delete: (table, key) => write({ table, key }),
		close: store.close,
		leave() {
			if (underWay.size === 0) return;
			const others = readWrites(leftovers.read()).filter((left) => !underWay.has(placeOf(left)));
			keep([...others, ...underWay.values()]);
		}
	};
}

function placeOf({ table, key }: Write): string {
	return `${table}/${key}`;
}

/** What cannot be read was not left by us, or is damaged: there is nothing to make up for. */
function readWrites(text: string | undefined): Write[] {
	if (text === undefined) return [];
	try {
		return Writes.safeParse(readJson(text, LIMITS)).data ?? [];
	} catch (error) {
		if (error instanceof JsonTextError) return [];
		throw error;
	}
}
