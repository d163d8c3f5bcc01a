/**
 * Parts thought from answer where a model writes both into one text, the thought between `<think>` and `</think>`.
 *
 * Tags count only before the answer begins: further on they are what the answer talks about, and stay in it. A text is
 * given on as soon as it cannot be part of a tag any more.
 */
export interface ThinkSplitter {
	/** Takes the next piece of the text, however it is cut. */
	write: (piece: string) => void;
	/** Gives on what was held back. Nothing may be written after it. */
	end: () => void;
}

const OPENING = '<think>';
const CLOSING = '</think>';
const TAGS = [OPENING, CLOSING];

/** More blanks than this are no prelude to a tag, and are not held back. */
const MOST_BLANKS = 256;

export function createThinkSplitter(
	onText: (text: string) => void,
	onReasoning: (text: string) => void
): ThinkSplitter {
	let place: 'before' | 'thinking' | 'answer' = 'before';
	/** What may be the beginning of a tag, or blanks that a tag may follow. */
	let held = '';
	/** A thought has begun to be told; until then its leading blanks are dropped. */
	let hasThought = false;
	/** A tag was seen, so the blanks between it and the answer are the template's and not the answer's. */
	let sawTag = false;

	/** Blanks, then perhaps a tag, then the answer. Returns whether there is more to read. */
	function readBefore(): boolean {
		const start = held.trimStart();
		if (sawTag) held = start;
		const isPrelude = held.length - start.length <= MOST_BLANKS;
		const tag = TAGS.find((candidate) => start.startsWith(candidate));
		if (isPrelude && tag !== undefined) {
			sawTag = true;
			held = start.slice(tag.length);
			if (tag === OPENING) place = 'thinking';
			return true;
		}
		const mayBecomeTag = isPrelude && TAGS.some((candidate) => candidate.startsWith(start));
		if (!mayBecomeTag) {
			place = 'answer';
			onText(held);
			held = '';
		}
		return false;
	}

	/** Thought, then perhaps the closing tag. Returns whether there is more to read. */
	function readThought(): boolean {
		const end = held.indexOf(CLOSING);
		const told = end === -1 ? held.length - partOfTag(held) : end;
		think(held.slice(0, told));
		held = held.slice(end === -1 ? told : end + CLOSING.length);
		if (end === -1) return false;
		place = 'before';
		hasThought = false;
		return true;
	}

	function step(): boolean {
		if (place === 'answer') return false;
		return place === 'thinking' ? readThought() : readBefore();
	}

	function think(text: string) {
		const told = hasThought ? text : text.trimStart();
		if (told === '') return;
		hasThought = true;
		onReasoning(told);
	}

	return {
		write(piece) {
			if (place === 'answer') {
				onText(piece);
				return;
			}
			held += piece;
			while (step());
		},
		end() {
			if (place === 'thinking') think(held);
			else if (held !== '') onText(held);
			held = '';
		}
	};
}

/** How many characters at the end of `text` may be the beginning of the closing tag. */
function partOfTag(text: string): number {
	const longest = Math.min(text.length, CLOSING.length - 1);
	for (let length = longest; length > 0; length -= 1) {
		if (CLOSING.startsWith(text.slice(text.length - length))) return length;
	}
	return 0;
}
