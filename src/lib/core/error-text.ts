/** What a caught value says of itself, for a person. */
export function errorText(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
