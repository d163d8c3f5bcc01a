import type { Links, MarkedToken } from 'marked';
import type { Block } from './block.ts';
import { lexMarkdown } from './lex-markdown.ts';
import { parseMarkdown, withPlainLineBreaks } from './parse-markdown.ts';
import { readBlocks } from './read-blocks.ts';

/** Reads a text that grows at its end. What is finished is read once and stays the same object. */
export interface GrowingMarkdown {
	/**
	 * The blocks of `text` so far. They equal those of {@link parseMarkdown}, but for a reference whose definition comes
	 * in a later block than the reference itself. A text that does not continue the last one starts afresh.
	 */
	update: (text: string) => readonly Block[];
	/** The blocks of the whole text, now with every reference resolved; they equal those of {@link parseMarkdown}. */
	finish: (text: string) => readonly Block[];
}

/** A beginning of the text that no continuation can change. It ends after a blank line. */
interface Frozen {
	text: string;
	blocks: readonly Block[];
	links: Links;
}

const NOTHING: Frozen = { text: '', blocks: [], links: {} };

export function createGrowingMarkdown(): GrowingMarkdown {
	let frozen = NOTHING;

	function read(text: string): { blocks: readonly Block[]; links: Links } {
		const whole = withPlainLineBreaks(text);
		// Comparing a slice is a comparison of memory; startsWith takes twenty times as long.
		if (whole.slice(0, frozen.text.length) !== frozen.text) frozen = NOTHING;
		const open = whole.slice(frozen.text.length);
		const { tokens, links } = lexMarkdown(open, frozen.links);
		const closed = closedPart(tokens, open);
		if (closed.tokens > 0) {
			frozen = {
				text: whole.slice(0, frozen.text.length + closed.length),
				blocks: frozen.blocks.concat(readBlocks(tokens.slice(0, closed.tokens))),
				links: hasNew(links, frozen.links)
					? lexMarkdown(open.slice(0, closed.length), frozen.links).links
					: frozen.links
			};
		}
		return { blocks: frozen.blocks.concat(readBlocks(tokens.slice(closed.tokens))), links };
	}

	return {
		update: (text) => read(text).blocks,
		finish(text) {
			const { blocks, links } = read(text);
			return hasNew(links, {}) ? parseMarkdown(text) : blocks;
		}
	};
}

/**
 * How many of `tokens`, and how much of `source`, are finished: up to the last block that begins after a blank line, if
 * the block before that line cannot reach across it. Lists, indented code and raw HTML can; they are finished when a block
 * after them is.
 */
function closedPart(
	tokens: readonly MarkedToken[],
	source: string
): { tokens: number; length: number } {
	let closed = { tokens: 0, length: 0 };
	let offset = 0;
	let endsAtBlankLine = false;
	for (const [index, token] of tokens.entries()) {
		// marked moves line breaks between some tokens; where it has, the place in the source is not known.
		if (!source.startsWith(token.raw, offset)) break;
		if (token.type !== 'space') {
			const isAfterBlankLine = /\n[ \t]*\n$/.test(source.slice(Math.max(0, offset - 80), offset));
			if (endsAtBlankLine && isAfterBlankLine) closed = { tokens: index, length: offset };
			endsAtBlankLine = stopsAtBlankLine(token);
		}
		offset += token.raw.length;
	}
	return closed;
}

function stopsAtBlankLine(token: MarkedToken): boolean {
	switch (token.type) {
		case 'paragraph':
		case 'heading':
		case 'hr':
		case 'blockquote':
		case 'table':
		case 'def':
			return true;
		case 'code':
			return token.codeBlockStyle !== 'indented';
		default:
			return false;
	}
}

function hasNew(links: Links, known: Links): boolean {
	return Object.keys(links).length > Object.keys(known).length;
}
