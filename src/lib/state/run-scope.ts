import type { LlmRequestData } from '#lib/protocol/chat-schemas.ts';
import { z } from '#lib/protocol/zod.ts';

/** A part of a text; a request says it as `metadata.part`. */
export const TextPart = z.enum(['first_part', 'selection']);
export type TextPart = z.infer<typeof TextPart>;

/** Which part of the text a run was given. Anything but the whole is said beside the answer and in what is exported. */
export const RunScope = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('whole') }),
	z.object({
		kind: TextPart,
		characters: z.number(),
		/** Of the whole text; absent where the page no longer has that. */
		ofCharacters: z.optional(z.number())
	})
]);
export type RunScope = z.infer<typeof RunScope>;

/** What a request says of its own text. */
export function scopeOf({ content, metadata }: LlmRequestData): RunScope {
	return scopeOfPart(content, TextPart.safeParse(metadata?.['part']).data);
}

/** Of a text that is a part, or whole where it is none. */
export function scopeOfPart(content: string, part: TextPart | undefined): RunScope {
	return part === undefined ? { kind: 'whole' } : { kind: part, characters: content.length };
}
