/** What is stored of a document: a small record that lists read. Its text, its map and the file itself lie apart. */
import { z } from '#lib/protocol/zod.ts';

export const DocumentId = z.string().brand<'DocumentId'>();
export type DocumentId = z.infer<typeof DocumentId>;

export const DocumentKind = z.enum([
	'text',
	'markdown',
	'html',
	'csv',
	'json',
	'jsonl',
	'pdf',
	'docx'
]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** A document as lists show it. */
export const StoredDocument = z.object({
	type: z.literal('document'),
	id: DocumentId,
	/** The same brand as the runs' workspaces. */
	workspace: z.string().brand<'WorkspaceId'>(),
	/** The file's name. */
	name: z.string(),
	/** The folders above it and its name, as it was dropped or picked: `reports/may/pump.pdf`. */
	path: z.string(),
	kind: DocumentKind,
	/** Of the file. */
	size_bytes: z.number(),
	/** SHA-256 of the text: the same that a run of it has. */
	content_hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
	/** In UTF-16 units. */
	text_length: z.number(),
	/** What a place in it is called by. */
	unit: z.enum(['page', 'row', 'line', 'paragraph']),
	/** How many of them there are. */
	units: z.number(),
	encoding: z.optional(z.string()),
	/** Sentences about what may be missing or wrong in the text. */
	warnings: z.array(z.string()),
	/** Epoch milliseconds. */
	added_at: z.number(),
	/** Bytes of the file that are kept for download: all, or none where there was no room. */
	original_bytes: z.number()
});
export type StoredDocument = z.infer<typeof StoredDocument>;
