import type { RecordChange } from '#lib/core/ports.ts';
import { JsonTextError, readJson } from '#lib/protocol/read-json.ts';
import { z } from '#lib/protocol/zod.ts';
import { LEFT_TABLES } from './left-tables.ts';

const Writes = z.array(
	z.object({
		table: z.enum(LEFT_TABLES),
		key: z.string(),
		value: z.optional(z.unknown())
	})
);

/** More than the storage that they are left in takes. */
const LIMITS = { maxLength: 16 * 1024 * 1024, maxDepth: 32 };

/** Reads the writes that a page has left. What cannot be read was not left by us, or is damaged: there is nothing to make up for. */
export function readWrites(text: string): RecordChange[] {
	try {
		return Writes.safeParse(readJson(text, LIMITS)).data ?? [];
	} catch (error) {
		if (error instanceof JsonTextError) return [];
		throw error;
	}
}
