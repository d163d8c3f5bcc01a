/** What is stored of a chat: a small record that lists read, one for each of its questions, and the texts they were about. */
import { ChatMessageData, Usage } from '#lib/protocol/chat-schemas.ts';
import { ChatMeta } from '#lib/protocol/message.ts';
import { ErrorData, Phase } from '#lib/protocol/service-schemas.ts';
import { z } from '#lib/protocol/zod.ts';
import { WorkspaceId } from '#lib/core/runs/run-records.ts';
import type { KeyRange } from '#lib/core/ports.ts';

/** Without a slash: what belongs to a chat has its key behind one. */
export const ChatId = z
	.string()
	.check(z.regex(/^[^/]{1,200}$/))
	.brand<'ChatId'>();
export type ChatId = z.infer<typeof ChatId>;

/** A chat as the list shows it. Times are epoch milliseconds. */
export const StoredChat = z.object({
	type: z.literal('chat'),
	id: ChatId,
	workspace: WorkspaceId,
	/** The beginning of its first question; empty before that. */
	title: z.string(),
	created_at: z.number(),
	/** When something was last said in it. */
	updated_at: z.number()
});
export type StoredChat = z.infer<typeof StoredChat>;

/** As `ChatStep`, without the phase of what is under way. */
const StoredStep = z.object({
	run_id: z.string(),
	agent: z.string(),
	title: z.string(),
	task: z.optional(z.string()),
	state: z.enum(['planned', 'running', 'finished', 'cut', 'stopped', 'failed']),
	text: z.string(),
	problem: z.optional(z.string()),
	seconds: z.optional(z.number()),
	usage: z.optional(Usage)
});

export type StoredStep = z.infer<typeof StoredStep>;

/** A question that was asked in this browser, and what came of it so far. */
export const StoredTurn = z.object({
	type: z.literal('chat_turn'),
	/** The id of its request. */
	id: z.string(),
	/** Epoch milliseconds; turns are shown in this order. */
	asked_at: z.number(),
	/** As it was asked, but for the text that it is about and the name of the conversation, which is the chat's. */
	asked: z.omit(ChatMessageData, { context: true, workspace: true }),
	/** The turn that first brought the text it is about: the text is kept once, under that turn's id. */
	text_of: z.optional(z.string()),
	/** One that says that something is under way is true only while a page holds the turn's lock. */
	status: z.enum([
		...Phase.options,
		'asking',
		'done',
		'length',
		'stopped',
		'interrupted',
		'failed'
	]),
	steps: z.array(StoredStep),
	text: z.string(),
	reasoning: z.string(),
	/** How long it took, in milliseconds, where that was watched. */
	reasoning_ms: z.optional(z.number()),
	earlier: z.optional(z.object({ sent: z.int(), left_out: z.int() })),
	error: z.optional(ErrorData),
	meta: z.optional(ChatMeta)
});
export type StoredTurn = z.infer<typeof StoredTurn>;

/** What tabs tell each other of chats. Read by this schema: in some browsers other local pages can post, too. */
export const ChatTabMessage = z.discriminatedUnion('type', [
	/** It is stored anew, or gone; `turn` says which of its questions, where it is one. */
	z.object({ type: z.literal('chat_changed'), chat: ChatId, turn: z.optional(z.string()) }),
	/** The tab that has asked it should stop it. */
	z.object({ type: z.literal('stop_chat'), turn: z.string() })
]);
export type ChatTabMessage = z.infer<typeof ChatTabMessage>;

/** The name of the conversation, as the service knows it. It says the workspace to whoever reads the channel. */
export function conversationOf({ workspace, id }: Pick<StoredChat, 'workspace' | 'id'>): string {
	return `${workspace}/chat-${id}`;
}

/** The chat that a conversation is; `undefined` for one that is none of ours. */
export function chatOf(conversation: string | undefined): ChatId | undefined {
	const [, id] = conversation?.split('/chat-') ?? [];
	return ChatId.safeParse(id).data;
}

/** The name that the page holds which has asked. */
export function lockOfTurn(id: string): string {
	return `assay-chat-${id}`;
}

export function turnKey(chat: ChatId, turn: string): string {
	return `${chat}/${turn}`;
}

/** The keys of all that belongs to a chat. */
export function partsOf(chat: ChatId): Required<KeyRange> {
	return { from: `${chat}/`, to: `${chat}/\uffff` };
}

/** The keys of the blocks of the text that a turn has brought. */
export function textOf(chat: ChatId, turn: string): Required<KeyRange> {
	return { from: `${chat}/${turn}/`, to: `${chat}/${turn}/\uffff` };
}
