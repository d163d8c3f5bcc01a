/** A sentence or a line of a text: an exact piece of it. */
export interface Passage {
	text: string;
	/** Index in the text. */
	start: number;
	/** Counted from 1, or as the text numbers its own lines. */
	line: number;
}

/** A longer sentence ends at a blank before this many characters. */
const LONGEST = 400;

/** Abbreviations whose full stop ends nothing, even before a capital. */
const ABBREVIATION = /(?:^|[\s("“])(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|z\.b)\.$/i;
const INITIAL = /(?:^|[\s("“.])\p{Lu}\.$/u;
/** Abbreviations that a number follows. */
const NUMBER_WORD = /(?:^|[\s("“])(?:no|nr|fig|art|sec|par|pp?)\.$/i;
const TERMINATORS = '.!?…。！？';
const CLOSERS = '"\'”’»)]';

/** What stands before a line's text and is not part of it: bullets, quote marks, list numbers. */
const LINE_MARK = /^[ \t]*(?:(?:[-*+•>–]|\d{1,3}[.)])[ \t]+)*/;
/** Lines that hold no sentence: headings, table rows, fences, rules, and the note the simulator puts on its answers. */
const SKIPPED_LINE = /^\s*(?:#{1,6}\s|\||```|~~~|[-=*_]{3,}\s*$|Demo answer, )/;

/**
 * The sentences of `text`, each an exact piece of it without blanks around it. A sentence may run over line breaks, but
 * not over an empty line or into a new list item.
 */
export function splitSentences(text: string): Passage[] {
	const sentences: Passage[] = [];
	for (const block of blocksOf(text)) {
		let start = block.start;
		while (start < block.end) {
			const end = sentenceEnd(text, start, block.end);
			addTrimmed(sentences, text, start, end, block);
			start = end;
		}
	}
	return sentences;
}

/** A line number before the text: `12| …`, `L12: …`. A time of day has no blank after its colon. */
const LINE_NUMBER = /^[ \t]*L?(\d{1,7})(?: ?\| ?|: )/;
const NUMBERED_SAMPLE = 50;

/** The lines of `text` that are not empty. Numbers before the lines, as in `12| text`, are read and left out. */
export function splitLines(text: string): Passage[] {
	const raws = text.split('\n');
	const isNumbered = areNumbered(raws);
	const lines: Passage[] = [];
	let start = 0;
	for (const [index, raw] of raws.entries()) {
		const number = isNumbered ? LINE_NUMBER.exec(raw) : null;
		const skipped = number?.[0].length ?? 0;
		const content = raw.slice(skipped).trimEnd();
		if (content.trim() !== '') {
			const line = number ? Number(number[1]) : index + 1;
			lines.push({ text: content, start: start + skipped, line });
		}
		start += raw.length + 1;
	}
	return lines;
}

/** Whether nearly every line begins with a number of its own. */
function areNumbered(lines: readonly string[]): boolean {
	const sample = lines.filter((line) => line.trim() !== '').slice(0, NUMBERED_SAMPLE);
	const numbered = sample.filter((line) => LINE_NUMBER.test(line)).length;
	return numbered > 0 && numbered >= sample.length * 0.8;
}

/** A passage on one line, with single blanks. */
export function flat(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

interface Block {
	start: number;
	end: number;
	line: number;
}

/** Runs of lines that belong together. */
function* blocksOf(text: string): Generator<Block> {
	let block: Block | undefined;
	let start = 0;
	let line = 0;
	for (const raw of text.split('\n')) {
		line += 1;
		const mark = LINE_MARK.exec(raw)?.[0] ?? '';
		const isSkipped = SKIPPED_LINE.test(raw);
		const isEmpty = raw.length === mark.length || raw.trim() === '';
		if (block && (isSkipped || isEmpty || mark.trim() !== '')) {
			yield block;
			block = undefined;
		}
		if (!isSkipped && !isEmpty) {
			block ??= { start: start + mark.length, end: 0, line };
			block.end = start + raw.length;
		}
		start += raw.length + 1;
	}
	if (block) yield block;
}

/** Index just after the sentence that begins at `start`. */
function sentenceEnd(text: string, start: number, limit: number): number {
	let lastBlank = -1;
	for (let at = start; at < limit; at += 1) {
		const sign = text.charAt(at);
		if (sign === ' ') lastBlank = at;
		if (at - start >= LONGEST) return lastBlank > start ? lastBlank + 1 : at;
		if (!TERMINATORS.includes(sign)) continue;
		let end = at + 1;
		while (end < limit && (TERMINATORS + CLOSERS).includes(text.charAt(end))) end += 1;
		if ('。！？'.includes(sign) || isSentenceBreak(text, start, at, end, limit)) return end;
		at = end - 1;
	}
	return limit;
}

/** Whether the terminator at `at`, which with what closes it runs to `end`, ends the sentence begun at `start`. */
function isSentenceBreak(
	text: string,
	start: number,
	at: number,
	end: number,
	limit: number
): boolean {
	if (end >= limit) return true;
	if (!/\s/.test(text.charAt(end))) return false;
	if (text.charAt(at) !== '.') return true;
	const next = text
		.slice(end, end + 8)
		.trimStart()
		.charAt(0);
	if (/\p{Ll}/u.test(next)) return false;
	const before = text.slice(Math.max(start, at - 12), at + 1);
	if (ABBREVIATION.test(before) || INITIAL.test(before)) return false;
	return !(NUMBER_WORD.test(before) && /\d/.test(next));
}

function addTrimmed(
	sentences: Passage[],
	text: string,
	start: number,
	end: number,
	block: Block
): void {
	const raw = text.slice(start, end);
	const trimmed = raw.trim();
	if (!/[\p{L}\p{N}]/u.test(trimmed)) return;
	const at = start + (raw.length - raw.trimStart().length);
	const previous = sentences.at(-1);
	const from = previous && previous.start >= block.start ? previous : undefined;
	const line = (from?.line ?? block.line) + countBreaks(text, from?.start ?? block.start, at);
	sentences.push({ text: trimmed, start: at, line });
}

function countBreaks(text: string, from: number, to: number): number {
	let breaks = 0;
	for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
		breaks += 1;
	}
	return breaks;
}
