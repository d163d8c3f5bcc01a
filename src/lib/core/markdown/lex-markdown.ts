import { Lexer, Tokenizer, type Links, type MarkedToken, type Token } from 'marked';

/** Quotes in lists in quotes, and likewise emphasis in links in emphasis: deeper markup is left as text. */
const MAX_DEPTH = 16;

/** A lazy line in a quote makes marked read the quote anew. A longer quote is shown as several, one below the other. */
const MAX_QUOTE_LINES = 100;

/** How many characters of a run of inline text may be scanned in vain, for each of its characters. */
const SCANS_PER_CHARACTER = 50;

/**
 * marked asks at every mark in a word whether a mailbox begins there, and before an @ at every letter, each time reading
 * on to the end of the word: in a longer word that takes too long.
 */
const MAX_WORD_LENGTH = 2000;
const MAX_MAILBOX_LENGTH = 300;

/** What {@link lexMarkdown} found. */
export interface LexedMarkdown {
	tokens: MarkedToken[];
	/** Reference definitions by label: those handed in, and those of this text. */
	links: Links;
}

/**
 * marked's lexer with GitHub's extensions, kept from running away. The nesting is not cut out of the text beforehand,
 * since a line of code may look nested; instead the tokenizer declines to open a container or a span below
 * {@link MAX_DEPTH}, and declines spans in a run of text that has used up its scans. What is declined stays text. So the
 * stack is safe, and the time is about proportional to the length of the text, whatever it holds.
 *
 * @param text with `\n` as its only line break
 * @param links definitions from earlier text, for references in this one
 */
export function lexMarkdown(text: string, links: Links = {}): LexedMarkdown {
	const limits = { depth: 0, scans: 0 };
	const lexer = new Lexer({ gfm: true, tokenizer: createLimitedTokenizer(limits) });
	Object.assign(lexer.tokens.links, links);
	lexer.blockTokens(text, lexer.tokens);
	for (const run of lexer.inlineQueue) {
		if (hasEndlessWord(run.src)) {
			run.tokens.push({ type: 'text', raw: run.src, text: run.src });
		} else {
			limits.scans = run.src.length * SCANS_PER_CHARACTER;
			lexer.inlineTokens(run.src, run.tokens);
		}
	}
	return { tokens: knownTokens(lexer.tokens), links: lexer.tokens.links };
}

/** marked's type leaves room for the tokens of extensions; this lexer has none. */
export function knownTokens(tokens: readonly Token[]): MarkedToken[] {
	return tokens as MarkedToken[];
}

function createLimitedTokenizer(limits: { depth: number; scans: number }): Tokenizer {
	const tokenizer = new Tokenizer();
	const plain = Tokenizer.prototype;

	const nested = <Result>(read: () => Result): Result | undefined => {
		if (limits.depth >= MAX_DEPTH) return undefined;
		limits.depth += 1;
		try {
			return read();
		} finally {
			limits.depth -= 1;
		}
	};
	/** A span that is found was worth its scan, which ended where the span does; one that is not was read to the end. */
	const scanned = <Found extends { raw: string }>(
		source: string,
		read: () => Found | undefined
	) => {
		if (limits.scans < 0) return undefined;
		const found = nested(read);
		if (!found) limits.scans -= source.length;
		return found;
	};

	tokenizer.blockquote = (source) =>
		nested(() => plain.blockquote.call(tokenizer, firstLines(source, MAX_QUOTE_LINES)));
	tokenizer.list = (source) => nested(() => plain.list.call(tokenizer, source));
	tokenizer.table = (source) =>
		hasMoreCellsThanText(source) ? undefined : plain.table.call(tokenizer, source);
	tokenizer.tag = readLineBreak;
	tokenizer.link = (source) =>
		/^!?\[/.test(source) ? scanned(source, () => plain.link.call(tokenizer, source)) : undefined;
	tokenizer.reflink = (source, links) => nested(() => plain.reflink.call(tokenizer, source, links));
	tokenizer.emStrong = (source, masked, previous) =>
		/^[*_]/.test(source)
			? scanned(source, () => plain.emStrong.call(tokenizer, source, masked, previous))
			: undefined;
	tokenizer.del = (source, masked, previous) =>
		source.startsWith('~')
			? scanned(source, () => plain.del.call(tokenizer, source, masked, previous))
			: undefined;
	return tokenizer;
}

/** The one inline tag that means something here, since a cell of a table can break a line in no other way. */
function readLineBreak(source: string): ReturnType<Tokenizer['tag']> {
	const tag = source.startsWith('<') ? /^<br[ \t]*\/?>/i.exec(source)?.[0] : undefined;
	if (tag === undefined) return undefined;
	return { type: 'html', raw: tag, text: tag, inLink: false, inRawBlock: false, block: false };
}

function firstLines(source: string, count: number): string {
	let end = -1;
	for (let line = 0; line < count; line += 1) {
		end = source.indexOf('\n', end + 1);
		if (end === -1) return source;
	}
	return source.slice(0, end + 1);
}

function hasEndlessWord(source: string): boolean {
	if (source.length <= MAX_MAILBOX_LENGTH) return false;
	const hasEnd = (word: string) =>
		word.length <= (word.includes('@') ? MAX_MAILBOX_LENGTH : MAX_WORD_LENGTH);
	return !source.split(/\s+/).every(hasEnd);
}

/** Rows are filled up to the width of the header, so a small text can ask for a huge table. */
function hasMoreCellsThanText(source: string): boolean {
	const header = source.slice(0, Math.max(0, source.indexOf('\n')));
	const columns = header.split('|').length;
	if (columns < 3) return false;
	const end = source.search(/\n[ \t]*\n/);
	const table = end === -1 ? source : source.slice(0, end);
	return columns * table.split('\n').length > table.length;
}
