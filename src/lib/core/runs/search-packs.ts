/**
 * The texts of runs as a search compares them, some fifty runs to a record: reading a few large records is many times
 * faster than reading many small ones. They are made of what is stored elsewhere, and can be made again.
 */
import type { ContentHash, RunId } from './run-records.ts';

export interface PackedRun {
	id: RunId;
	/** Of which state of the run the texts are. */
	answer_length: number;
	content_hash?: ContentHash | undefined;
	/** The answer and the source; `null` where they are too long to be packed. */
	texts: readonly string[] | null;
}

const CONTENT_HASH = /^[0-9a-f]{64}$/;

/**
 * The runs of a stored pack; none of one that is damaged anywhere. Checked by hand, since the first search of a visit waits
 * for ten thousand of them; a test holds the check to a schema.
 */
export function readPack(stored: unknown): readonly PackedRun[] {
	const { runs } = fieldsOf(stored);
	return isArrayOf(runs, isPackedRun) ? runs : [];
}

function isPackedRun(value: unknown): value is PackedRun {
	const { id, answer_length, content_hash, texts } = fieldsOf(value);
	return (
		typeof id === 'string' &&
		Number.isFinite(answer_length) &&
		(content_hash === undefined ||
			(typeof content_hash === 'string' && CONTENT_HASH.test(content_hash))) &&
		(texts === null || isArrayOf(texts, isText))
	);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function isArrayOf<Item>(value: unknown, is: (item: unknown) => item is Item): value is Item[] {
	if (!Array.isArray(value)) return false;
	// Not `every`, which passes over holes.
	for (const item of value) if (!is(item)) return false;
	return true;
}

/** Any field may be asked for; those of what is no object are absent. */
function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? value : {};
}
