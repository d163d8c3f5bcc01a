import { LINK_PROTOCOL } from '#lib/protocol/link-schemas.ts';
import { readServerFrame } from '#lib/protocol/read-server-frame.ts';
import type { OpenSocket } from '#lib/core/ports.ts';

/** The code for a connection that ended without a word. */
const LOST = 1006;

/**
 * Opens WebSockets to one channel of a relay, in its full dialect. Each frame is capped and read by schema before anybody
 * sees it.
 *
 * @param address the relay's, with `http` or `https`; a path is kept
 */
export function webSocketOpener(address: string, channel: string): OpenSocket {
	return ({ opened, received, closed }) => {
		let isClosed = false;
		const close = (code: number, reason: string) => {
			if (isClosed) return;
			isClosed = true;
			closed(code, reason);
		};
		let socket: WebSocket | undefined;
		try {
			socket = new WebSocket(channelAddress(address, channel), [LINK_PROTOCOL]);
		} catch {
			// A page from HTTPS may not open an insecure socket, and is told so by an exception.
			queueMicrotask(() => close(LOST, ''));
		}
		socket?.addEventListener('open', opened);
		socket?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			// Binary frames are none of this dialect.
			if (typeof data === 'string' && !isClosed) received(readServerFrame(data));
		});
		socket?.addEventListener('close', ({ code, reason }) => close(code, reason));
		return {
			send(text) {
				if (socket?.readyState === WebSocket.OPEN) socket.send(text);
			},
			close: () => socket?.close()
		};
	};
}

/** Where a channel is: `ws` for `http`, `wss` for `https`. */
export function channelAddress(address: string, channel: string): string {
	const url = new URL(address);
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
	url.pathname = `${url.pathname.replace(/\/$/, '')}/ws/${channel}`;
	return url.href;
}
