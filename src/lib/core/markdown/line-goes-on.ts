import type { LineCursor } from './line-cursor.ts';
import type { OpenBlock } from './open-block.ts';

/**
 * Whether a line goes on with an open block whose parents it goes on with; `'ends'` where the line is the block's end and
 * no more. Moves the cursor over what belongs to the block.
 */
export function goesOn(
	open: OpenBlock,
	cursor: LineCursor,
	isInnermost: boolean
): boolean | 'ends' {
	const { indent, isBlank } = cursor;
	switch (open.kind) {
		case 'list':
			return true;
		case 'item':
			if (isBlank && isInnermost && open.block.children.length === 0) return false;
			return skipIndent(cursor, open.indent);
		case 'note':
		case 'indented':
			return skipIndent(cursor, 4);
		case 'container':
			if (open.block.type === 'root') return true;
			if (indent > 3 || cursor.nextCharacter !== '>') return false;
			cursor.skipText(1);
			cursor.skipColumns(1);
			return true;
		case 'paragraph':
		case 'table':
		case 'math':
			return !isBlank;
		case 'fence':
			if (indent < 4 && closesFence(cursor.text, open.mark, open.length)) return 'ends';
			cursor.skipColumns(open.indent);
			return true;
		case 'html':
			return open.end === undefined ? !isBlank : !open.hasEnded;
	}
}

/** A blank line may be indented less. */
function skipIndent(cursor: LineCursor, columns: number): boolean {
	if (!cursor.isBlank && cursor.indent < columns) return false;
	cursor.skipColumns(columns);
	return true;
}

/** Whether a line, without what stands before it, ends the fence of such a mark. */
export function closesFence(text: string, mark: string, length: number): boolean {
	// Most lines are none, and are asked with each of their letters.
	if (text[0] !== mark) return false;
	const line = text.trimEnd();
	return line.length >= length && line === mark.repeat(line.length);
}
