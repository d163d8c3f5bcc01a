/** What the page and the Worker that reads files say to each other. */
import { DocumentKind } from '#lib/core/documents/document-records.ts';
import { z } from '#lib/protocol/zod.ts';

/** To the Worker. Files are handed over, not copied. */
export interface ReadFileRequest {
	type: 'read_file';
	id: number;
	file: File;
}

const Words = z.custom<Uint32Array<ArrayBuffer>>((value) => value instanceof Uint32Array);

/** From the Worker: `started` once, then for each file its text piece by piece and what ends it. */
export const WorkerMessage = z.discriminatedUnion('type', [
	z.object({ type: z.literal('started') }),
	z.object({ type: z.literal('progress'), id: z.number(), progress: z.number() }),
	z.object({ type: z.literal('piece'), id: z.number(), text: z.string() }),
	z.object({
		type: z.literal('read'),
		id: z.number(),
		kind: DocumentKind,
		contentHash: z.string(),
		encoding: z.optional(z.string()),
		warnings: z.array(z.string()),
		map: z.object({
			unit: z.enum(['page', 'row', 'line', 'paragraph']),
			starts: Words,
			numbers: z.optional(Words)
		})
	}),
	z.object({
		type: z.literal('failed'),
		id: z.number(),
		message: z.string(),
		suggestion: z.string()
	})
]);
export type WorkerMessage = z.infer<typeof WorkerMessage>;
