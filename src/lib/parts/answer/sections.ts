import type { Block } from '#lib/core/markdown/block.ts';
import type { MarkdownView } from '#lib/core/markdown/growing-markdown.ts';
import { linesOf } from './lines-of.ts';

interface Size {
	blocks: number;
	lines: number;
}

/** The smaller the open section, the quicker it is laid out with each word. */
const SMALL: Size = { blocks: 3, lines: 12 };

/** A browser asks every section in every frame whether it is in view: a long answer has to do with fewer. */
const LARGE: Size = { blocks: 20, lines: 80 };
const SMALL_SECTIONS = 60;

/** Neighbouring blocks that the browser lays out only when they come into view. */
export interface Section {
	blocks: readonly Block[];
	/** About how many lines of text it is high. */
	lines: number;
}

/**
 * The section that begins with the block at `start`, counted over the finished blocks and the open ones.
 *
 * @param before how many sections come before it
 */
export function sectionAt({ closed, open }: MarkdownView, start: number, before: number): Section {
	const most = before < SMALL_SECTIONS ? SMALL : LARGE;
	const blocks: Block[] = [];
	let lines = 0;
	const count = closed.length + open.length;
	for (let at = start; at < count; at += 1) {
		if (blocks.length >= most.blocks || lines >= most.lines) break;
		const isOpen = at >= closed.length;
		const block = isOpen ? open[at - closed.length] : closed[at];
		if (!block) break;
		blocks.push(block);
		lines += linesOf(block, isOpen && at === count - 1);
	}
	return { blocks, lines };
}
