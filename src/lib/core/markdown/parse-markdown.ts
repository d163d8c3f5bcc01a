import type { Block } from './block.ts';
import { BlockReader } from './block-reader.ts';
import { LineSplitter } from './line-splitter.ts';
import { WordsReader } from './read-blocks.ts';

/**
 * Reads a whole text as GitHub's Markdown, with footnotes and mathematics. Any text is Markdown of some kind, so nothing is
 * thrown; markup that is unfinished is shown as it will be (a fence), or as text (everything else).
 */
export function parseMarkdown(text: string): Block[] {
	const blocks = new BlockReader();
	const lines = new LineSplitter(blocks);
	lines.add(text);
	lines.end();
	blocks.end();
	return new WordsReader(blocks.definitions).read(blocks.closed);
}
