import { ADDRESS_END } from './bare-addresses.ts';
import type { Definitions } from './block-stack.ts';
import type { Inline } from './block.ts';
import { completeWords } from './complete-words.ts';
import { hasMarks, knownInlines, lexInlines, type InlineToken } from './lex-inlines.ts';
import { readInlines } from './read-inlines.ts';

/** Marks that may turn out to open something. */
const MAY_OPEN = /[\\`*_~[<$&@!\n]/;

/** After it, what was marked before it has ended for sure. */
const PLAIN_START = /^[\s.,;:?)]/;

/** What does not belong to an address where nothing follows, and may do so where something does. */
const MAY_GO_ON = /^[?!.,:;'"()*_~&]+$/;

/** Long enough for what begins an address, which may come in two pieces. */
const END_LENGTH = 8;

/**
 * Reads words that are being written. What is marked in them is read again until it has ended and plain words follow; then it
 * is settled, and only what comes after it is read. That may differ from how all of them are read at once where somebody
 * writes marks that look like nothing else; once the block is finished, all of them are.
 */
export class OpenWords {
	/** The beginning of the words that is settled, and what it says. */
	#settled = '';
	#before: readonly Inline[] = [];
	/** What came after it when the words were last read. */
	#after: readonly Inline[] = [];
	/** After what is settled come plain words, at least one letter, which end like this. */
	#plainEnd: string | undefined;
	/** White space that is not shown before something comes behind it. */
	#heldBack = '';

	/** @returns what did not change is the same object as the last time */
	read(text: string, definitions: Definitions): Inline[] {
		const words = text.trimEnd();
		if (words.slice(0, this.#settled.length) !== this.#settled) {
			this.#settled = '';
			this.#before = [];
			this.#after = [];
		}
		this.#heldBack = text.slice(words.length);
		const rest = words.slice(this.#settled.length);
		if (hasMarks(rest)) this.#readMarked(rest, definitions);
		else this.#readPlain(rest);
		return [...this.#before, ...this.#after];
	}

	/** What `piece` adds at the end of the words as they were read; `undefined` where they have to be read again. */
	add(piece: string): string | undefined {
		if (this.#plainEnd === undefined) return undefined;
		const end = this.#plainEnd + this.#heldBack + piece;
		if (hasMarks(end)) {
			this.#plainEnd = undefined;
			return undefined;
		}
		const more = this.#heldBack + piece;
		const shown = more.trimEnd();
		this.#heldBack = more.slice(shown.length);
		this.#plainEnd = end.slice(-END_LENGTH);
		return shown;
	}

	/** From now on nothing can be added, until words are read. */
	forget(): void {
		this.#plainEnd = undefined;
	}

	#readPlain(rest: string): void {
		this.#plainEnd = rest === '' ? undefined : rest.slice(-END_LENGTH);
		this.#after = rest === '' ? [] : keepSame(this.#after, [{ type: 'text', text: rest }]);
	}

	#readMarked(rest: string, { references, notes }: Definitions): void {
		this.#plainEnd = undefined;
		const lexed = lexInlines(completeWords(rest), references);
		// White space behind it ends an address.
		const tokens = this.#heldBack === '' ? withoutOpenAddress(lexed) : lexed;
		const count = countSettled(tokens, rest.length);
		const settled = tokens.slice(0, count);
		const before = readInlines(settled, notes);
		const read = keepSame(this.#after, [...before, ...readInlines(tokens.slice(count), notes)]);
		if (count === 0) {
			this.#after = read;
			return;
		}
		const written = settled.map(({ raw }) => raw).join('');
		this.#settled += written;
		this.#before = this.#before.concat(read.slice(0, before.length));
		this.#after = read.slice(before.length);
		const left = rest.slice(written.length);
		if (!hasMarks(left)) this.#plainEnd = left.slice(-END_LENGTH);
	}
}

/** How many of the tokens nothing that follows will change: up to the last that is marked and has plain words behind it. */
function countSettled(tokens: readonly InlineToken[], length: number): number {
	let settled = 0;
	let end = 0;
	for (const [at, token] of tokens.entries()) {
		const isText = token.type === 'text';
		if (token.type === 'escape' || (isText && MAY_OPEN.test(token.raw))) break;
		end += token.raw.length;
		const next = tokens[at + 1];
		const start = isBareAddress(token) ? ADDRESS_END : PLAIN_START;
		const isFollowed = next?.type === 'text' && end < length && start.test(next.raw);
		if (!isText && isFollowed) settled = at + 1;
	}
	return settled;
}

function isBareAddress(token: InlineToken): boolean {
	return token.type === 'link' && !/^[[<]/.test(token.raw);
}

/** An address that is still being written is words, so that nobody opens half of it. */
function withoutOpenAddress(tokens: InlineToken[]): InlineToken[] {
	const last = tokens.at(-1);
	const isMark = last?.type === 'text' && MAY_GO_ON.test(last.raw);
	const at = tokens.length - (isMark ? 2 : 1);
	const token = tokens[at];
	if (!token) return tokens;
	if (isBareAddress(token)) {
		const { raw } = token;
		return tokens.with(at, { type: 'text', raw, text: raw, escaped: false });
	}
	if (token.type !== 'strong' && token.type !== 'em' && token.type !== 'del') return tokens;
	const inner = knownInlines(token.tokens);
	const words = withoutOpenAddress(inner);
	return words === inner ? tokens : tokens.with(at, { ...token, tokens: words });
}

function keepSame(before: readonly Inline[], now: readonly Inline[]): Inline[] {
	return now.map((inline, at) => {
		const known = before[at];
		return known && isSame(known, inline) ? known : inline;
	});
}

function isSame(one: Inline, other: Inline): boolean {
	if (one.type !== other.type) return false;
	if ('text' in one && 'text' in other) return one.text === other.text;
	return JSON.stringify(one) === JSON.stringify(other);
}
