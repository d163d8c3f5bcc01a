/** Closes the connection behind a body, or behind its reader, that nobody will read on. */
export function discard(
	body: { cancel: (reason?: unknown) => Promise<void> } | null | undefined
): void {
	// A stream that has failed refuses to be cancelled: it is closed already, which is all that was wanted.
	body?.cancel().catch(() => undefined);
}
