import type { z } from './zod.ts';

/** What a schema made of a value. Without any issue: there were more than zod can count. */
export type SchemaResult<T> =
	{ success: true; data: T } | { success: false; issues: readonly z.core.$ZodIssue[] };

/** Reads a value that came from outside. Never throws, however much of it does not fit. */
export function readBySchema<T>(schema: z.ZodMiniType<T>, value: unknown): SchemaResult<T> {
	try {
		const result = schema.safeParse(value);
		return result.success ? result : { success: false, issues: result.error.issues };
	} catch (error) {
		// zod spreads its list of issues into a call, which overflows the stack at some hundred thousand of them.
		if (!(error instanceof RangeError)) throw error;
		return { success: false, issues: [] };
	}
}
