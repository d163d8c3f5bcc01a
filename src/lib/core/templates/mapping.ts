/** An object that is used as a table of values by name. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value itself where it is a mapping, else an empty one. */
export function mappingOf(value: unknown): Mapping {
	return isMapping(value) ? value : {};
}
