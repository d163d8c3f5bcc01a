import type { Message, MessageOf } from '#lib/protocol/message.ts';

/** One line of the inspector: a message, or neighbouring chunks of one answer. */
export interface InspectedRow {
	/** The same for as long as the row's first message is kept, also while chunks join it. */
	key: string;
	first: Message;
	/** In the order of the bus, `first` included. More than one only for chunks. */
	messages: readonly Message[];
}

/** Turns messages into rows. What has not changed since the last call comes out as the same object. */
export interface RowMaker {
	rows: (messages: readonly Message[], joinsChunks: boolean) => InspectedRow[];
}

/** Makes a {@link RowMaker} that keeps a row no longer than its messages are kept elsewhere. */
export function createRowMaker(): RowMaker {
	/** By the last message of a row: a row that grew has another one. */
	const known = new WeakMap<Message, InspectedRow>();

	function rowOf(messages: readonly Message[], from: number, to: number): InspectedRow[] {
		const first = messages[from];
		const last = messages[to - 1];
		if (!first || !last) return [];
		const before = known.get(last);
		if (before?.first === first && before.messages.length === to - from) return [before];
		const key = `${first.epoch ?? ''}:${first.seq ?? from}`;
		const row = { key, first, messages: messages.slice(from, to) };
		known.set(last, row);
		return [row];
	}

	return {
		rows(messages, joinsChunks) {
			const rows: InspectedRow[] = [];
			let from = 0;
			for (let to = 1; to <= messages.length; to += 1) {
				const [before, next] = [messages[to - 1], messages[to]];
				if (joinsChunks && before && next && belongTogether(before, next)) continue;
				rows.push(...rowOf(messages, from, to));
				from = to;
			}
			return rows;
		}
	};
}

const sizes = new WeakMap<Message, number>();

/** How large the messages of a row are as JSON, in bytes of UTF-8. Counted once for each message. */
export function sizeBytes({ messages }: InspectedRow): number {
	return messages.reduce((sum, message) => {
		const size = sizes.get(message) ?? new TextEncoder().encode(JSON.stringify(message)).length;
		sizes.set(message, size);
		return sum + size;
	}, 0);
}

/** The messages of a row as one text to search in: chunks by what they say together, so that words may span them. */
export function searchText({ first, messages }: InspectedRow): string {
	const joined = messages.length > 1 ? ` ${joinedText(messages)}` : '';
	return (JSON.stringify(first) + joined).toLowerCase();
}

/** What the chunks among the messages say together. */
export function joinedText(messages: readonly Message[]): string {
	return messages.map((message) => (isChunk(message) ? message.data.chunk : '')).join('');
}

/** The final chunk stands alone: it tells how the run ended. */
function belongTogether(before: Message, next: Message): boolean {
	return (
		isChunk(before) &&
		isChunk(next) &&
		!before.data.is_final &&
		!next.data.is_final &&
		before.request_id === next.request_id &&
		before.kind === next.kind
	);
}

function isChunk(message: Message): message is MessageOf<'llm_chunk'> {
	return message.type === 'llm_chunk';
}
