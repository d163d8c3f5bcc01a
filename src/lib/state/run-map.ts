import type { RunId } from '#lib/core/runs/run-records.ts';

/** Something for each of several runs. Replaced, never changed, so that whoever shows it sees the change. */
export type RunMap<Value> = ReadonlyMap<RunId, Value>;

/** A copy with other entries as well; `undefined` takes one away. */
export function withEntries<Value>(
	map: RunMap<Value>,
	entries: Iterable<readonly [RunId, Value | undefined]>
): RunMap<Value> {
	const copy = new Map(map);
	for (const [id, value] of entries) {
		if (value === undefined) copy.delete(id);
		else copy.set(id, value);
	}
	return copy;
}

export function emptyMap<Value>(): RunMap<Value> {
	return new Map();
}
