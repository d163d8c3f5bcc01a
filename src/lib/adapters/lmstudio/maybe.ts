import { z } from '#lib/protocol/zod.ts';

/** A field that counts as absent unless it is what we expect: `null`, missing or of another type. */
export function maybe<Schema extends z.core.$ZodType>(schema: Schema) {
	return z.catch(z.optional(schema), undefined);
}
