/** Whether names can be held among tabs. Pages that are no secure context have no Web Locks. */
export function hasWebLocks(): boolean {
	return typeof navigator !== 'undefined' && 'locks' in navigator;
}
