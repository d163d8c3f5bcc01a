/** How far a list has been read from the store. */
export type ListStatus =
	{ state: 'closed' | 'reading' | 'ready' } | { state: 'failed'; problem: string };
