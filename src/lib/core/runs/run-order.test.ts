import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRuns, mergeRuns } from './run-order.ts';
import { StoredRun, type RunId } from './run-records.ts';

function run(id: number, startedAt: number, isPinned = false): StoredRun {
	return StoredRun.parse({
		type: 'run',
		id: `run-${id}`,
		workspace: 'first',
		title: `Run ${id}`,
		is_pinned: isPinned,
		status: 'done',
		template: 'summary_brief',
		started_at: startedAt,
		seen_at: startedAt,
		answer_length: 0,
		excerpt: ''
	});
}

const byId = (runs: readonly StoredRun[]) => new Map(runs.map((one) => [one.id, one] as const));

test('those that are pinned come first, then the newest', () => {
	const runs = [run(1, 10), run(2, 30), run(3, 20, true)];
	expect(mergeRuns([], byId(runs)).map(({ title }) => title)).toEqual(['Run 3', 'Run 2', 'Run 1']);
});

test('however runs change, the history is as if it were sorted anew', () => {
	const runs = fc.array(fc.tuple(fc.nat(12), fc.nat(100), fc.boolean(), fc.boolean()), {
		maxLength: 20
	});
	fc.assert(
		fc.property(fc.array(runs, { maxLength: 6 }), (steps) => {
			const expected = new Map<RunId, StoredRun>();
			let history: StoredRun[] = [];
			for (const step of steps) {
				const changes = new Map<RunId, StoredRun | undefined>();
				for (const [id, startedAt, isPinned, isGone] of step) {
					// No two of them began at the same moment, or the order would be anybody's.
					const changed = run(id, startedAt * 100 + id, isPinned);
					changes.set(changed.id, isGone ? undefined : changed);
					if (isGone) expected.delete(changed.id);
					else expected.set(changed.id, changed);
				}
				history = mergeRuns(history, changes);
			}
			const sorted = [...expected.values()].sort(
				(a, b) => Number(b.is_pinned) - Number(a.is_pinned) || b.started_at - a.started_at
			);
			expect(history).toEqual(sorted);
		})
	);
});

test('runs that are added in portions, older or not, are where they would be if all were sorted', () => {
	const runs = fc.uniqueArray(fc.tuple(fc.nat(1000), fc.boolean()), {
		selector: ([startedAt]) => startedAt,
		maxLength: 30
	});
	fc.assert(
		fc.property(runs, fc.nat(10), fc.boolean(), (drawn, size, isNewestFirst) => {
			const all = drawn.map(([startedAt, isPinned]) => run(startedAt, startedAt, isPinned));
			if (isNewestFirst) all.sort((a, b) => b.started_at - a.started_at);
			let history: StoredRun[] = [];
			for (let at = 0; at < all.length; at += size + 1) {
				history = addRuns(history, all.slice(at, at + size + 1));
			}
			expect(history).toEqual(mergeRuns([], byId(all)));
		})
	);
});
