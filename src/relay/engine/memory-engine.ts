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
	return { open: (channel, onEntry) => new MemoryLog(channel, onEntry, options) };
}

/** A class, for its getters are read for each write to each connection. */
class MemoryLog implements ChannelLog {
	readonly #channel: string;
	readonly #onEntry: (entry: LogEntry) => void;
	readonly #options: MemoryEngineOptions;
	#epoch: string;
	#top = 0;
	#entries: LogEntry[] = [];
	/** Entries before this one are gone; the list is cut now and then, not each time. */
	#start = 0;
	#characters = 0;

	constructor(channel: string, onEntry: (entry: LogEntry) => void, options: MemoryEngineOptions) {
		this.#channel = channel;
		this.#onEntry = onEntry;
		this.#options = options;
		this.#epoch = options.newEpoch();
	}

	get epoch() {
		return this.#epoch;
	}

	get first() {
		return this.#top - this.#kept + 1;
	}

	get top() {
		return this.#top;
	}

	append(event: ChannelEvent) {
		this.#top += 1;
		const place = { channel: this.#channel, epoch: this.#epoch, seq: this.#top };
		const entry = createEntry(event, place, this.#options.frame);
		this.#entries.push(entry);
		this.#characters += entry.text.length;
		this.#trim();
		this.#onEntry(entry);
	}

	after(seq: number, characters: number) {
		const from = this.#entries.length - (this.#top - seq);
		let to = from;
		for (let size = 0; to < this.#entries.length && size < characters; to += 1) {
			size += this.#entries[to]?.text.length ?? 0;
		}
		return this.#entries.slice(from, to);
	}

	renew() {
		this.#epoch = this.#options.newEpoch();
		this.#top = 0;
		this.#entries = [];
		this.#start = 0;
		this.#characters = 0;
	}

	get #kept() {
		return this.#entries.length - this.#start;
	}

	#trim() {
		const { logEvents, logCharacters } = this.#options;
		while (this.#kept > 1 && (this.#kept > logEvents || this.#characters > logCharacters)) {
			this.#characters -= this.#entries[this.#start]?.text.length ?? 0;
			this.#start += 1;
		}
		if (this.#start > logEvents) {
			this.#entries = this.#entries.slice(this.#start);
			this.#start = 0;
		}
	}
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
