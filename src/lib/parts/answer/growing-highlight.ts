import type { StreamParser } from '@codemirror/streamparser';
import { LineHighlighter, type CodeToken } from './line-highlighter.ts';

/** A line as it is shown, with its line break if it has one. */
export interface CodeLine {
	tokens: readonly CodeToken[];
}

interface Piece {
	/** What has been read of it, up to the end of a line. */
	read: string;
	lines: CodeLine[];
	/** As shown last: the read lines and the unfinished one behind them. */
	shown: readonly CodeLine[];
	rest: string;
	/** No line of it will come. */
	isClosed: boolean;
}

/**
 * Makes the function that colours growing code. It is given the pieces of the code, all but the last two of which stay as
 * they are, and gives the lines of each. A finished line is read once and stays the same object; the last one is plain until
 * it is finished.
 */
export function createGrowingHighlight(
	parser: StreamParser<unknown>
): (chunks: readonly string[], isOpen: boolean) => readonly (readonly CodeLine[])[] {
	let highlighter = new LineHighlighter(parser);
	let pieces: Piece[] = [];

	function read(piece: Piece, chunk: string, isClosed: boolean): void {
		if (piece.isClosed) return;
		const before = piece.read.length;
		let start = before;
		for (const line of chunk.slice(start).split('\n').slice(0, -1)) {
			piece.lines.push({ tokens: withBreak(highlighter.readLine(line)) });
			start += line.length + 1;
		}
		piece.read = chunk.slice(0, start);
		const rest = chunk.slice(start);
		piece.isClosed = isClosed;
		if (start === before && rest === piece.rest && !isClosed) return;
		piece.rest = rest;
		if (rest === '') piece.shown = piece.lines.slice();
		else {
			const tokens = isClosed ? highlighter.readLine(rest) : [{ text: rest, style: undefined }];
			piece.shown = [...piece.lines, { tokens }];
		}
	}

	/** The text is not the one of before with something added: the end of the stream may show it otherwise. */
	function isOther(chunks: readonly string[]): boolean {
		if (chunks.length < pieces.length) return true;
		return pieces.some((piece, at) => {
			const chunk = chunks[at] ?? '';
			if (piece.isClosed) return chunk.length !== piece.read.length + piece.rest.length;
			return !chunk.startsWith(piece.read);
		});
	}

	return (chunks, isOpen) => {
		if (isOther(chunks)) {
			highlighter = new LineHighlighter(parser);
			pieces = [];
		}
		for (let at = Math.max(0, pieces.length - 2); at < chunks.length; at += 1) {
			const piece = (pieces[at] ??= { read: '', lines: [], shown: [], rest: '', isClosed: false });
			// The one before the last may yet get its last line break.
			const isFollowed = at < chunks.length - 1;
			read(piece, chunks[at] ?? '', isFollowed || !isOpen);
		}
		return pieces.map(({ shown }) => shown);
	};
}

function withBreak(tokens: CodeToken[]): CodeToken[] {
	const last = tokens.at(-1);
	if (last && last.style === undefined) last.text += '\n';
	else tokens.push({ text: '\n', style: undefined });
	return tokens;
}
