import type { ChunkKind } from '#lib/protocol/message.ts';

/** Cuts a generation's text into chunks. */
export interface ChunkWriter {
	write: (kind: ChunkKind, text: string) => void;
	/** Publishes what was held back; to be called before the end. */
	flush: () => void;
	/** How much text was published, in UTF-16 units: where the next chunk would start. */
	readonly textLength: number;
}

/**
 * Makes the writer of one answer. A chunk is never empty, and never splits a surrogate pair: half of one is held back
 * until the other half has come.
 */
export function createChunkWriter(
	publish: (kind: ChunkKind, chunk: string, off: number) => void
): ChunkWriter {
	const lengths: Record<ChunkKind, number> = { text: 0, reasoning: 0 };
	const halves: Record<ChunkKind, string> = { text: '', reasoning: '' };

	function tell(kind: ChunkKind, chunk: string) {
		if (chunk === '') return;
		const off = lengths[kind];
		lengths[kind] += chunk.length;
		publish(kind, chunk, off);
	}

	return {
		write(kind, text) {
			const whole = halves[kind] + text;
			const cut = endsInsidePair(whole) ? whole.length - 1 : whole.length;
			halves[kind] = whole.slice(cut);
			tell(kind, whole.slice(0, cut));
		},
		flush() {
			for (const kind of ['reasoning', 'text'] as const) {
				const half = halves[kind];
				halves[kind] = '';
				tell(kind, half);
			}
		},
		get textLength() {
			return lengths.text;
		}
	};
}

function endsInsidePair(text: string): boolean {
	const last = text.charCodeAt(text.length - 1);
	return last >= 0xd800 && last <= 0xdbff;
}
