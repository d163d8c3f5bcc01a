import type { ServerResponse } from 'node:http';

const hungUp = new WeakSet<ServerResponse>();

/** Breaks the connection off from this side, as a crash does: the client sees a reset. */
export function hangUp(response: ServerResponse): void {
	hungUp.add(response);
	response.socket?.resetAndDestroy();
}

/** Whether the connection ended by {@link hangUp}; else it was the client who left. */
export function hasHungUp(response: ServerResponse): boolean {
	return hungUp.has(response);
}
