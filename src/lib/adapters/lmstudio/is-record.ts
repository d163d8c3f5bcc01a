/** Whether a value from outside is an object with named fields: no list, no `null`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
