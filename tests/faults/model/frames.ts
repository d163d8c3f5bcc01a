/** Frames are the texts themselves, each followed by a byte that no text holds. */
const END = 0xff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** In place of WebSocket's. */
export function frame(text: string): Uint8Array {
	const bytes = encoder.encode(text);
	const framed = new Uint8Array(bytes.length + 1);
	framed.set(bytes);
	framed[bytes.length] = END;
	return framed;
}

/** The texts of whole frames. */
export function textsOf(bytes: Uint8Array): string[] {
	const texts: string[] = [];
	let from = 0;
	for (let at = bytes.indexOf(END); at !== -1; at = bytes.indexOf(END, from)) {
		texts.push(decoder.decode(bytes.subarray(from, at)));
		from = at + 1;
	}
	return texts;
}
