import { expect, test } from 'vitest';
import type { Block } from '#lib/core/markdown/block.ts';
import { createSections } from './sections.ts';

function rules(count: number): Block[] {
	return Array.from({ length: count }, () => ({ type: 'rule' }));
}

test('puts ten blocks into a section and the rest into the last', () => {
	const blocks = rules(23);
	expect(createSections()(blocks)).toEqual([
		{ key: 0, blocks: blocks.slice(0, 10), isLast: false },
		{ key: 1, blocks: blocks.slice(10, 20), isLast: false },
		{ key: 2, blocks: blocks.slice(20), isLast: true }
	]);
});

test('makes no section of nothing', () => {
	expect(createSections()([])).toEqual([]);
});

test('keeps a section whose blocks are the same, and no other', () => {
	const sectionsOf = createSections();
	const blocks = rules(20);
	const before = sectionsOf(blocks);
	const after = sectionsOf([...blocks, ...rules(1)]);
	expect(after.map((section) => before.includes(section))).toEqual([true, false, false]);
	const changed = sectionsOf([...rules(1), ...blocks.slice(1), ...rules(1)]);
	expect(changed.map((section) => after.includes(section))).toEqual([false, true, false]);
});
