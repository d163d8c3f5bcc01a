import type { MessageOf } from '#lib/protocol/message.ts';
import { encodeEvent, joinBytes, type Frame } from './encode.ts';
import type { ChannelLog, LogEntry } from './engine/channel-log.ts';
import { continues, joined } from './gather-chunks.ts';

/** Some events of a log as bytes to write, and the place behind the last of them. */
export interface Batch {
	bytes: Uint8Array;
	to: number;
}

export interface Batches {
	/** Events behind `place`, about `budget` characters of them. Readers at the same place get the same bytes. */
	take: (place: number, budget: number) => Batch;
	/** The same for a reader that is behind: pieces of one answer that stand beside each other are one frame. */
	takeJoined: (place: number, budget: number) => Batch;
}

/** Makes bytes of a log's events for many readers, each at its own pace. */
export function createBatches(log: ChannelLog, channel: string, frame: Frame): Batches {
	/** Nearly all readers are at the same place, so the newest batch is kept for the next of them. */
	let last: (Batch & { epoch: string; from: number; top: number; budget: number }) | undefined;

	return {
		take(place, budget) {
			const { epoch, top } = log;
			if (last?.from === place && last.top === top && last.epoch === epoch) {
				if (last.budget === budget) return last;
			}
			const entries = log.after(place, budget);
			const bytes = joinBytes(entries.map((entry) => entry.frame()));
			last = { bytes, to: entries.at(-1)?.seq ?? place, epoch, from: place, top, budget };
			return last;
		},
		takeJoined(place, budget) {
			const entries = log.after(place, budget);
			const frames = joinPieces(entries).map((run) => frameOf(run, channel, log.epoch, frame));
			return { bytes: joinBytes(frames), to: entries.at(-1)?.seq ?? place };
		}
	};
}

/** One entry, or several pieces of an answer that follow each other; `chunk` holds the text of them all. */
interface Run {
	first: LogEntry;
	last: LogEntry;
	chunk: MessageOf<'llm_chunk'> | undefined;
}

function joinPieces(entries: readonly LogEntry[]): Run[] {
	const runs: Run[] = [];
	for (const entry of entries) {
		const { message } = entry;
		const piece = message.type === 'llm_chunk' && !message.data.is_final ? message : undefined;
		const run = runs.at(-1);
		if (piece && run?.chunk && continues(run.chunk, piece)) {
			run.chunk = joined(run.chunk, piece);
			run.last = entry;
		} else {
			runs.push({ first: entry, last: entry, chunk: piece });
		}
	}
	return runs;
}

function frameOf({ first, last, chunk }: Run, channel: string, epoch: string, frame: Frame) {
	if (!chunk || first === last) return first.frame();
	return frame(encodeEvent(chunk, { channel, epoch, seq: last.seq, seq0: first.seq }));
}
