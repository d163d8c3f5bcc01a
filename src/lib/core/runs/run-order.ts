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
	const added = [...changes.values()].filter((run) => run !== undefined).sort(compareRuns);
	const merged: StoredRun[] = [];
	let next = 0;
	for (const run of ordered) {
		if (changes.has(run.id)) continue;
		for (let first = added[next]; first && compareRuns(first, run) < 0; first = added[next]) {
			merged.push(first);
			next += 1;
		}
		merged.push(run);
	}
	for (; next < added.length; next += 1) {
		const run = added[next];
		if (run) merged.push(run);
	}
	return merged;
}

/** The templates that runs were made by, in the order of their ids. */
export function templatesOf(runs: readonly StoredRun[]): string[] {
	return [...new Set(runs.map(({ template }) => template))].sort();
}
