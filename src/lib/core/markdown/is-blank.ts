import type { Block, Inline } from './block.ts';
import { parseMarkdown } from './parse-markdown.ts';

/** A longer text is taken to say something. */
const MAX_LENGTH = 1000;

/** Spaces of every kind, and what has no width. */
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/** Whether a reader of `text` would see nothing. */
export function isBlankText(text: string): boolean {
	return text.length <= MAX_LENGTH && parseMarkdown(text).every(isBlank);
}

/** No words, and nothing that stands for some. */
function isBlank(block: Block): boolean {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return block.content.every(isInvisible);
		case 'list':
			return block.items.every(
				({ isDone, blocks }) => isDone === undefined && blocks.every(isBlank)
			);
		case 'quote':
		case 'group':
			return block.blocks.every(isBlank);
		default:
			return false;
	}
}

function isInvisible(inline: Inline): boolean {
	return inline.type === 'break' || (inline.type === 'text' && INVISIBLE.test(inline.text));
}
