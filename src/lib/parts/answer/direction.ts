import type { Block, Inline } from '#lib/core/markdown/block.ts';

export type Direction = 'ltr' | 'rtl';

/** A letter, or a mark that counts as one. */
const LETTER = /[\p{L}\u200e\u200f\u061c]/u;
/** The scripts that run from right to left have these places to themselves. */
const RIGHT_TO_LEFT =
	/[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Digits and marks say nothing about the direction. */
export function hasLetter(text: string): boolean {
	return LETTER.test(text);
}

/**
 * The direction of the first letter that is not in bold words, a link or the like: what is set apart is often a foreign name,
 * and what is said about it follows. Where there is none, that of the first letter in these. Code, formulas, addresses and what
 * the page itself says run from left to right in any text, and do not count. `undefined` where there is no letter, or none yet.
 */
export function directionOf(content: readonly Inline[]): Direction | undefined {
	return firstOf(content, directionOfText) ?? firstOf(content, directionOfMarked);
}

/** Whether more words cannot turn it. */
export function isDirected(content: readonly Inline[]): boolean {
	return firstOf(content, directionOfText) !== undefined;
}

/** The direction of the first letter in blocks, so that a list or a quote has one side for all that is in it. */
export function directionOfBlocks(blocks: readonly Block[]): Direction | undefined {
	return firstOf(blocks, directionOfBlock);
}

/**
 * Lets an element run in `direction`. Nothing is said where it does so anyway, as nearly all text does.
 *
 * @param around how it runs without; `undefined` where that is not known
 */
export function setDirection(
	element: HTMLElement,
	direction: Direction | undefined,
	around: Direction | undefined
): void {
	const wanted = direction === undefined || direction === around ? '' : direction;
	if (element.dir === wanted) return;
	if (wanted === '') element.removeAttribute('dir');
	else element.dir = wanted;
}

function directionOfText(inline: Inline): Direction | undefined {
	if (inline.type !== 'text') return undefined;
	const [letter] = LETTER.exec(inline.text) ?? [];
	if (letter === undefined) return undefined;
	return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
}

function directionOfMarked(inline: Inline): Direction | undefined {
	switch (inline.type) {
		case 'strong':
		case 'emphasis':
		case 'strike':
			return directionOf(inline.content);
		case 'link':
			return inline.showsAddress ? undefined : directionOf(inline.content);
		case 'text':
		case 'code':
		case 'math':
		case 'footnote':
		case 'image':
		case 'break':
			return undefined;
	}
}

function directionOfBlock(block: Block): Direction | undefined {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return directionOf(block.content);
		case 'list':
			return firstOf(block.items, (item) => directionOfBlocks(item.blocks));
		case 'quote':
		case 'note':
		case 'group':
			return directionOfBlocks(block.blocks);
		case 'table':
			return firstOf(block.columns, ({ heading }) => directionOf(heading));
		case 'code':
		case 'math':
		case 'rule':
		case 'plain':
			return undefined;
	}
}

function firstOf<Item>(
	items: readonly Item[],
	direction: (item: Item) => Direction | undefined
): Direction | undefined {
	for (const item of items) {
		const found = direction(item);
		if (found) return found;
	}
	return undefined;
}
