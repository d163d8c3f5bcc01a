import type { Block } from '#lib/core/markdown/block.ts';
import type { MarkdownView } from '#lib/core/markdown/growing-markdown.ts';
import { linesOf } from './lines-of.ts';

/**
 * Few enough that the open section is laid out quickly; many enough that there are few sections, as a browser asks each in
 * every frame whether it is in view. One block each was quicker by some percent in a short answer, and slower in a long one.
 */
const LINES_PER_SECTION = 12;
const BLOCKS_PER_SECTION = 3;

/** Neighbouring blocks that the browser lays out only when they come into view. */
export interface Section {
	blocks: readonly Block[];
	/** About how many lines of text it is high. */
	lines: number;
}

/** The section that begins with the block at `start`, counted over the finished blocks and the open ones. */
export function sectionAt({ closed, open }: MarkdownView, start: number): Section {
	const blocks: Block[] = [];
	let lines = 0;
	for (let at = start; at < closed.length + open.length; at += 1) {
		if (blocks.length >= BLOCKS_PER_SECTION || lines >= LINES_PER_SECTION) break;
		const isOpen = at >= closed.length;
		const block = isOpen ? open[at - closed.length] : closed[at];
		if (!block) break;
		blocks.push(block);
		lines += linesOf(block, isOpen);
	}
	return { blocks, lines };
}
