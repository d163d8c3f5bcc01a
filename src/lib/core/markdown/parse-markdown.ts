import type { Block } from './block.ts';
import { lexMarkdown } from './lex-markdown.ts';
import { readBlocks } from './read-blocks.ts';

/**
 * Reads a whole text as GitHub's Markdown. Any text is Markdown of some kind, so nothing is thrown; markup that is
 * unfinished is shown as it will be (a fence), or as text (everything else).
 */
export function parseMarkdown(text: string): Block[] {
	return readBlocks(lexMarkdown(withPlainLineBreaks(text)).tokens);
}

/** Every line break as `\n`, which is what {@link lexMarkdown} asks for. */
export function withPlainLineBreaks(text: string): string {
	return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
