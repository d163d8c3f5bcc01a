import { plainText, type Block } from '#lib/core/markdown/block.ts';

const CHARACTERS_PER_LINE = 72;
/** Margins and frames, in lines of text. */
const GAP = 0.5;
const CODE_FRAME = 2;

/**
 * About how many lines of text a block is high. Blocks that are out of view and were never laid out are taken to be so high;
 * the better the guess, the less the scroll bar jumps.
 */
export function linesOf(block: Block): number {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return wrapped(plainText(block.content).length) + GAP;
		case 'list':
			return sum(block.items.map((item) => Math.max(1, sum(item.blocks.map(linesOf)) - GAP)));
		case 'quote':
		case 'note':
			return sum(block.blocks.map(linesOf)) + GAP;
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

/** All pieces but the last are of the same size: a long code is not counted again with each word. */
function linesOfCode(chunks: readonly string[]): number {
	const [first = ''] = chunks;
	const last = chunks.at(-1) ?? '';
	return (chunks.length - 1) * countLines(first) + countLines(last);
}

function countLines(text: string): number {
	return text.split('\n').length;
}

function wrapped(characters: number): number {
	return Math.max(1, Math.ceil(characters / CHARACTERS_PER_LINE));
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((whole, number) => whole + number, 0);
}
