import type { Place } from '#lib/core/grounding/quote-finder.ts';

/** Lines that are laid out together. */
const LINES_PER_CHUNK = 40;

/** Some lines of a text, and what of them is marked. Joined they are the lines. */
export interface MarkedChunk {
	before: string;
	marked: string;
	after: string;
}

/** Cuts a text into pieces of forty lines, each with its part of the place. */
export function markedChunks(text: string, place: Place | undefined): MarkedChunk[] {
	const chunks: MarkedChunk[] = [];
	for (let start = 0; start < text.length;) {
		const end = endOfChunk(text, start);
		const from = within(place?.start ?? end, start, end);
		const to = within(place?.end ?? end, from, end);
		chunks.push({
			before: text.slice(start, from),
			marked: text.slice(from, to),
			after: text.slice(to, end)
		});
		start = end;
	}
	return chunks;
}

function endOfChunk(text: string, start: number): number {
	let end = start;
	for (let lines = 0; lines < LINES_PER_CHUNK; lines += 1) {
		const next = text.indexOf('\n', end);
		if (next === -1) return text.length;
		end = next + 1;
	}
	return end;
}

function within(value: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, value));
}
