import type {
	SourceBlock,
	SourceItem,
	SourceList,
	SourceNote,
	SourceParagraph,
	SourceQuote,
	SourceTable,
	SourceVerbatim
} from './source-block.ts';

/** The whole text as a block. */
interface Root {
	type: 'root';
	children: SourceBlock[];
}

/** A block that the next line may go on with, and what decides whether it does. */
export type OpenBlock =
	| { kind: 'container'; block: Root | SourceQuote }
	| { kind: 'note'; block: SourceNote }
	| { kind: 'list'; block: SourceList }
	/** Its lines are indented by `indent` columns at least. */
	| { kind: 'item'; block: SourceItem; indent: number }
	| { kind: 'paragraph'; block: SourceParagraph }
	/** `missing` counts the cells that its rows lack, `size` the characters it was written with. */
	| { kind: 'table'; block: SourceTable; missing: number; size: number }
	| OpenVerbatim;

export type OpenVerbatim =
	| { kind: 'fence'; block: SourceVerbatim; mark: string; length: number; indent: number }
	/** Blank lines belong to it when code comes after them. */
	| { kind: 'indented'; block: SourceVerbatim; blanks: string }
	/** `recent` are the last characters of its last line. */
	| {
			kind: 'html';
			block: SourceVerbatim;
			end: RegExp | undefined;
			hasEnded: boolean;
			recent: string;
	  }
	/** `written` is its first line from the opener on, and the others as they came: they are read again where it has no end. */
	| { kind: 'math'; block: SourceVerbatim; closer: string; written: string };

export type OpenParagraph = Extract<OpenBlock, { kind: 'paragraph' }>;
export type OpenMath = Extract<OpenBlock, { kind: 'math' }>;

export function newParagraph(): OpenParagraph {
	return { kind: 'paragraph', block: { type: 'paragraph', parts: [], text: '' } };
}

export function newVerbatim(type: SourceVerbatim['type'], info = ''): SourceVerbatim {
	return { type, info, chunks: [], tail: '', tailLines: 0 };
}

export function isVerbatim(open: OpenBlock): open is OpenVerbatim {
	switch (open.kind) {
		case 'fence':
		case 'indented':
		case 'html':
		case 'math':
			return true;
		default:
			return false;
	}
}

/** Whether what comes next is Markdown, and not looked through for the end of something else, or for cells. */
export function isText(open: OpenBlock): boolean {
	return !isVerbatim(open) && open.kind !== 'table';
}

/** A copy that shares its finished children with the original; {@link childrenOf} of both is one list. */
export function copyOf(open: OpenBlock): OpenBlock {
	// Each kind is copied with its own block, which a type cannot say of all kinds at once.
	return { ...open, block: { ...open.block } } as OpenBlock;
}

/** The list that only grows while the block is open. */
export function childrenOf({ block }: OpenBlock): unknown[] {
	switch (block.type) {
		case 'paragraph':
			return block.parts;
		case 'table':
			return block.rows;
		case 'list':
			return block.items;
		case 'code':
		case 'html':
		case 'math':
			return block.chunks;
		default:
			return block.children;
	}
}
