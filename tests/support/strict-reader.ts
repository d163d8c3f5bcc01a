import type { SentFrame } from '../../src/relay/fakes.ts';

/** What a client holds of one channel, by the rules of the protocol: it throws on whatever breaks one. */
export interface StrictReader {
	/** Where it would go on. */
	readonly position: { epoch: string; seq: number };
	/** The answers, by request. */
	readonly texts: ReadonlyMap<string, string>;
	/** How requests ended, by request; every ending that came, not only the first. */
	readonly ends: ReadonlyMap<string, string[]>;
	/** Types of the events that were applied, in order. */
	readonly applied: string[];
	read: (frames: readonly SentFrame[]) => void;
}

/** Follows one channel from nothing, or from where an earlier connection was. */
export function createStrictReader(): StrictReader {
	const texts = new Map<string, string>();
	const ends = new Map<string, string[]>();
	const applied: string[] = [];
	let position = { epoch: '', seq: 0 };
	/** A snapshot must come before the next event. */
	let awaits: { epoch: string; seq: number } | undefined;
	let part = 0;

	function onSubscribed(data: Record<string, unknown>) {
		const { recovered, epoch, from } = data as { recovered: string; epoch: string; from: number };
		part = 0;
		awaits = recovered === 'exact' ? undefined : { epoch, seq: from };
		if (recovered === 'exact') position = { epoch, seq: from };
	}

	function onSnapshot(data: Record<string, unknown>) {
		const told = data as {
			epoch: string;
			seq: number;
			part: number;
			parts: number;
			requests: { request_id: string; text: string; text_off: number; finish?: string }[];
		};
		if (!awaits) throw new Error('a snapshot that nobody announced');
		if (told.epoch !== awaits.epoch || told.seq !== awaits.seq) {
			throw new Error('a snapshot of another place');
		}
		if (told.part !== part + 1) throw new Error(`part ${told.part} after ${part}`);
		part = told.part;
		for (const { request_id, text, text_off, finish } of told.requests) {
			const before = text_off === 0 ? '' : (texts.get(request_id) ?? '');
			if (before.length !== text_off) throw new Error(`a text's part at ${text_off}`);
			texts.set(request_id, before + text);
			if (finish !== undefined) ends.set(request_id, [finish]);
		}
		if (part < told.parts) return;
		position = awaits;
		awaits = undefined;
	}

	function onEvent(frame: SentFrame, seq: number) {
		if (awaits) throw new Error('an event before the snapshot');
		const { seq0 = seq, epoch } = frame;
		if (epoch !== position.epoch) throw new Error('an event of another epoch');
		if (seq0 !== position.seq + 1) throw new Error(`${seq0} after ${position.seq}`);
		position = { epoch, seq };
		applied.push(frame.type);
		if (frame.type !== 'llm_chunk' || frame.kind === 'reasoning') return;
		const { request_id = '', off = -1, data, meta } = frame;
		const text = texts.get(request_id) ?? '';
		if (off !== text.length) throw new Error(`a piece at ${off} behind ${text.length} characters`);
		texts.set(request_id, text + String(data['chunk']));
		if (data['is_final'] !== true) return;
		ends.set(request_id, [...(ends.get(request_id) ?? []), meta?.finish_reason ?? '']);
	}

	return {
		get position() {
			return position;
		},
		texts,
		ends,
		applied,
		read(frames) {
			for (const frame of frames) {
				if (frame.type === 'welcome') {
					for (const each of frame.data['subs'] as Record<string, unknown>[]) onSubscribed(each);
				} else if (frame.type === 'subscribed') onSubscribed(frame.data);
				else if (frame.type === 'snapshot') onSnapshot(frame.data);
				else if (frame.seq !== undefined) onEvent(frame, frame.seq);
			}
		}
	};
}
