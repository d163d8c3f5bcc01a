import { encodeEvent, type Frame } from '../encode.ts';
import type { ChannelEvent, ChannelLog, Engine, LogEntry } from './channel-log.ts';

export interface MemoryEngineOptions {
	logEvents: number;
	logCharacters: number;
	/** 8 to 32 characters, never the same again. */
	newEpoch: () => string;
	frame: Frame;
}

/** Logs in this process's memory. They end with it: a relay that starts anew has new epochs. */
export function createMemoryEngine(options: MemoryEngineOptions): Engine {
	return { open: (channel, onEntry) => createMemoryLog(channel, onEntry, options) };
}

function createMemoryLog(
	channel: string,
	onEntry: (entry: LogEntry) => void,
	{ logEvents, logCharacters, newEpoch, frame }: MemoryEngineOptions
): ChannelLog {
	let epoch = newEpoch();
	let entries: LogEntry[] = [];
	/** Entries before this one are gone; the list is cut now and then, not each time. */
	let start = 0;
	let top = 0;
	let characters = 0;

	function trim() {
		while (
			entries.length - start > 1 &&
			(entries.length - start > logEvents || characters > logCharacters)
		) {
			characters -= entries[start]?.text.length ?? 0;
			start += 1;
		}
		if (start > logEvents) {
			entries = entries.slice(start);
			start = 0;
		}
	}

	return {
		get epoch() {
			return epoch;
		},
		get first() {
			return top - (entries.length - start) + 1;
		},
		get top() {
			return top;
		},
		append(event) {
			top += 1;
			const entry = createEntry(event, { channel, epoch, seq: top }, frame);
			entries.push(entry);
			characters += entry.text.length;
			trim();
			onEntry(entry);
		},
		after(seq, limit) {
			const from = entries.length - (top - seq);
			let to = from;
			for (let size = 0; to < entries.length && size < limit; to += 1) {
				size += entries[to]?.text.length ?? 0;
			}
			return entries.slice(from, to);
		},
		renew() {
			epoch = newEpoch();
			entries = [];
			start = 0;
			top = 0;
			characters = 0;
		}
	};
}

function createEntry(
	event: ChannelEvent,
	place: { channel: string; epoch: string; seq: number },
	frame: Frame
): LogEntry {
	const text = encodeEvent(event.message, place);
	let bytes: Uint8Array | undefined;
	return { ...event, seq: place.seq, text, frame: () => (bytes ??= frame(text)) };
}
