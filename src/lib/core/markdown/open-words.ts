import type { Definitions } from './block-stack.ts';
import type { Inline } from './block.ts';
import { completeWords } from './complete-words.ts';
import { lexInlines, type InlineToken } from './lex-inlines.ts';
import { readInlines } from './read-inlines.ts';

/** Marks that may turn out to open something. */
const MAY_OPEN = /[\\`*_~[<$&@!\n]/;

/** After it, what was marked before it has ended for sure. */
const PLAIN_START = /^[\s.,;:?)]/;

/**
 * Reads words that are being written. What is marked in them is read again until it has ended and plain words follow; then it
 * is settled, and only what comes after it is read. That may differ from how all of them are read at once where somebody
 * writes marks that look like nothing else; once the block is finished, all of them are.
 */
export class OpenWords {
	/** The beginning of the words that is settled, and what it says. */
	#settled = '';
	#before: Inline[] = [];
	/** What came after it when the words were last read. */
	#after: readonly Inline[] = [];

	/** @returns what did not change is the same object as the last time */
	read(words: string, definitions: Definitions): Inline[] {
		if (words.slice(0, this.#settled.length) !== this.#settled) {
			this.#settled = '';
			this.#before = [];
			this.#after = [];
		}
		const rest = words.slice(this.#settled.length);
		const tokens = lexInlines(completeWords(rest), definitions.references);
		const count = countSettled(tokens, rest.length);
		const settled = tokens.slice(0, count);
		const inlines = keepSame(this.#after, [
			...readInlines(settled, definitions.notes),
			...readInlines(tokens.slice(count), definitions.notes)
		]);
		const read = [...this.#before, ...inlines];
		if (count > 0) {
			const length = readInlines(settled, definitions.notes).length;
			this.#settled += settled.map(({ raw }) => raw).join('');
			this.#before = read.slice(0, this.#before.length + length);
		}
		this.#after = read.slice(this.#before.length);
		return read;
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
		const isFollowed = next?.type === 'text' && end < length && PLAIN_START.test(next.raw);
		if (!isText && isFollowed) settled = at + 1;
	}
	return settled;
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
