import type { Piece } from './rendering.ts';

/** Puts `indent` before each line, but not before an end of text that has no line of its own. */
export function indentLines(pieces: readonly Piece[], indent: string): Piece[] {
	let atLineStart = true;
	return pieces.flatMap((piece): Piece[] => {
		if (piece.type !== 'text') {
			const before: Piece[] = atLineStart ? [{ type: 'text', text: indent, isWritten: true }] : [];
			atLineStart = false;
			return [...before, piece];
		}
		if (piece.text === '') return [];
		const text = (atLineStart ? indent : '') + piece.text.replace(/\n(?!$)/g, `\n${indent}`);
		atLineStart = piece.text.endsWith('\n');
		return [{ ...piece, text }];
	});
}

/** How many lines the texts have; at least as many as {@link indentLines} writes to. */
export function countLines(pieces: readonly Piece[]): number {
	return pieces.reduce(
		(sum, piece) => sum + 1 + (piece.type === 'text' ? (piece.text.match(/\n/g)?.length ?? 0) : 0),
		0
	);
}
