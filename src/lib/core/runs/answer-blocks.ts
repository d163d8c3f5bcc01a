/**
 * The answer of a run as it lies in the store: a block for what came in a fifth of a second, not a record per token, and a
 * larger one in place of these once there is enough for it.
 */
import type { KeyRange, RecordChange, RecordEntry } from '#lib/core/ports.ts';
import { ChunkKind } from '#lib/protocol/message.ts';
import { z } from '#lib/protocol/zod.ts';
import type { RunId } from './run-records.ts';

/** Neighbouring chunks of one kind, joined. `off` is where it starts in the answer of that kind, in UTF-16 units. */
const AnswerPiece = z.object({
	kind: ChunkKind,
	off: z.int().check(z.minimum(0)),
	text: z.string()
});
export type AnswerPiece = z.infer<typeof AnswerPiece>;

export const AnswerBlock = z.object({ pieces: z.array(AnswerPiece) });

export interface Answer {
	text: string;
	reasoning: string;
	/** A part in the middle could not be read: what came after it is left out. */
	isDamaged: boolean;
}

/** The most text in a block that is packed. Chrome keeps larger records in files of their own. */
export const BLOCK_LENGTH = 16 * 1024;

/** Keys of all blocks of a run. */
export function blocksOf(id: RunId): Required<KeyRange> {
	return { from: `${id}/`, to: `${id}/\uffff` };
}

export function blockKey(id: RunId, index: number): string {
	return `${id}/${String(index).padStart(8, '0')}`;
}

/** The change that stores pieces as the block of that index. */
export function blockChange(
	id: RunId,
	index: number,
	pieces: readonly AnswerPiece[]
): RecordChange {
	return { table: 'answers', key: blockKey(id, index), value: { pieces } };
}

/** Adds a piece to others, joined with the last where it goes on from it. */
export function addPiece(pieces: AnswerPiece[], piece: AnswerPiece) {
	const last = pieces.at(-1);
	if (last?.kind === piece.kind && last.off + last.text.length === piece.off) {
		last.text += piece.text;
	} else {
		pieces.push({ ...piece });
	}
}

/** Applies a piece to an answer: once or twice comes to the same, since `off` says where it belongs. */
export function applyPiece(answer: Answer, { kind, off, text }: AnswerPiece) {
	const known = answer[kind];
	if (off > known.length) answer.isDamaged = true;
	else answer[kind] = (off === known.length ? known : known.slice(0, off)) + text;
}

/** Puts an answer together from its blocks, in order. What cannot be read is left out, and said. */
export function readBlocks(entries: readonly RecordEntry[]): Answer {
	const answer: Answer = { text: '', reasoning: '', isDamaged: false };
	for (const { value } of entries) {
		const block = AnswerBlock.safeParse(value);
		if (!block.success) answer.isDamaged = true;
		for (const piece of block.data?.pieces ?? []) applyPiece(answer, piece);
	}
	return answer;
}

/** The few large blocks in place of the many small ones, `count` of them, as one list of changes. */
export function packChanges(id: RunId, { reasoning, text }: Answer, count: number): RecordChange[] {
	const pieces: AnswerPiece[] = [
		{ kind: 'reasoning', off: 0, text: reasoning },
		{ kind: 'text', off: 0, text }
	];
	return replaceBlocks(id, intoBlocks(pieces), 0, count);
}

/** Blocks in place of those from the index `from` up to, not including, `to`. */
export function replaceBlocks(
	id: RunId,
	blocks: readonly (readonly AnswerPiece[])[],
	from: number,
	to: number
): RecordChange[] {
	const gone = Array.from({ length: to - from }, (_, index) => ({
		table: 'answers' as const,
		key: blockKey(id, from + index)
	}));
	return [...gone, ...blocks.map((block, index) => blockChange(id, from + index, block))];
}

/** Sorts pieces into blocks of {@link BLOCK_LENGTH}; the last one has what is left, if anything is. */
export function intoBlocks(pieces: readonly AnswerPiece[]): AnswerPiece[][] {
	const blocks: AnswerPiece[][] = [];
	let room = 0;
	for (const { kind, off, text } of pieces) {
		for (let at = 0; at < text.length;) {
			if (room === 0) {
				blocks.push([]);
				room = BLOCK_LENGTH;
			}
			const part = text.slice(at, at + room);
			blocks.at(-1)?.push({ kind, off: off + at, text: part });
			at += part.length;
			room -= part.length;
		}
	}
	return blocks;
}
