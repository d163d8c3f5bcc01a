import type { Block } from '#lib/core/markdown/block.ts';
import type { MarkdownView } from '#lib/core/markdown/growing-markdown.ts';
import { linesOf } from './lines-of.ts';

/** Few enough that the open section is laid out quickly, many enough that there are few sections. */
const LINES_PER_SECTION = 40;
const BLOCKS_PER_SECTION = 10;

/** A long answer has hundreds of sections, too many to look through with every word that is added. */
const SECTIONS_PER_CHAPTER = 20;

/** Neighbouring blocks that the browser lays out only when they come into view. */
export interface Section {
	/** Its place among the sections. */
	key: number;
	blocks: readonly Block[];
	/** About how many lines of text it is high. */
	lines: number;
	isLast: boolean;
}

/** Neighbouring sections, for the same reason once more. */
export interface Chapter {
	key: number;
	sections: readonly Section[];
	lines: number;
}

/**
 * Makes the function that sorts a growing list of blocks into chapters of sections. What is in a section or a chapter stays
 * the same object while its blocks do, so that nothing of it is rendered again; what is finished is not looked at again.
 */
export function createSections(): (view: MarkdownView) => readonly Chapter[] {
	let closed: readonly Block[] = [];
	/** Sections that are full of finished blocks, and how many blocks these are. */
	let full: Section[] = [];
	let fullBlocks = 0;
	let sectionsBefore: readonly Section[] = [];
	let chapters: Chapter[] = [];

	function sectionFrom(view: MarkdownView, start: number, key: number): Section {
		const blocks: Block[] = [];
		let lines = 0;
		let at = start;
		for (; at < view.closed.length + view.open.length; at += 1) {
			if (blocks.length >= BLOCKS_PER_SECTION || lines >= LINES_PER_SECTION) break;
			const block = view.closed[at] ?? view.open[at - view.closed.length];
			if (!block) break;
			blocks.push(block);
			lines += linesOf(block);
		}
		const isLast = at >= view.closed.length + view.open.length;
		const known = sectionsBefore[key];
		const isSame =
			known?.isLast === isLast &&
			known.blocks.length === blocks.length &&
			known.blocks.every((block, place) => block === blocks[place]);
		return isSame ? known : { key, blocks, lines, isLast };
	}

	function chapterAt(
		key: number,
		sections: readonly Section[],
		known: Chapter | undefined
	): Chapter {
		const own = sections.slice(key * SECTIONS_PER_CHAPTER, (key + 1) * SECTIONS_PER_CHAPTER);
		const isSame =
			known?.sections.length === own.length &&
			known.sections.every((section, place) => section === own[place]);
		const lines = own.reduce((sum, section) => sum + section.lines, 0);
		return isSame ? known : { key, sections: own, lines };
	}

	return (view) => {
		if (view.closed !== closed) {
			closed = view.closed;
			full = [];
			fullBlocks = 0;
		}
		const firstOpen = full.length;
		const sections = full.slice();
		let start = fullBlocks;
		while (start < view.closed.length + view.open.length) {
			const section = sectionFrom(view, start, sections.length);
			sections.push(section);
			start += section.blocks.length;
			if (start > view.closed.length || section.isLast) continue;
			full.push(section);
			fullBlocks = start;
		}
		sectionsBefore = sections;
		const count = Math.ceil(sections.length / SECTIONS_PER_CHAPTER);
		const firstChapter = Math.floor(Math.max(0, firstOpen - 1) / SECTIONS_PER_CHAPTER);
		const before = chapters;
		chapters = before.slice(0, Math.min(firstChapter, count));
		for (let key = chapters.length; key < count; key += 1) {
			chapters.push(chapterAt(key, sections, before[key]));
		}
		return chapters;
	};
}
