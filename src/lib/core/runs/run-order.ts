import type { RunId, StoredRun } from './run-records.ts';

/** The order of the history: those that are pinned first, then the newest. */
function compareRuns(left: StoredRun, right: StoredRun): number {
	return Number(right.is_pinned) - Number(left.is_pinned) || right.started_at - left.started_at;
}

/**
 * The history with other runs in it, or with newer records of its own; `undefined` takes one out. What was in order is gone
 * through once, and not sorted again: the history may be long, and one run of it changes four times a second.
 */
export function mergeRuns(
	ordered: readonly StoredRun[],
	changed: Iterable<readonly [RunId, StoredRun | undefined]>
): StoredRun[] {
	const changes = new Map(changed);
	const kept = ordered.filter(({ id }) => !changes.has(id));
	return addRuns(
		kept,
		[...changes.values()].filter((run) => run !== undefined)
	);
}

/** The history with runs in it that it has not yet, in any order. Older ones are put behind it as they are. */
export function addRuns(ordered: readonly StoredRun[], added: readonly StoredRun[]): StoredRun[] {
	const coming = added.toSorted(compareRuns);
	const [last, first] = [ordered.at(-1), coming[0]];
	if (!last || !first || compareRuns(last, first) <= 0) return [...ordered, ...coming];
	const merged: StoredRun[] = [];
	let next = 0;
	for (const run of ordered) {
		for (let one = coming[next]; one && compareRuns(one, run) < 0; one = coming[next]) {
			merged.push(one);
			next += 1;
		}
		merged.push(run);
	}
	return [...merged, ...coming.slice(next)];
}

/** The templates that runs were made by, in the order of their ids. */
export function templatesOf(runs: readonly StoredRun[]): string[] {
	const templates = new Set<string>();
	for (const { template } of runs) templates.add(template);
	return [...templates].sort();
}
