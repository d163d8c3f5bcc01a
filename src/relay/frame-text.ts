const FINAL_TEXT = 0x81;
const SHORT = 125;
const MEDIUM = 0xffff;

/** One unmasked, final WebSocket text frame, as a server sends it (RFC 6455, section 5.2). */
export function frameText(text: string): Uint8Array {
	const length = Buffer.byteLength(text);
	const head = length <= SHORT ? 2 : length <= MEDIUM ? 4 : 10;
	const frame = Buffer.allocUnsafeSlow(head + length);
	frame[0] = FINAL_TEXT;
	if (length <= SHORT) {
		frame[1] = length;
	} else if (length <= MEDIUM) {
		frame[1] = 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 127;
		frame.writeBigUInt64BE(BigInt(length), 2);
	}
	frame.write(text, head);
	return frame;
}
