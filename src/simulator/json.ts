/** Readers for values that came over the wire, where anything may be anything. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` where it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}

/** `value` where it is a list, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** `value` where it is a string, else nothing. */
export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** `value` where it is a finite number, else nothing. */
export function numberOf(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
