import type { SourceParagraph, SourceVerbatim } from './source-block.ts';

/** Lines that are laid out together; performance was measured with pieces of this size. */
const LINES_PER_CHUNK = 40;

/** A piece is no longer, and a line that is longer is broken: a browser lays it out anew with every word that is added. */
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
		const lineEnd = block.tail.lastIndexOf('\n', MAX_CHUNK_LENGTH) + 1;
		const end = lineEnd === 0 ? wholeCharacters(block.tail, MAX_CHUNK_LENGTH) : lineEnd;
		block.chunks.push(block.tail.slice(0, end));
		block.tail = block.tail.slice(end);
		block.tailLines = 1;
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
		const end = gap === -1 ? wholeCharacters(block.text, MAX_PART_LENGTH) : PART_LENGTH + gap;
		block.parts.push(block.text.slice(0, end));
		block.text = block.text.slice(gap === -1 ? end : end + 1);
	}
}

/** `length`, or one less where that would cut a character in two. */
function wholeCharacters(text: string, length: number): number {
	return (text.codePointAt(length - 1) ?? 0) > 0xffff ? length - 1 : length;
}
