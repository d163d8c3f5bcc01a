import type { LogEntry } from './engine/channel-log.ts';
import type { StoredRequest } from './request-store.ts';

export interface SnapshotPlace {
	channel: string;
	epoch: string;
	seq: number;
}

/** How much of texts and events one frame of a snapshot holds, in characters: a slow reader takes it piece by piece. */
const PART_CHARACTERS = 12 * 1024;

interface Part {
	requests: Record<string, unknown>[];
	events: string[];
	size: number;
}

/**
 * What a channel holds, as the frames of one `snapshot`. The state is that of this moment; each frame is written when it
 * is asked for, so that many slow readers do not hold as many copies.
 */
export function snapshotFrames(
	place: SnapshotPlace,
	requests: readonly StoredRequest[],
	events: readonly LogEntry[],
	isTruncated: boolean
): (() => string)[] {
	const parts = [...eventParts(events), ...requests.filter(hasText).flatMap(requestParts)].reduce<
		Part[]
	>((joined, part) => {
		const last = joined.at(-1);
		if (last && last.size + part.size <= PART_CHARACTERS) {
			last.requests.push(...part.requests);
			last.events.push(...part.events);
			last.size += part.size;
		} else {
			joined.push({ requests: [...part.requests], events: [...part.events], size: part.size });
		}
		return joined;
	}, []);
	if (parts.length === 0) parts.push({ requests: [], events: [], size: 0 });
	return parts.map((part, at) => () => writePart(place, part, at + 1, parts.length, isTruncated));
}

/** The model list and vectors have no text that grows; their results are events. */
function hasText({ type }: StoredRequest): boolean {
	return type === 'llm_request' || type === 'chat_message';
}

function eventParts(events: readonly LogEntry[]): Part[] {
	return events.map(({ text }) => ({ requests: [], events: [text], size: text.length }));
}

/** A request in one part if it is small, else its texts in pieces, each with the place where it begins. */
function requestParts({ requestId, type, state, text, reasoning, meta }: StoredRequest): Part[] {
	const parts: Part[] = [];
	let textOff = 0;
	let reasoningOff = 0;
	do {
		const thoughts = piece(reasoning, reasoningOff, PART_CHARACTERS);
		const words = piece(text, textOff, PART_CHARACTERS - thoughts.length);
		parts.push({
			requests: [
				{
					request_id: requestId,
					type,
					state,
					text: words,
					reasoning: thoughts,
					text_off: textOff,
					reasoning_off: reasoningOff,
					...(meta ? { finish: meta.finish_reason, meta } : {})
				}
			],
			events: [],
			size: words.length + thoughts.length + 200
		});
		textOff += words.length;
		reasoningOff += thoughts.length;
	} while (textOff < text.length || reasoningOff < reasoning.length);
	return parts;
}

/** Up to `length` characters from `start`, never half a surrogate pair. */
function piece(text: string, start: number, length: number): string {
	if (length <= 0) return '';
	const end = Math.min(text.length, start + length);
	const last = text.charCodeAt(end - 1);
	const isHalf = end < text.length && last >= 0xd800 && last <= 0xdbff;
	return text.slice(start, isHalf ? end - 1 : end);
}

function writePart(
	{ channel, epoch, seq }: SnapshotPlace,
	{ requests, events }: Part,
	part: number,
	parts: number,
	truncated: boolean
): string {
	const head = JSON.stringify({ channel, epoch, seq, part, parts, requests, truncated });
	// The events are JSON already, as they were sent.
	return `{"type":"snapshot","data":${head.slice(0, -1)},"events":[${events.join(',')}]}}`;
}
