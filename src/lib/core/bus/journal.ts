import type { Message } from '#lib/protocol/message.ts';

export interface JournalLimits {
	/** How many messages are kept. */
	messages: number;
	/** How much text they may hold together, in UTF-16 units. The newest message is kept whatever its size. */
	characters: number;
}

/** The latest messages of a bus, oldest first. */
export interface Journal {
	append: (message: Message) => void;
	/** A copy, oldest first. */
	messages: () => Message[];
	/** How many messages have been let go since the beginning. */
	readonly dropped: number;
}

const DEFAULT_LIMITS: JournalLimits = { messages: 4096, characters: 16 * 1024 * 1024 };

/**
 * Keeps the newest messages within both limits, in a ring: appending costs the same however long the journal is. Sizes are
 * kept beside the messages, so that letting an old one go does not fetch it into the cache again.
 */
export function createJournal(limits: Partial<JournalLimits> = {}): Journal {
	const { messages: maxMessages, characters: maxCharacters } = { ...DEFAULT_LIMITS, ...limits };
	const ring: (Message | undefined)[] = [];
	const sizes: number[] = [];
	let oldest = 0;
	let count = 0;
	let characters = 0;
	let dropped = 0;

	function dropOldest() {
		characters -= sizes[oldest] ?? 0;
		ring[oldest] = undefined;
		oldest = (oldest + 1) % maxMessages;
		count -= 1;
		dropped += 1;
	}

	return {
		append(message) {
			if (count === maxMessages) dropOldest();
			const size = charactersOf(message);
			const place = (oldest + count) % maxMessages;
			ring[place] = message;
			sizes[place] = size;
			count += 1;
			characters += size;
			while (characters > maxCharacters && count > 1) dropOldest();
		},
		messages() {
			const kept: Message[] = [];
			for (let at = 0; at < count; at += 1) {
				const message = ring[(oldest + at) % maxMessages];
				if (message) kept.push(message);
			}
			return kept;
		},
		get dropped() {
			return dropped;
		}
	};
}

/** The text that makes a message large; the rest of it is small and not counted. */
function charactersOf(message: Message): number {
	switch (message.type) {
		case 'llm_chunk':
			return message.data.chunk.length;
		case 'llm_request':
			return message.data.content.length + (message.data.template_source?.length ?? 0);
		case 'chat_message':
			return message.data.content.length;
		case 'embedding_request':
			return message.data.texts.reduce((sum, text) => sum + text.length, 0);
		case 'embedding_result':
			// A number takes about as much memory as four characters.
			return message.data.vectors.reduce((sum, vector) => sum + vector.length, 0) * 4;
		default:
			return 0;
	}
}
