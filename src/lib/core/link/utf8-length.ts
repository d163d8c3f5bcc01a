/** How many bytes a text takes on the wire. A lone half of a pair becomes the replacement character, three bytes. */
export function utf8Length(text: string): number {
	let bytes = text.length;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code < 0x80) continue;
		if (code < 0x800) bytes += 1;
		else if (isPairAt(text, at)) {
			// Two units, four bytes.
			bytes += 2;
			at += 1;
		} else bytes += 2;
	}
	return bytes;
}

function isPairAt(text: string, at: number): boolean {
	const high = text.charCodeAt(at);
	const low = text.charCodeAt(at + 1);
	return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
