/** What is stored of a run: a small record that lists read, and a receipt that is read when the run is opened. */
import { FinalMeta, LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { ErrorData } from '#lib/protocol/service-schemas.ts';
import { z } from '#lib/protocol/zod.ts';

/** The id of a run is the id of its request. */
export const RunId = z.string().brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

export const WorkspaceId = z.string().brand<'WorkspaceId'>();
export type WorkspaceId = z.infer<typeof WorkspaceId>;

/** SHA-256 of a text in hexadecimal: the key that a text is kept by. */
export const ContentHash = z
	.string()
	.check(z.regex(/^[0-9a-f]{64}$/))
	.brand<'ContentHash'>();
export type ContentHash = z.infer<typeof ContentHash>;

/** `running` is written while a tab owns the run; the others are endings, as in `RunStatus`. */
export const StoredStatus = z.enum([
	'running',
	'done',
	'length',
	'stopped',
	'interrupted',
	'failed'
]);
export type StoredStatus = z.infer<typeof StoredStatus>;

/** A run as lists show it. Times are epoch milliseconds. */
export const StoredRun = z.object({
	type: z.literal('run'),
	id: RunId,
	workspace: WorkspaceId,
	/** The person's name for it, else the beginning of the text. */
	title: z.string(),
	is_pinned: z.boolean(),
	status: StoredStatus,
	/** The template's id. */
	template: z.string(),
	model: z.optional(z.string()),
	/** The file that the text came from. */
	source_name: z.optional(z.string()),
	/** Absent where another client asked and its text is not known here. */
	content_hash: z.optional(ContentHash),
	started_at: z.number(),
	ended_at: z.optional(z.number()),
	/** When the owner last said that it lives. */
	seen_at: z.number(),
	/** In UTF-16 units. */
	answer_length: z.number(),
	/** The beginning of the answer. */
	excerpt: z.string()
});
export type StoredRun = z.infer<typeof StoredRun>;

/** A message of the prompt as it was sent; `null` stands where the text itself stood. */
const PromptRecord = z.object({
	role: z.enum(['system', 'user', 'assistant']),
	parts: z.array(z.nullable(z.string()))
});
export type PromptRecord = z.infer<typeof PromptRecord>;

/** How a run came about: all that is needed to run it again, and to judge its answer. */
export const StoredReceipt = z.object({
	type: z.literal('receipt'),
	id: RunId,
	/** As it was asked, but for the text, which is kept by its hash. */
	request: z.optional(z.omit(LlmRequestData, { content: true })),
	template: z.optional(
		z.object({ title: z.optional(z.string()), version: z.optional(z.string()) })
	),
	prompt: z.optional(z.array(PromptRecord)),
	/** The model as the server listed it when the run began. */
	model: z.optional(
		z.object({
			key: z.string(),
			display_name: z.string(),
			quantization: z.optional(z.string()),
			/** The context that it was loaded with, in tokens. */
			context_length: z.optional(z.number())
		})
	),
	/** Epoch milliseconds. */
	first_piece_at: z.optional(z.number()),
	/** How long the reasoning took, in milliseconds, where it was watched to its end. */
	reasoning_ms: z.optional(z.number()),
	meta: z.optional(FinalMeta),
	error: z.optional(ErrorData),
	/** Who asked, where it was another client on the channel. */
	from: z.optional(z.string())
});
export type StoredReceipt = z.infer<typeof StoredReceipt>;

/** A run that has not ended, so that a start finds it without reading all runs. */
export const LiveRun = z.object({ id: RunId, stop_asked: z.optional(z.boolean()) });

/** The name that the tab which owns a run holds. */
export function lockOf(id: RunId): string {
	return `assay-run-${id}`;
}

const TITLE_LENGTH = 80;
const EXCERPT_LENGTH = 200;
/** An excerpt is made of so much of an answer: it stays the same once there is more. */
export const EXCERPT_SOURCE_LENGTH = 2 * EXCERPT_LENGTH;

/** A name for a run whose person gave it none: the text's first line with words in it. */
export function titleFor(content: string, template: string): string {
	const line = /\S[^\r\n]*/u.exec(content.slice(0, 4000))?.[0].replaceAll(/\s+/g, ' ').trim();
	return line === undefined ? template : shorten(line, TITLE_LENGTH);
}

/** The beginning of an answer in one line, without Markdown's marks. */
export function excerptOf(answer: string): string {
	const plain = answer.slice(0, EXCERPT_SOURCE_LENGTH).replaceAll(/[#*_`>|]+/g, '');
	return shorten(plain.replaceAll(/\s+/g, ' ').trim(), EXCERPT_LENGTH);
}

function shorten(text: string, length: number): string {
	const characters = Array.from(text.slice(0, length * 2));
	return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
