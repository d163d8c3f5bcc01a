import type { TabChannel } from '#lib/core/ports.ts';

/**
 * Lets several parts of one page use the channel between the tabs: what one of them posts reaches the other parts, too.
 *
 * @returns makes the channel of one part
 */
export function createPageTabs(channel: TabChannel): () => TabChannel {
	const listeners = new Map<(message: unknown) => void, object>();
	channel.subscribe((message) => {
		for (const listener of listeners.keys()) listener(message);
	});
	return () => {
		const part = {};
		return {
			post(message) {
				channel.post(message);
				for (const [listener, owner] of listeners) if (owner !== part) listener(message);
			},
			subscribe(listener) {
				// A listener of its own for each subscription: the same function may be given twice.
				const mine = (message: unknown) => listener(message);
				listeners.set(mine, part);
				return () => listeners.delete(mine);
			}
		};
	};
}
