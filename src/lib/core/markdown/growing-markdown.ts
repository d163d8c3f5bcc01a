import type { Block } from './block.ts';
import { BlockReader } from './block-reader.ts';
import type { Definitions } from './block-stack.ts';
import { LineSplitter } from './line-splitter.ts';
import { onlyGrows } from './long-text.ts';
import { WordsReader } from './read-blocks.ts';
import { isDefined } from './referred-labels.ts';
import type { SourceBlock } from './source-block.ts';

/** A text that only grows, read from any place without the whole being put together. */
export interface GrowingText {
	readonly length: number;
	from: (start: number) => string;
}

/** A text as blocks, as it is when they are looked at. */
export interface MarkdownView {
	/** Finished. The same array as before with more at its end, until the text starts afresh or is finished. */
	readonly closed: readonly Block[];
	/** What more text may change. */
	readonly open: readonly Block[];
	/** Every view has another, and the next one the next number. */
	readonly edition?: number;
	/** All that is new since the edition before: text at the very end of the last words. */
	readonly added?: string;
}

/** Reads a text that grows at its end. What is finished is read once and stays the same object. */
export interface GrowingMarkdown {
	/**
	 * The blocks so far, the unfinished end shown as a reader expects it to become. References to later definitions are
	 * still text. A text that does not continue the last one starts afresh.
	 */
	update: (text: string | GrowingText) => MarkdownView;
	/** The blocks of the whole text, equal to those of {@link parseMarkdown}; what did not change is the same object. */
	finish: (text: string | GrowingText) => MarkdownView;
}

/** The beginning of a line that may turn out to be anything: it is not shown until it is clear. */
const UNDECIDED =
	/^[ \t>]*(?:[-+*_=#~`|$:][-+*_=#~`|$: \t]*|\d{1,9}[.)]?[ \t]*|\[[ xX]?\]?|(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(?:\\|(?:\\\[|\$\$)[ \t]*(?:\p{L}{0,2}[ \t]?){0,2}\\?))?$/u;
const MAX_UNDECIDED_LENGTH = 200;

/** All of the text, put together where it is in pieces. */
export function stringOf(text: string | GrowingText): string {
	return typeof text === 'string' ? text : text.from(0);
}

/** @param known all that the first text will have defined at its end, where that is known: no reference waits for it then */
export function createGrowingMarkdown(known?: Definitions): GrowingMarkdown {
	let edition = 0;
	const nextEdition = () => (edition += 1);
	let reading = startReading(nextEdition, known);
	let last: { text: string | GrowingText; length: number } = { text: '', length: 0 };

	function continues(text: string | GrowingText): boolean {
		if (typeof text !== 'string' && text === last.text) return text.length >= last.length;
		if (text.length < last.length) return false;
		// Comparing a slice is a comparison of memory; startsWith takes twenty times as long.
		return stringOf(text).slice(0, last.length) === stringOf(last.text).slice(0, last.length);
	}

	function readOn(text: string | GrowingText): void {
		const isFinished = reading.isFinished && text.length > last.length;
		if (isFinished || !continues(text)) {
			reading = startReading(nextEdition);
			last = { text, length: 0 };
		}
		reading.add(typeof text === 'string' ? text.slice(last.length) : text.from(last.length));
		last = { text, length: text.length };
	}

	return {
		update(text) {
			readOn(text);
			return reading.view();
		},
		finish(text) {
			readOn(text);
			return reading.finish();
		}
	};
}

/** A finished block that a later definition may change. */
interface Referring {
	source: SourceBlock;
	/** Where its blocks begin. */
	at: number;
	/** What its words may refer to, and nothing had defined when they were read. */
	undefinedLabels: readonly string[];
}

function startReading(nextEdition: () => number, allDefinitions?: Definitions) {
	const source = new BlockReader();
	const lines = new LineSplitter(source);
	const words = new WordsReader(allDefinitions ?? source.definitions);
	const closed: Block[] = [];
	const referring: Referring[] = [];
	let read = 0;
	/** What was added to the view before, where that is all. */
	let added: string | undefined;
	let finished: MarkdownView | undefined;

	function readClosed() {
		for (; read < source.closed.length; read += 1) {
			const block = source.closed[read];
			if (!block) break;
			const blocks = words.read([block]);
			const undefinedLabels = words.takeUndefinedLabels();
			if (undefinedLabels.length > 0 || allDefinitions) {
				referring.push({ source: block, at: closed.length, undefinedLabels });
			}
			for (const one of blocks) closed.push(one);
		}
	}

	/** With what was defined after them. */
	function readAgain(): MarkdownView {
		const { definitions } = source;
		const again = new WordsReader(definitions);
		const blocks = closed.slice();
		// It has become another text than the one that was known.
		const isOther = allDefinitions && textOf(allDefinitions) !== textOf(definitions);
		for (const late of referring) {
			if (!isOther && !late.undefinedLabels.some((label) => isDefined(label, definitions)))
				continue;
			for (const [place, block] of again.read([late.source]).entries()) {
				const at = late.at + place;
				if (JSON.stringify(block) !== JSON.stringify(blocks[at])) blocks[at] = block;
			}
		}
		return { closed: blocks, open: [], edition: nextEdition() };
	}

	function readOpen(): readonly Block[] {
		const { partial } = lines;
		const isDecided = partial.length > MAX_UNDECIDED_LENGTH || !UNDECIDED.test(partial);
		const isOpen = isDecided || lines.isInDecidedLine || source.innermost.kind === 'paragraph';
		return source.asIfEnded(isDecided ? partial : undefined, () =>
			words.read(source.closed.slice(read), isOpen)
		);
	}

	return {
		get isFinished() {
			return finished !== undefined;
		},
		add(piece: string) {
			const { kind, block } = source.innermost;
			const isInWords = lines.isInDecidedLine && kind === 'paragraph';
			const isOnlyAdded = isInWords && onlyGrows(block, piece.length);
			added = isOnlyAdded ? words.addToOpen(piece) : undefined;
			lines.add(piece);
		},
		view(): MarkdownView {
			if (finished) return finished;
			if (added !== undefined) {
				return new AddedView({ closed, edition: nextEdition(), added }, readOpen);
			}
			words.forgetOpen();
			readClosed();
			return { closed, open: readOpen(), edition: nextEdition() };
		},
		finish(): MarkdownView {
			if (finished) return finished;
			lines.end();
			source.end();
			readClosed();
			finished = readAgain();
			return finished;
		}
	};
}

function textOf({ references, notes }: Definitions): string {
	return JSON.stringify([references, ...notes]);
}

/** Its blocks are read only where somebody asks for more than what was added. */
class AddedView implements MarkdownView {
	readonly closed: readonly Block[];
	readonly edition: number;
	readonly added: string;
	readonly #readOpen: () => readonly Block[];
	#open: readonly Block[] | undefined;

	constructor(
		view: Required<Pick<MarkdownView, 'closed' | 'edition' | 'added'>>,
		readOpen: () => readonly Block[]
	) {
		this.closed = view.closed;
		this.edition = view.edition;
		this.added = view.added;
		this.#readOpen = readOpen;
	}

	get open(): readonly Block[] {
		return (this.#open ??= this.#readOpen());
	}
}
