import type { Saved } from './saved-schemas.ts';

/**
 * Reads what was kept in the browser, or came by a link. The schemas load with the first value that there is: a first visit
 * has none, and starts without them.
 *
 * @returns `undefined` where there is nothing, and where it is not of that kind
 */
export async function readSaved<Kind extends keyof Saved>(
	kind: Kind,
	value: unknown
): Promise<Saved[Kind] | undefined> {
	if (value === undefined) return undefined;
	const { SAVED } = await import('./saved-schemas.ts');
	return SAVED[kind].safeParse(value).data;
}
