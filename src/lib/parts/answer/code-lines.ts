import type { Caret } from './caret.ts';
import {
	createGrowingHighlight,
	type CodeLine,
	type CodePiece,
	type LineReader
} from './growing-highlight.ts';
import { changeText, make } from './make-element.ts';

/** Neighbours that stand in an element of their own: a browser goes through all children of whatever changes. */
const LINES_PER_RUN = 8;
const PIECES_PER_GROUP = 5;

/** In characters. A line of so many is in view, or nearly; where one is longer, room is made for so many more at once. */
const WIDTH_STEP = 40;
const TAB_SIZE = 4;
const ROOM = '--code-room';

interface WrittenPiece {
	piece: CodePiece;
	element: HTMLElement;
	/** The run that its next line comes into, and how many lines are in that. */
	run: HTMLElement;
	lines: number;
}

/**
 * The lines of growing code: a block for each, in pieces that a browser lays out only when they come into view. A finished
 * line is made once, in its colours; the one that is being written is plain, and only ever added to.
 */
export class CodeLines {
	readonly #parent: HTMLElement;
	readonly #caret: Caret;
	readonly #read: ReturnType<typeof createGrowingHighlight>;
	readonly #written: WrittenPiece[] = [];
	readonly #groups: HTMLElement[] = [];
	readonly #openLine = make('span', 'line open');
	readonly #openNode = document.createTextNode('');
	#openText = '';
	/** Characters of the longest line that is finished, and those that there is room for beside. */
	#longest = 0;
	#room = 0;

	/**
	 * @param parent holds nothing else
	 * @param begin what reads the lines, from the first on
	 */
	constructor(parent: HTMLElement, caret: Caret, begin: () => LineReader) {
		this.#parent = parent;
		parent.replaceChildren();
		parent.classList.remove('long');
		parent.style.removeProperty(ROOM);
		this.#caret = caret;
		this.#read = createGrowingHighlight(begin);
		this.#openLine.append(this.#openNode);
	}

	/** @param chunks joined they are the code; all but the last two stay as they are while it grows */
	show(chunks: readonly string[], isOpen: boolean): void {
		const pieces = this.#read(chunks, isOpen);
		for (let at = 0; at < pieces.length; at += 1) {
			const piece = pieces[at];
			if (piece && this.#written[at]?.piece !== piece) this.#showPiece(at, piece);
		}
		if (this.#written.length > pieces.length) this.#shorten(pieces.length);
		this.#showOpenLine(pieces.at(-1)?.open);
	}

	#shorten(count: number): void {
		for (const { element } of this.#written.splice(count)) element.remove();
		for (const group of this.#groups.splice(Math.ceil(count / PIECES_PER_GROUP))) group.remove();
		this.#groups.at(-1)?.classList.remove('full');
	}

	#showPiece(at: number, piece: CodePiece): void {
		let written = this.#written[at];
		if (written && !continues(written.piece, piece)) {
			written.element.remove();
			written = undefined;
		}
		if (!written) {
			const element = make('span', 'piece');
			const group = this.#groupAt(Math.floor(at / PIECES_PER_GROUP));
			group.insertBefore(element, this.#written[at + 1]?.element ?? null);
			written = { piece, element, run: element, lines: LINES_PER_RUN };
			this.#written[at] = written;
			if (at > 0) this.#parent.classList.add('long');
			for (const line of piece.lines) this.#addLine(written, line);
		} else {
			for (const line of piece.lines.slice(written.piece.lines.length))
				this.#addLine(written, line);
			written.piece = piece;
		}
	}

	#groupAt(at: number): HTMLElement {
		let group = this.#groups[at];
		if (!group) {
			group = make('span', 'group');
			this.#groups[at] = group;
			this.#parent.append(group);
			this.#groups[at - 1]?.classList.add('full');
		}
		return group;
	}

	#addLine(written: WrittenPiece, line: CodeLine): void {
		if (written.lines === LINES_PER_RUN) {
			written.run = make('span', 'run');
			written.lines = 0;
			written.element.append(written.run);
		}
		written.lines += 1;
		this.#longest = Math.max(this.#longest, lengthOf(line));
		const open = this.#openLine.parentNode === written.run ? this.#openLine : null;
		written.run.insertBefore(makeLine(line), open);
	}

	#showOpenLine(text: string | undefined): void {
		const place = this.#written.at(-1)?.run;
		if (text === undefined || !place) {
			this.#openLine.remove();
			this.#makeRoom(0);
			return;
		}
		changeText(this.#openNode, this.#openText, text);
		this.#openText = text;
		this.#makeRoom(text.length);
		if (this.#openLine.parentNode !== place) place.append(this.#openLine);
		this.#caret.placeAtEndOf(this.#openLine);
	}

	/** The line that is being written takes no room of its own: where it is the longest, the code is made as wide. */
	#makeRoom(length: number): void {
		const isLongest = length > this.#longest && length > WIDTH_STEP;
		const columns = isLongest ? columnsOf(this.#openText) : 0;
		const room = Math.ceil(columns / WIDTH_STEP) * WIDTH_STEP;
		if (room === this.#room) return;
		this.#room = room;
		if (room === 0) this.#parent.style.removeProperty(ROOM);
		else this.#parent.style.setProperty(ROOM, `${room}ch`);
	}
}

function columnsOf(text: string): number {
	let columns = 0;
	for (const character of text) {
		columns += character === '\t' ? TAB_SIZE - (columns % TAB_SIZE) : 1;
	}
	return columns;
}

function lengthOf({ tokens }: CodeLine): number {
	return tokens.reduce((length, { text }) => length + text.length, 0);
}

function continues(before: CodePiece, piece: CodePiece): boolean {
	const { length } = before.lines;
	return length <= piece.lines.length && before.lines[length - 1] === piece.lines[length - 1];
}

/** A copy of an element is made quicker than one with a new class. */
const patterns = new Map<string, HTMLElement>();

function copyOf(className: string): Node {
	let pattern = patterns.get(className);
	if (!pattern) patterns.set(className, (pattern = make('span', className)));
	return pattern.cloneNode();
}

function makeLine({ tokens }: CodeLine): Node {
	const line = copyOf('line');
	for (const { text, style } of tokens) {
		const words = document.createTextNode(text);
		if (style === undefined) line.appendChild(words);
		else line.appendChild(copyOf(style)).appendChild(words);
	}
	return line;
}
