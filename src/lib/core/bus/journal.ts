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

/** Keeps the newest messages within both limits. Appending costs the same however long the journal is. */
export function createJournal(limits: Partial<JournalLimits> = {}): Journal {
	const { messages: maxMessages, characters: maxCharacters } = { ...DEFAULT_LIMITS, ...limits };
	let kept: Message[] = [];
	/** Messages before this index are let go; the array is cut now and then, not at every append. */
	let start = 0;
	let characters = 0;
	let dropped = 0;

	function dropOldest() {
		const oldest = kept[start];
		if (!oldest) return;
		characters -= charactersOf(oldest);
		start += 1;
		dropped += 1;
	}

	return {
		append(message) {
			kept.push(message);
			characters += charactersOf(message);
			while (
				kept.length - start > 1 &&
				(kept.length - start > maxMessages || characters > maxCharacters)
			) {
				dropOldest();
			}
			if (start > maxMessages) {
				kept = kept.slice(start);
				start = 0;
			}
		},
		messages: () => kept.slice(start),
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
			return message.data.vectors.length * message.data.dimensions * 4;
		default:
			return 0;
	}
}
