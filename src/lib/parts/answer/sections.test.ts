import { expect, test } from 'vitest';
import type { Block } from '#lib/core/markdown/block.ts';
import { createSections, type Chapter } from './sections.ts';

function rules(count: number): Block[] {
	return Array.from({ length: count }, () => ({ type: 'rule' }));
}

const sectionsOf = (chapters: readonly Chapter[]) => chapters.flatMap(({ sections }) => sections);

test('puts ten blocks into a section and the rest into the last, finished or not', () => {
	const blocks = rules(23);
	const chapters = createSections()({ closed: blocks.slice(0, 22), open: blocks.slice(22) });
	expect(sectionsOf(chapters)).toEqual([
		{ key: 0, blocks: blocks.slice(0, 10), lines: 10, isLast: false },
		{ key: 1, blocks: blocks.slice(10, 20), lines: 10, isLast: false },
		{ key: 2, blocks: blocks.slice(20), lines: 3, isLast: true }
	]);
});

test('makes a section end sooner where its blocks are high', () => {
	const code: Block = { type: 'code', language: '', chunks: ['a\n'.repeat(40)] };
	const chapters = createSections()({ closed: [code, code, code], open: [] });
	expect(sectionsOf(chapters).map(({ blocks }) => blocks.length)).toEqual([1, 1, 1]);
});

test('makes no section of nothing', () => {
	expect(createSections()({ closed: [], open: [] })).toEqual([]);
});

test('keeps a section whose blocks are the same, and no other', () => {
	const sort = createSections();
	const closed = rules(20);
	const before = sectionsOf(sort({ closed, open: [] }));
	const after = sectionsOf(sort({ closed, open: rules(1) }));
	expect(after.map((section) => before.includes(section))).toEqual([true, false, false]);
	closed.push(...rules(1));
	const later = sectionsOf(sort({ closed, open: rules(2) }));
	expect(later.map((section) => after.includes(section))).toEqual([true, true, false]);
	const changed = [...rules(1), ...closed.slice(1)];
	const finished = sectionsOf(sort({ closed: changed, open: [] }));
	expect(finished.map((section) => later.includes(section))).toEqual([false, true, false]);
});

test('keeps a chapter whose sections are the same, and no other', () => {
	const sort = createSections();
	const closed = rules(450);
	const before = sort({ closed, open: [] });
	expect(before.map(({ sections }) => sections.length)).toEqual([20, 20, 5]);
	closed.push(...rules(300));
	const after = sort({ closed, open: rules(1) });
	expect(after.map((chapter) => before.includes(chapter))).toEqual([true, true, false, false]);
});
