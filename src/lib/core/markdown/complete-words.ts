interface OpenMark {
	character: string;
	length: number;
}

const MARK = /[\\`*_~[\]]/g;

/** The beginning of a reference to a note. */
const NOTE_START = /^\[\^\S{0,100}$/;

/**
 * Closes what the words leave open, as a reader expects it while they are still being written: an unclosed `**` is bold,
 * an unclosed backtick is code, a link is its words until its address is whole, and a mark with nothing behind it yet, or a
 * reference to a note that is not whole, is not shown.
 */
export function completeWords(words: string): string {
	const open: OpenMark[] = [];
	let bracket: number | undefined;
	MARK.lastIndex = 0;
	for (let found = MARK.exec(words); found; found = MARK.exec(words)) {
		const at = found.index;
		const [character] = found;
		if (character === '\\') {
			if (at + 1 === words.length) return close(words.slice(0, at), open);
			MARK.lastIndex = at + 2;
		} else if (character === '[') {
			bracket = at;
		} else if (character === ']') {
			if (bracket === undefined) continue;
			if (words[at + 1] === '(') {
				const end = words.indexOf(')', at);
				if (end === -1) return close(withoutBrackets(words, bracket, at), open);
				MARK.lastIndex = end + 1;
			} else if (words[at + 1] === '[' && !words.includes(']', at + 2)) {
				return close(withoutBrackets(words, bracket, at), open);
			}
			bracket = undefined;
		} else {
			const length = runLength(words, at);
			MARK.lastIndex = at + length;
			if (character === '`') {
				const end = endOfCode(words, at + length, length);
				if (end === undefined) return closeCode(words, at, length, open);
				MARK.lastIndex = end;
			} else if (at + length === words.length) {
				// Whether it closes or opens something, what is open is closed here.
				return close(words.slice(0, at), open);
			} else turn(open, { character, length }, words[at - 1], words[at + length]);
		}
	}
	if (bracket === undefined) return open.length === 0 ? words : close(words, open);
	if (NOTE_START.test(words.slice(bracket))) return close(words.slice(0, bracket), open);
	return close(withoutBrackets(words, bracket, words.length), open);
}

function turn(
	open: OpenMark[],
	mark: OpenMark,
	before: string | undefined,
	after: string | undefined
) {
	const isWordBefore = before !== undefined && /[\p{L}\p{N}]/u.test(before);
	const isWordAfter = after !== undefined && /[\p{L}\p{N}]/u.test(after);
	if (mark.character === '~' && mark.length === 1 && isWordBefore && isWordAfter) return;
	const mayClose = isSomething(before) && !(mark.character === '_' && isWordAfter);
	const mayOpen = isSomething(after) && !(mark.character === '_' && isWordBefore);
	const opener = open.findLastIndex(({ character }) => character === mark.character);
	if (mayClose && opener !== -1) {
		const opened = open[opener];
		open.length = opener;
		const left = (opened?.length ?? 0) - mark.length;
		if (left > 0) open.push({ character: mark.character, length: left });
	} else if (mayOpen && !(mark.character === '~' && mark.length > 2)) open.push(mark);
}

function closeCode(words: string, at: number, length: number, open: readonly OpenMark[]): string {
	const code = words.slice(at + length);
	if (code.trim() === '') return close(words.slice(0, at), open);
	const ticks = '`'.repeat(length);
	// Ticks at the end may be the first of those that close it.
	return close(`${words.slice(0, at)}${ticks}${code.replace(/`+$/, '')}${ticks}`, open);
}

function close(words: string, open: readonly OpenMark[]): string {
	const closers = open
		.toReversed()
		.map(({ character, length }) => character.repeat(length))
		.join('');
	return words.trimEnd() + closers;
}

function withoutBrackets(words: string, start: number, end: number): string {
	const isImage = words[start - 1] === '!';
	return words.slice(0, isImage ? start - 1 : start) + words.slice(start + 1, end);
}

function endOfCode(words: string, from: number, length: number): number | undefined {
	for (let at = words.indexOf('`', from); at !== -1;) {
		const found = runLength(words, at);
		if (found === length) return at + length;
		at = words.indexOf('`', at + found);
	}
	return undefined;
}

function runLength(words: string, at: number): number {
	let end = at + 1;
	while (words[end] === words[at]) end += 1;
	return end - at;
}

function isSomething(character: string | undefined): boolean {
	return character !== undefined && !/\s/.test(character);
}
