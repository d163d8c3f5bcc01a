import type { Block } from '#lib/core/markdown/block.ts';

/** Few enough that the open section is laid out quickly, many enough that there are few sections. */
const BLOCKS_PER_SECTION = 10;

/** Neighbouring blocks that the browser lays out only when they come into view. */
export interface Section {
	/** Its place among the sections. */
	key: number;
	blocks: readonly Block[];
	isLast: boolean;
}

/**
 * Makes the function that sorts a growing list of blocks into sections. A section whose blocks are the same objects as the
 * last time is the same object, too, so that nothing of it is rendered again.
 */
export function createSections(): (blocks: readonly Block[]) => readonly Section[] {
	let sections: readonly Section[] = [];

	function sectionAt(blocks: readonly Block[], key: number): Section {
		const start = key * BLOCKS_PER_SECTION;
		const own = blocks.slice(start, start + BLOCKS_PER_SECTION);
		const isLast = start + BLOCKS_PER_SECTION >= blocks.length;
		const before = sections[key];
		const isSame =
			before?.isLast === isLast &&
			before.blocks.length === own.length &&
			before.blocks.every((block, at) => block === own[at]);
		return isSame ? before : { key, blocks: own, isLast };
	}

	return (blocks) => {
		const count = Math.ceil(blocks.length / BLOCKS_PER_SECTION);
		sections = Array.from({ length: count }, (_, key) => sectionAt(blocks, key));
		return sections;
	};
}
