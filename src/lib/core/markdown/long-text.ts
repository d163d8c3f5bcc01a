import type { SourceParagraph, SourceVerbatim } from './source-block.ts';

/** Lines that are laid out together; performance was measured with pieces of this size. */
const LINES_PER_CHUNK = 40;

/** A line that is longer is broken here: a browser lays out one long line anew with every word that is added. */
const MAX_CHUNK_LENGTH = 8000;

/** A longer paragraph is read in parts, each from the first white space after this many characters. */
const PART_LENGTH = 4000;

/** Without white space the part ends here. */
const MAX_PART_LENGTH = 6000;

/** Adds a line, or with `isSameLine` more of the last one. Where the pieces end depends on the whole text alone. */
export function addVerbatim(block: SourceVerbatim, text: string, isSameLine = false): void {
	if (isSameLine || block.tailLines === 0) {
		block.tail += text;
		if (!isSameLine) block.tailLines = 1;
	} else if (block.tailLines === LINES_PER_CHUNK) {
		block.chunks.push(`${block.tail}\n`);
		block.tail = text;
		block.tailLines = 1;
	} else {
		block.tail += `\n${text}`;
		block.tailLines += 1;
	}
	while (block.tail.length > MAX_CHUNK_LENGTH) {
		block.chunks.push(block.tail.slice(0, MAX_CHUNK_LENGTH));
		block.tail = block.tail.slice(MAX_CHUNK_LENGTH);
	}
}

/** Whether a letter more in the paragraph is a letter more to be shown, and `count` of them stay in one part. */
export function onlyGrows({ text }: SourceParagraph, count: number): boolean {
	// It may be, or may become, a definition, which is not shown.
	return !text.startsWith('[') && text.length + count <= PART_LENGTH;
}

/** Adds to the words of a paragraph. Where its parts end depends on the whole text alone. */
export function addWords(block: SourceParagraph, text: string): void {
	block.text += text;
	while (block.text.length > MAX_PART_LENGTH) {
		const gap = block.text.slice(PART_LENGTH, MAX_PART_LENGTH).search(/\s/);
		const end = gap === -1 ? MAX_PART_LENGTH : PART_LENGTH + gap;
		block.parts.push(block.text.slice(0, end));
		block.text = block.text.slice(gap === -1 ? end : end + 1);
	}
}
