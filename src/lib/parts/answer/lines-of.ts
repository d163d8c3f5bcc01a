import type { Block, Inline, ListItem } from '#lib/core/markdown/block.ts';

const CHARACTERS_PER_LINE = 72;
/** Margins and frames, in lines of text. */
const GAP = 0.5;
const CODE_FRAME = 2;

/** What is within a block stays the same object while it is the same: a list is not gone through for each of its words. */
const known = new WeakMap<Block | ListItem, number>();

/**
 * About how many lines of text a block is high. Blocks that are out of view and were never laid out are taken to be so high;
 * the better the guess, the less the scroll bar jumps.
 *
 * @param isOpen it is being written: the next time it is another object
 */
export function linesOf(block: Block, isOpen = false): number {
	if (isOpen) return count(block, true);
	return once(block, count);
}

function count(block: Block, isOpen = false): number {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return wrapped(lengthOf(block.content)) + GAP;
		case 'list':
			return linesOfItems(block.items, isOpen);
		case 'quote':
		case 'note':
			return linesOfAll(block.blocks, isOpen) + GAP;
		case 'group':
			return linesOfAll(block.blocks, isOpen);
		case 'table':
			return (block.rows.length + 1) * 1.5 + GAP;
		case 'code':
		case 'plain':
			return linesOfCode(block.chunks) + CODE_FRAME;
		case 'math':
			return 2;
		case 'rule':
			return 1;
	}
}

function linesOfAll(blocks: readonly Block[], isOpen = false): number {
	let lines = 0;
	for (let at = 0; at < blocks.length; at += 1) {
		const block = blocks[at];
		if (block) lines += linesOf(block, isOpen && at === blocks.length - 1);
	}
	return lines;
}

function linesOfItems(items: readonly ListItem[], isOpen: boolean): number {
	let lines = 0;
	for (let at = 0; at < items.length; at += 1) {
		const item = items[at];
		if (!item) continue;
		lines += isOpen && at === items.length - 1 ? linesOfItem(item, true) : once(item, linesOfItem);
	}
	return lines;
}

function linesOfItem({ blocks }: ListItem, isOpen = false): number {
	return Math.max(1, linesOfAll(blocks, isOpen) - GAP);
}

function once<Part extends Block | ListItem>(part: Part, look: (part: Part) => number): number {
	let lines = known.get(part);
	if (lines === undefined) {
		lines = look(part);
		known.set(part, lines);
	}
	return lines;
}

/** About how many characters the words have. */
function lengthOf(content: readonly Inline[]): number {
	let length = 0;
	for (const inline of content) {
		if ('text' in inline) length += inline.text.length;
		else if ('content' in inline) length += lengthOf(inline.content);
		else length += inline.type === 'image' ? inline.description.length + 20 : 1;
	}
	return length;
}

/** The piece of a long code that was counted last: the first, with every word again. */
let counted = { text: '', lines: 1 };
/** The same of the piece that grows, of which the rest is counted alone. */
let growing = { text: '', lines: 1 };

/** All pieces but the last are of the same size: a long code is not counted again with each word. */
function linesOfCode(chunks: readonly string[]): number {
	const [first = ''] = chunks;
	const last = chunks.at(-1) ?? '';
	if (chunks.length > 1 && counted.text !== first) {
		counted = { text: first, lines: 1 + countBreaks(first) };
	}
	const { length } = growing.text;
	growing =
		last.slice(0, length) === growing.text
			? { text: last, lines: growing.lines + countBreaks(last, length) }
			: { text: last, lines: 1 + countBreaks(last) };
	return (chunks.length - 1) * counted.lines + growing.lines;
}

function countBreaks(text: string, start = 0): number {
	let breaks = 0;
	for (let end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', end + 1)) {
		breaks += 1;
	}
	return breaks;
}

function wrapped(characters: number): number {
	return Math.max(1, Math.ceil(characters / CHARACTERS_PER_LINE));
}
