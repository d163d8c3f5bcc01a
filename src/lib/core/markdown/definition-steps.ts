import { BlockReader } from './block-reader.ts';
import type { Definitions } from './block-stack.ts';
import { LineSplitter } from './line-splitter.ts';

/** How much of a text is read at a time. */
const PART_LENGTH = 16 * 1024;

/** All that a text defines for its references, read in steps of about a millisecond. No words are read for it. */
export function* definitionSteps(text: string): Generator<undefined, Definitions> {
	const source = new BlockReader();
	const lines = new LineSplitter(source);
	for (let from = 0; from < text.length; from += PART_LENGTH) {
		lines.add(text.slice(from, from + PART_LENGTH));
		yield;
	}
	lines.end();
	source.end();
	return source.definitions;
}
