import type { TabChannel } from '#lib/core/ports.ts';

/** A BroadcastChannel; nothing where the browser has none. Some browsers have one that is silent between local files. */
export function createTabChannel(name: string): TabChannel {
	if (typeof BroadcastChannel === 'undefined') return { post: () => {}, subscribe: () => () => {} };
	const channel = new BroadcastChannel(name);
	return {
		post: (message) => channel.postMessage(message),
		subscribe: (listener) => {
			const hear = ({ data }: MessageEvent<unknown>) => listener(data);
			channel.addEventListener('message', hear);
			return () => channel.removeEventListener('message', hear);
		}
	};
}
