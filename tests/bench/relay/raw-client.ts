/** A WebSocket client that costs next to nothing, so that on two cores the server is what is measured. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawClient {
	readonly socket: Socket;
	send: (text: string) => void;
}

const TEXT = 1;
const SHORT = 126;
const MEDIUM = 127;

/** @param onFrame each text frame's bytes, which are only good until it returns */
export async function openRawClient(
	url: string,
	protocol: string | undefined,
	onFrame: (frame: Buffer) => void
): Promise<RawClient> {
	const { port, hostname, host } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.setNoDelay(true);
	await once(socket, 'connect');
	const offered = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
	socket.write(
		`GET /ws/bench HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
			`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${offered}\r\n`
	);
	let rest: Buffer = Buffer.alloc(0);
	await new Promise<void>((resolve, reject) => {
		const refuse = () => reject(new Error(`Expected an upgrade, got ${rest.toString()}`));
		socket.once('close', refuse);
		const readHead = (chunk: Buffer) => {
			rest = Buffer.concat([rest, chunk]);
			const end = rest.indexOf('\r\n\r\n');
			if (end === -1) return;
			socket.off('data', readHead);
			socket.off('close', refuse);
			if (!rest.toString('latin1').startsWith('HTTP/1.1 101')) refuse();
			rest = rest.subarray(end + 4);
			resolve();
		};
		socket.on('data', readHead);
	});

	function read(chunk: Buffer) {
		rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		for (;;) {
			const short = (rest[1] ?? 0) & 0x7f;
			const head = short < SHORT ? 2 : short < MEDIUM ? 4 : 10;
			if (rest.length < head) return;
			const length =
				short < SHORT ? short : short < MEDIUM ? rest.readUInt16BE(2) : rest.readUInt32BE(6);
			if (rest.length < head + length) return;
			if (((rest[0] ?? 0) & 0x0f) === TEXT) onFrame(rest.subarray(head, head + length));
			rest = rest.subarray(head + length);
		}
	}
	socket.on('data', read);
	socket.on('error', () => {});
	if (rest.length > 0) read(Buffer.alloc(0));
	return { socket, send: (text) => void socket.write(masked(text)) };
}

/** A text frame as a client sends it; the mask is zero, which the protocol allows and nobody can tell. */
function masked(text: string): Buffer {
	const body = Buffer.from(text);
	const isShort = body.length < SHORT;
	const head = Buffer.alloc(isShort ? 6 : 8);
	head[0] = 0x80 | TEXT;
	head[1] = 0x80 | (isShort ? body.length : SHORT);
	if (!isShort) head.writeUInt16BE(body.length, 2);
	return Buffer.concat([head, body]);
}
