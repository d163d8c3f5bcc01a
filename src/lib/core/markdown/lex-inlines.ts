import { Lexer, Tokenizer, type MarkedToken, type Token, type Tokens } from 'marked';
import { bareAddress, startsAddress, withSameHost } from './bare-addresses.ts';
import { readMath } from './inline-math.ts';
import type { References } from './reference-definitions.ts';

/** Emphasis in links in emphasis: deeper markup is left as text. */
const MAX_DEPTH = 16;

/** How many characters may be scanned in vain, for each character of the words. */
const SCANS_PER_CHARACTER = 50;

/**
 * marked asks at every mark in a word whether a mailbox begins there, and before an @ at every letter, each time reading
 * on to the end of what a mailbox may hold: beside a longer one, none is looked for.
 */
const MAX_NAME_LENGTH = 2000;
const MAX_MAILBOX_LENGTH = 300;
const NAMES = /[a-z\d.!#$%&'*+/=?^_`{|}~@-]+/gi;

/** Between numbers it stands for "to", and joins words: it strikes nothing out. */
const JOINING_TILDE = /(?<=[\p{L}\p{N}])~(?=[\p{L}\p{N}])/gu;
const JOINING_TILDE_START = /^[\p{L}\p{N}]~[\p{L}\p{N}]/u;

/** How marked ends plain words, but for mailboxes. */
const WORDS =
	/^(?:`+|~+|[^`~])(?:(?=[`~])|(?= {2,}\n)|[\s\S]*?(?:(?=[\\<![`*~_]|\b_|https?|ftp:\/\/|(?<![^\s*_~(])www\.|$)|[^ ](?= {2,}\n)))/i;

/** Without one of these no mark, link, reference, address or line break is in the words, and nothing that is shown otherwise. */
const MARKS = /[\\`*_~[\]<&$@!\n\r\0]|https?:|ftp:|www\./i;

/** Whether anything in `words` may be more than text. */
export function hasMarks(words: string): boolean {
	return MARKS.test(words);
}

/** Mathematics and the mark of a footnote, beside the tokens that marked knows. */
export type InlineToken =
	| MarkedToken
	| { type: 'math'; raw: string; text: string }
	| { type: 'footnote'; raw: string; label: string };

let lastMasked = { text: '', without: '' };
const limits = { depth: 0, scans: 0, readsMailboxes: true };
const plainLexer = new Lexer({ gfm: true, tokenizer: createLimitedTokenizer() });
/** Asks at every place for what marked does not know, so it is used only where that occurs. */
const extendedLexer = createExtendedLexer();
const EXTENSIONS = /\$|\\\(|\\\[|\[\^/;

/**
 * marked's inline lexer with GitHub's extensions, kept from running away: the tokenizer declines to open a span below
 * {@link MAX_DEPTH}, and declines all spans once it has used up its scans. What is declined stays text. So the stack is
 * safe, and the time is about proportional to the length of the words, whatever they hold.
 */
export function lexInlines(words: string, references: References): InlineToken[] {
	if (words === '') return [];
	if (!hasMarks(words)) {
		return [{ type: 'text', raw: words, text: words, escaped: false }];
	}
	const lexer = EXTENSIONS.test(words) ? extendedLexer : plainLexer;
	limits.scans = words.length * SCANS_PER_CHARACTER;
	limits.readsMailboxes = !hasEndlessName(words);
	lexer.tokens.links = references;
	lexer.state.inLink = false;
	return knownInlines(lexer.inlineTokens(words, []));
}

/** marked's type leaves room for the tokens of any extension; this lexer has two. */
export function knownInlines(tokens: readonly Token[]): InlineToken[] {
	return tokens as InlineToken[];
}

function createExtendedLexer(): Lexer {
	return new Lexer({
		gfm: true,
		tokenizer: createLimitedTokenizer(),
		extensions: {
			inline: [(source, tokens) => readMath(source, tokens.at(-1)?.raw ?? ''), readFootnoteMark],
			startInline: [(source) => source.search(EXTENSIONS)],
			renderers: {},
			childTokens: {}
		}
	});
}

function readFootnoteMark(source: string) {
	const [raw, label] = /^\[\^([^\]\s]{1,100})\]/.exec(source) ?? [];
	return raw === undefined ? undefined : { type: 'footnote', raw, label };
}

function createLimitedTokenizer(): Tokenizer {
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

	tokenizer.tag = readLineBreak;
	tokenizer.link = (source) =>
		/^!?\[/.test(source) ? scanned(source, () => plain.link.call(tokenizer, source)) : undefined;
	tokenizer.reflink = (source, links) => nested(() => plain.reflink.call(tokenizer, source, links));
	tokenizer.emStrong = (source, masked, previous) =>
		/^[*_]/.test(source)
			? scanned(source, () => plain.emStrong.call(tokenizer, source, masked, previous))
			: undefined;
	tokenizer.del = (source, masked, previous) =>
		source.startsWith('~') && !JOINING_TILDE_START.test(`${previous ?? ''}${source.slice(0, 3)}`)
			? scanned(source, () =>
					plain.del.call(tokenizer, source, withoutJoiningTildes(masked), previous)
				)
			: undefined;
	tokenizer.url = (source) => {
		if (!startsAddress(source)) {
			return limits.readsMailboxes ? plain.url.call(tokenizer, source) : undefined;
		}
		const link = plain.url.call(tokenizer, bareAddress(source));
		// marked's type is that of a link, though any token is put among the others.
		return link && (withSameHost(link) as Tokens.Link);
	};
	tokenizer.inlineText = (source) => {
		if (limits.readsMailboxes) return plain.inlineText.call(tokenizer, source);
		const raw = WORDS.exec(source)?.[0];
		return raw === undefined ? undefined : { type: 'text', raw, text: raw, escaped: false };
	};
	return tokenizer;
}

/** What may be no end of what is struck out, as letters; of the same length. */
function withoutJoiningTildes(masked: string): string {
	if (masked !== lastMasked.text) {
		lastMasked = { text: masked, without: masked.replaceAll(JOINING_TILDE, 'a') };
	}
	return lastMasked.without;
}

/** The one inline tag that means something here, since a cell of a table can break a line in no other way. */
function readLineBreak(source: string): ReturnType<Tokenizer['tag']> {
	const tag = source.startsWith('<') ? /^<br[ \t]*\/?>/i.exec(source)?.[0] : undefined;
	if (tag === undefined) return undefined;
	return { type: 'html', raw: tag, text: tag, inLink: false, inRawBlock: false, block: false };
}

function hasEndlessName(source: string): boolean {
	if (source.length <= MAX_MAILBOX_LENGTH) return false;
	for (const [name] of source.matchAll(NAMES)) {
		if (name.length > (name.includes('@') ? MAX_MAILBOX_LENGTH : MAX_NAME_LENGTH)) return true;
	}
	return false;
}
