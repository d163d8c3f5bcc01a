import type { RecordChange } from '#lib/core/ports.ts';
import {
	addPiece,
	BLOCK_LENGTH,
	blockChange,
	intoBlocks,
	replaceBlocks,
	type AnswerPiece
} from './answer-blocks.ts';
import type { RunId } from './run-records.ts';

/** Writes an answer into blocks while it grows. */
export interface BlockWriter {
	add: (piece: AnswerPiece) => void;
	/** UTF-16 units that are not written yet. */
	readonly waiting: number;
	/** How many blocks are written. */
	readonly count: number;
	/** What writes all that waits. @param isLast nothing follows: the small blocks are packed, too */
	takeChanges: (isLast: boolean) => RecordChange[];
}

/**
 * Makes the writer of a run's blocks. What comes is written as small blocks, and packed as soon as it fills a large one: an
 * answer of a megabyte that is packed when it ends holds up the page at that moment.
 *
 * @param stored how many blocks there are already; they are left as they are
 */
export function createBlockWriter(id: RunId, stored: number): BlockWriter {
	let packed = stored;
	let count = stored;
	/** What is in the small blocks. */
	let unpacked: AnswerPiece[] = [];
	let unpackedLength = 0;
	let pieces: AnswerPiece[] = [];
	let waiting = 0;

	function pack(): RecordChange[] {
		const blocks = intoBlocks(unpacked);
		const changes = replaceBlocks(id, blocks, packed, count);
		count = packed + blocks.length;
		unpackedLength %= BLOCK_LENGTH;
		unpacked = unpackedLength === 0 ? [] : (blocks.at(-1) ?? []);
		packed = unpackedLength === 0 ? count : count - 1;
		return changes;
	}

	return {
		get waiting() {
			return waiting;
		},
		get count() {
			return count;
		},
		add(piece) {
			addPiece(pieces, piece);
			waiting += piece.text.length;
		},
		takeChanges(isLast) {
			const added = pieces;
			for (const piece of added) addPiece(unpacked, piece);
			unpackedLength += waiting;
			pieces = [];
			waiting = 0;
			if (isLast || unpackedLength >= BLOCK_LENGTH) return pack();
			if (added.length === 0) return [];
			count += 1;
			return [blockChange(id, count - 1, added)];
		}
	};
}
