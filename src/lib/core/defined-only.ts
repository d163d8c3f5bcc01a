/** Without the fields that are `undefined`: what is exported and read back is the same then. */
export function definedOnly(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(definedOnly);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
	return Object.fromEntries(entries.map(([name, inner]) => [name, definedOnly(inner)]));
}
