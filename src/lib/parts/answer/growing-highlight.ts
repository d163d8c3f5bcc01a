import type { CodeStyle } from './code-styles.ts';

/** A piece of a line that is shown in one way. */
export interface CodeToken {
	text: string;
	style: CodeStyle | undefined;
}

/** Reads code line by line, and may keep what it has to know for the next one. */
export interface LineReader {
	/** The next line, without its line break. Joined, the texts are the line. */
	readLine: (line: string) => CodeToken[];
}

/** A finished line as it is shown, with its line break if it has one. */
export interface CodeLine {
	tokens: readonly CodeToken[];
}

/** Some forty lines. As long as nothing comes to it, it stays the same object. */
export interface CodePiece {
	lines: readonly CodeLine[];
	/** What has come of the line that is being written; it is plain. Absent where no line will come. */
	open: string | undefined;
}

interface Reading {
	/** What has been read of it, up to the end of a line. */
	read: string;
	lines: CodeLine[];
	shown: CodePiece;
	rest: string;
	/** All of it, once no line of it will come. */
	whole: string | undefined;
}

/**
 * Makes the function that colours growing code. It is given the pieces of the code, all but the last two of which stay as
 * they are, and gives the lines of each. A finished line is read once and stays the same object.
 */
export function createGrowingHighlight(
	begin: () => LineReader
): (chunks: readonly string[], isOpen: boolean) => readonly CodePiece[] {
	let reader = begin();
	let pieces: Reading[] = [];
	let shown: CodePiece[] = [];

	function read(piece: Reading, chunk: string, isClosed: boolean): void {
		if (piece.whole !== undefined) return;
		const before = piece.read.length;
		let start = before;
		for (const line of chunk.slice(start).split('\n').slice(0, -1)) {
			piece.lines.push({ tokens: withBreak(reader.readLine(line)) });
			start += line.length + 1;
		}
		piece.read = chunk.slice(0, start);
		piece.rest = chunk.slice(start);
		if (isClosed) piece.whole = chunk;
		if (isClosed && piece.rest !== '') {
			piece.lines.push({ tokens: reader.readLine(piece.rest) });
		}
		// A list that is the same need not be compared with itself line by line.
		const isSame = piece.lines.length === piece.shown.lines.length;
		const lines = isSame ? piece.shown.lines : piece.lines.slice();
		const open = isClosed ? undefined : piece.rest;
		if (isSame && open === piece.shown.open) return;
		piece.shown = { lines, open };
	}

	/** The text is not the one of before with something added: the end of the stream may show it otherwise. */
	function isOther(chunks: readonly string[]): boolean {
		for (let at = 0; at < pieces.length; at += 1) {
			const piece = pieces[at];
			if (piece && !isBeginningOf(piece, chunks[at])) return true;
		}
		return false;
	}

	return (chunks, isOpen) => {
		if (isOther(chunks)) {
			reader = begin();
			pieces = [];
			shown = [];
		}
		for (let at = Math.max(0, pieces.length - 2); at < chunks.length; at += 1) {
			const piece = (pieces[at] ??= emptyReading());
			// The one before the last may yet get its last line break.
			const isFollowed = at < chunks.length - 1;
			read(piece, chunks[at] ?? '', isFollowed || !isOpen);
			shown[at] = piece.shown;
		}
		return shown.slice();
	};
}

function isBeginningOf({ read, whole }: Reading, chunk: string | undefined): boolean {
	if (whole !== undefined) return chunk === whole;
	// Comparing a slice is a comparison of memory, and startsWith is not.
	return chunk?.slice(0, read.length) === read;
}

function emptyReading(): Reading {
	return { read: '', lines: [], shown: { lines: [], open: undefined }, rest: '', whole: undefined };
}

function withBreak(tokens: CodeToken[]): CodeToken[] {
	const last = tokens.at(-1);
	if (last && last.style === undefined) last.text += '\n';
	else tokens.push({ text: '\n', style: undefined });
	return tokens;
}
