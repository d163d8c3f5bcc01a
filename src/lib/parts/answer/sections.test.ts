import { expect, test } from 'vitest';
import type { Block, ListItem } from '#lib/core/markdown/block.ts';
import { sectionAt } from './sections.ts';

function rules(count: number): Block[] {
	return Array.from({ length: count }, () => ({ type: 'rule' }));
}

test('puts three blocks into a section and the rest into the last, finished or not', () => {
	const blocks = rules(8);
	const view = { closed: blocks.slice(0, 7), open: blocks.slice(7) };
	expect(sectionAt(view, 0, 0)).toEqual({ blocks: blocks.slice(0, 3), lines: 3 });
	expect(sectionAt(view, 6, 2)).toEqual({ blocks: blocks.slice(6), lines: 2 });
});

test('makes larger sections once there are many', () => {
	const view = { closed: rules(400), open: [] };
	expect(sectionAt(view, 177, 59).blocks).toHaveLength(3);
	expect(sectionAt(view, 180, 60).blocks).toHaveLength(20);
});

test('makes a section end sooner where its blocks are high', () => {
	const code: Block = { type: 'code', language: '', chunks: ['a\n'.repeat(40)] };
	expect(sectionAt({ closed: [code, code, code], open: [] }, 1, 1).blocks).toEqual([code]);
});

test('makes a section of nothing where there is no more', () => {
	expect(sectionAt({ closed: rules(3), open: rules(1) }, 4, 2)).toEqual({ blocks: [], lines: 0 });
});

test('looks into a part of an open list once, but for the last one, which grows', () => {
	const looks = [0, 0];
	const parts = looks.map((_, at): Block => {
		const item: ListItem = {
			isDone: undefined,
			get blocks() {
				looks[at] = (looks[at] ?? 0) + 1;
				return [];
			}
		};
		return { type: 'list', start: undefined, isLoose: false, items: [item] };
	});
	for (let word = 0; word < 3; word += 1) sectionAt({ closed: [], open: parts }, 0, 0);
	expect(looks).toEqual([1, 3]);
});
