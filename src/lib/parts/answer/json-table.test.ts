import { expect, test } from 'vitest';
import { createGrowingJson } from '#lib/core/json/growing-json.ts';
import { createJsonTable, listIn, type JsonTableView } from './json-table.ts';

/** A list that grows by rows, as the table shows it each time. */
function startList() {
	const json = createGrowingJson();
	const tableOf = createJsonTable();
	let rows = 0;
	json.add('[');
	return (count: number): JsonTableView => {
		for (let added = 0; added < count; added += 1) {
			json.add(`${rows === 0 ? '' : ','}{"id":${rows}}`);
			rows += 1;
		}
		const list = json.root && listIn(json.root);
		const view = list && tableOf(list);
		if (!view) throw new Error('Expected a table, got none');
		return view;
	};
}

const idsOf = ({ chapters }: JsonTableView) =>
	chapters.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows.map(({ cells }) => cells[0])));

test('every row is in one group of one chapter, in order, however many there are', () => {
	const grow = startList();
	let total = 0;
	for (const count of [1, 38, 1, 1, 598, 1, 1, 1400]) {
		total += count;
		const view = grow(count);
		expect(idsOf(view)).toEqual(Array.from({ length: total }, (_, id) => String(id)));
		expect(view.chapters.reduce((sum, chapter) => sum + chapter.count, 0)).toBe(total);
		expect(view.count).toBe(total);
	}
});

test('chapters and groups that are finished stay the same, and there are few to look through', () => {
	const grow = startList();
	const before = grow(2000);
	const after = grow(5000);
	expect(after.chapters.slice(0, 3)).toEqual(before.chapters.slice(0, 3));
	expect(after.chapters[0]).toBe(before.chapters[0]);
	expect(after.chapters.length).toBeLessThan(12);
	expect(Math.max(...after.chapters.map(({ groups }) => groups.length))).toBeLessThan(17);
});
